"""RMA numbers: short, free of letters that look alike, with a check character.

Seven characters and one check character of an alphabet of 31: since 31 is a prime, the weighted sum
finds every wrong character and every swap of two neighbours.
"""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
LENGTH = 7


def number(seed: int) -> str:
    """Return the RMA number of a number, such as a random one, as `4K7P-9QXD`."""
    digits = []
    for _ in range(LENGTH):
        seed, digit = divmod(seed, len(ALPHABET))
        digits.append(ALPHABET[digit])
    body = "".join(digits)
    return f"{body[:4]}-{body[4:]}{_check(body)}"


def is_valid(written: str) -> bool:
    """Tell whether an RMA number is well formed and its check character fits; case is ignored."""
    plain = written.strip().upper().replace("-", "").replace(" ", "")
    if len(plain) != LENGTH + 1 or any(one not in ALPHABET for one in plain):
        return False
    return _check(plain[:LENGTH]) == plain[LENGTH]


def _check(body: str) -> str:
    weighted = sum(place * ALPHABET.index(one) for place, one in enumerate(body, 2))
    return ALPHABET[weighted % len(ALPHABET)]

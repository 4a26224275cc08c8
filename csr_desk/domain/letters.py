"""Quick tests of which letters a text has, made before or in place of a fuzzy match."""

_MASK_BITS = 61


def mask(folded: str) -> int:
    """Return a number whose bits stand for the letters of a text.

    A word whose bits are not all among those of a text cannot be in it.
    """
    bits = 0
    for letter in set(folded):
        bits |= 1 << ord(letter) % _MASK_BITS
    return bits


def has_in_order(word: str, text: str) -> bool:
    """Tell whether a text has all letters of a word in their order, however far apart."""
    at = 0
    for letter in word:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def starts_word(text: str, at: int) -> bool:
    """Tell whether a word begins at a place of a text."""
    return at == 0 or not text[at - 1].isalnum()


def near_in(word: str, text: str) -> bool:
    """Tell whether a folded text has a word with the letters of a typed one, the first two first.

    It has at most three letters more: `refnd` is near in “your refund”.
    """
    at = text.find(word[:2])
    while at >= 0:
        end = at
        while end < len(text) and text[end].isalnum():
            end += 1
        if starts_word(text, at) and end - at <= len(word) + 3 and has_in_order(word, text[at:end]):
            return True
        at = text.find(word[:2], at + 1)
    return False

"""The desk's names of keys by the bytes that terminals send for them."""

_FINAL = dict(
    zip("ABCDFHPQRSZ", ("up", "down", "right", "left", "end", "home", "f1", "f2", "f3", "f4",
                        "shift+tab"), strict=True)
)  # fmt: skip
_LINUX = dict(zip("ABCDE", ("f1", "f2", "f3", "f4", "f5"), strict=True))
_TILDE = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9",
    21: "f10", 23: "f11", 24: "f12",
}  # fmt: skip
_PLAIN = {
    0: "ctrl+@", 8: "ctrl+h", 9: "tab", 10: "ctrl+j", 13: "enter", 27: "escape", 28: "ctrl+\\",
    29: "ctrl+]", 30: "ctrl+^", 31: "ctrl+_", 32: "space", 127: "backspace",
}  # fmt: skip
_MODIFIERS = {2: "shift+", 3: "alt+", 4: "alt+shift+", 5: "ctrl+", 6: "ctrl+shift+"}


def name_of(raw: bytes) -> str:
    """Return the desk's name of the key that sends some bytes, such as `f5` or `ctrl+s`."""
    if len(raw) == 1 and raw[0] in _PLAIN:
        return _PLAIN[raw[0]]
    if len(raw) == 1 and raw[0] < 27:
        return f"ctrl+{chr(raw[0] + 96)}"
    if raw[:1] != b"\x1b":
        return raw.decode("utf-8", "replace")
    typed = raw[1:].decode("ascii", "replace")
    if typed.startswith(("[[", "[", "O")) and len(typed) > 1:
        return _sequence(typed)
    return f"alt+{name_of(raw[1:])}"


def _sequence(typed: str) -> str:
    if typed.startswith("[[") and typed[2:] in _LINUX:
        return _LINUX[typed[2:]]
    numbers, final = typed[1:-1].split(";"), typed[-1]
    modifier = _MODIFIERS.get(_number(numbers[-1]), "") if len(numbers) > 1 else ""
    name = _TILDE.get(_number(numbers[0])) if final == "~" else _FINAL.get(final)
    return f"{modifier}{name}" if name else f"unknown {typed}"


def _number(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() else 0

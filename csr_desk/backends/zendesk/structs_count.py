"""The shape of a count."""

from msgspec import Struct


class Count(Struct):
    """How many there are, about."""

    value: int | None = None

"""The line that tells how far a long piece of work is."""

import io
from collections.abc import Iterator

import pytest

from csr_desk.patience import EXPLAINED, Patience


class Terminal(io.StringIO):
    """A stream that says of itself that it is a terminal."""

    def isatty(self) -> bool:
        return True


def said(stream: io.StringIO, steps: list[tuple[float, str, float | None]]) -> str:
    """Return what is written while work tells of itself at these seconds."""
    seconds: Iterator[float] = iter([at for at, _, _ in steps])
    with Patience(stream, lambda: next(seconds)) as patience:
        for _, what, share in steps:
            patience.tell(what, share)
    return stream.getvalue()


def test_what_takes_less_than_a_second_says_nothing() -> None:
    assert said(Terminal(), [(5.0, "Copying", 0.0), (5.4, "Copying", 0.5), (5.9, "On", None)]) == ""


def test_a_longer_wait_is_explained_once_and_counted() -> None:
    steps = [
        (5.0, "Copying", 0.0),
        (6.5, "Copying", 0.25),
        (6.6, "Copying", 0.26),
        (7.0, "Copying", 0.5),
        (7.1, "Changing", None),
        (9.2, "Changing", None),
    ]
    line = "\r\x1b[K"
    assert said(Terminal(), steps) == (
        f"{EXPLAINED}{line}Copying: 25%{line}Copying: 50%{line}Changing: 0 s{line}Changing: 2 s"
        f"{line}"
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_the_line_is_taken_away_when_the_work_fails(error: type[BaseException]) -> None:
    stream, seconds = Terminal(), iter([0.0, 2.0])
    patience = Patience(stream, lambda: next(seconds))

    def work() -> None:
        with patience:
            patience.tell("Copying", 0.0)
            patience.tell("Copying", 0.1)
            raise error

    with pytest.raises(error):
        work()
    assert stream.getvalue().endswith("10%\r\x1b[K")


def test_a_file_gets_no_line() -> None:
    assert said(io.StringIO(), [(5.0, "Copying", 0.0), (9.0, "Copying", 0.5)]) == ""

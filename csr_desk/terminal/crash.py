"""What an error in the program leaves behind: a private report without data, and three lines.

Textual prints local variables on a crash, and with them tokens and customers' addresses. Here the
report holds the code's own lines and the exception's text after redaction, nothing else.
"""

import os
import platform
import re
import sys
import traceback
from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csr_desk import __version__

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[Any]
else:
    _Base = object

# Their messages quote the code, every other quotation may be a customer's words.
_ABOUT_CODE = (AttributeError, NameError, ImportError, TypeError)

Redactor = Callable[[str], str]
Clock = Callable[[], datetime]

_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_NUMBER = re.compile(r"\+?\d(?:[ .()/-]?\d){5,}")
_TOKEN = re.compile(r"(?=[A-Za-z_+=-]*\d)[A-Za-z0-9_+=-]{20,}")
_QUOTED = re.compile(r"""(?<!\w)(["']).*?\1(?!\w)""", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def mask(text: str) -> str:
    """Return text with e-mail addresses, long numbers and token-like words taken out."""
    for pattern, name in ((_EMAIL, "e-mail"), (_TOKEN, "token"), (_NUMBER, "number")):
        text = pattern.sub(f"<{name}>", text)
    return text


def write_crash_report(
    error: BaseException, folder: Path, now: datetime, redact: Redactor = mask
) -> Path:
    """Write the report of an error into a new 0600 file in the folder and return its path.

    The folder is made with 0700 when it is missing. Raises OSError when it cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = report(error, now, redact)
    stem = now.astimezone(UTC).strftime("crash-%Y%m%dT%H%M%SZ")
    for number in range(1, 1000):
        path = folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        return path
    raise FileExistsError(f"{folder} already holds 999 reports of this second")


def report(error: BaseException, now: datetime, redact: Redactor = mask) -> str:
    """Return the text of a report: versions, frames without variables, redacted messages."""
    head = (
        f"csr_desk {__version__}, Python {platform.python_version()}, {platform.system()}",
        now.astimezone(UTC).isoformat(timespec="seconds"),
        "",
    )
    body = "\n".join([*head, *_sections(error, redact, set())]) + "\n"
    # A path below the home folder carries the agent's name.
    return _inert(body.replace(str(Path.home()), "~"))


def message(path: Path | None, *, saved: bool = True, restart: str = "csr-desk") -> str:
    """Return the three lines for the terminal: what happened, where the report is, how to go on.

    ``path`` is None when no report could be written; ``saved`` tells whether the last save worked.
    """
    where = (
        f"Report, with personal data taken out: {path}" if path else "No report could be written."
    )
    kept = (
        "Drafts and the timer are kept."
        if saved
        else "Drafts are kept except for the last half second, the timer up to its last beat."
    )
    happened = "The desk met an error of its own and had to stop."
    return f"{happened}\n{where}\n{kept} Start again with: {restart}\n"


def _inert(text: str) -> str:
    """Return text that does nothing when it is shown in a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _words(error: BaseException, redact: Redactor) -> str:
    text = str(error)
    if not isinstance(error, _ABOUT_CODE):
        text = _QUOTED.sub("<text>", text)
    return redact(text)


def _sections(error: BaseException, redact: Redactor, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _sections(before, redact, seen)
        yield "which led to"
    stack = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), capture_locals=False
    )
    yield from (line.rstrip("\n") for line in stack.format())
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_words(error, redact)}"
    yield from (redact(note) for note in getattr(error, "__notes__", ()))
    if isinstance(error, BaseExceptionGroup):
        for number, inner in enumerate(error.exceptions, start=1):
            if id(inner) not in seen:
                yield f"part {number} of {len(error.exceptions)}"
                yield from _sections(inner, redact, seen)


def excepthook(
    folder: Path, now: Clock, redact: Redactor = mask
) -> Callable[[type[BaseException], BaseException, Any], None]:
    """Return a sys.excepthook that reports an error outside the app in the same three lines."""

    def hook(_kind: type[BaseException], error: BaseException, _traceback: Any) -> None:
        if not isinstance(error, KeyboardInterrupt):
            sys.stderr.write(message(_try_report(error, folder, now(), redact)))

    return hook


def _try_report(error: BaseException, folder: Path, now: datetime, redact: Redactor) -> Path | None:
    try:
        return write_crash_report(error, folder, now, redact)
    except OSError:
        return None


class CrashReports(_Base):
    """Mixin before App: every unhandled error ends in a report, three lines and exit code 1.

    The app sets ``crash_folder`` and ``crash_clock``, may replace ``crash_redact``, and overrides
    ``save_before_crash`` with the function that saves drafts and timer.
    """

    crash_folder: Path
    crash_clock: Clock
    crash_redact: Redactor = staticmethod(mask)
    crash_told: Callable[[Exception], bool] = staticmethod(lambda _: False)
    """Tells the agent of an error that is no fault of the program; the app then goes on."""

    _crash: BaseException | None = None
    _crash_path: Path | None = None
    _crash_saved: bool = False

    def save_before_crash(self) -> None:
        """Save what was typed, in one transaction; an error in here only changes the third line."""

    def _handle_exception(self, error: Exception) -> None:
        if self.crash_told(error):
            return
        self._return_code = 1
        # Textual's Pilot raises the first error again in the test that met it.
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        # Later errors are consequences of the first while everything is being closed.
        if self._crash is None:
            self._crash = error
            self._crash_path = _try_report(
                error, self.crash_folder, self.crash_clock(), self.crash_redact
            )
            # On the loop, so that an error in saving goes to the loop and not back into here.
            get_running_loop().call_soon(self._save_after_error)
        self._close_messages_no_wait()

    def _save_after_error(self) -> None:
        self.save_before_crash()
        self._crash_saved = True

    def _print_error_renderables(self) -> None:
        if self._crash is not None and not self.is_headless and sys.__stderr__ is not None:
            sys.__stderr__.write(message(self._crash_path, saved=self._crash_saved))
            sys.__stderr__.flush()
            self._exit_renderables.clear()
        super()._print_error_renderables()

"""What the desk can refuse, and what each refusal means for the caller.

    DeskError                  1   one sentence what happened, one what to do
    ├── Refused                1   ask: a rule of the desk said no, nothing was changed
    ├── Usage                  2   give up: the command line cannot be understood
    ├── Unreachable           69   wait: the helpdesk does not answer, work goes on offline
    ├── CannotMakeStore       73   give up: the data folder or the store cannot be made
    ├── Busy                  75   retry: another desk or process holds the store
    ├── SignInNeeded          77   sign in: there is no secret, or it is no longer accepted
    ├── ConfigError           78   edit the file: a setting is wrong, at `source:line`
    └── StoreError             1   the file of the store
        ├── NewerStore             give up: made by a newer program, never opened for writing
        ├── DamagedStore           restore: the file does not read as it was written
        ├── ForeignFile            give up: the file is not a store of this program
        ├── EngineTooOld           give up: the database engine can lose committed changes
        ├── StoreReadOnly          look only: nothing can be saved here
        └── DiskFull               retry: free space first, the draft stays in memory

The numbers are the exit codes of the line mode (sysexits.h).
"""

from typing import ClassVar


class DeskError(Exception):
    """A failure told to the agent: `message` says what happened, `hint` what to do next."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"
    default_hint: ClassVar[str] = "Run `csr-desk doctor` to see what is wrong."

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint

    def __str__(self) -> str:
        return f"{_sentence(self.message)} {_sentence(self.hint)}".strip()

    def as_dict(self) -> dict[str, dict[str, str]]:
        """Return the JSON document that `--json` prints for this error."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


class Refused(DeskError):
    """A rule of the desk said no; nothing was changed."""

    code = "refused"
    default_hint = "Nothing was changed."


class Usage(DeskError):
    """The command line cannot be understood."""

    exit_code = 2
    code = "usage"
    default_hint = "Run `csr-desk --help` to see the verbs and their options."


class Unreachable(DeskError):
    """The helpdesk does not answer."""

    exit_code = 69
    code = "unreachable"
    default_hint = "Work goes on offline; the outbox is sent when the line is back."


class CannotMakeStore(DeskError):
    """The data folder or the store cannot be made."""

    exit_code = 73
    code = "cannot-make-store"
    default_hint = "Name a folder you can write to with --data or CSR_DESK_DATA."


class Busy(DeskError):
    """Another desk or process holds the store."""

    exit_code = 75
    code = "busy"
    default_hint = "Close the other desk, or try again in a moment."


class SignInNeeded(DeskError):
    """There is no secret for an account, or it is no longer accepted."""

    exit_code = 77
    code = "sign-in-needed"
    default_hint = "Run `csr-desk account check NAME` to see which secret is missing."


class ConfigError(DeskError):
    """A setting is wrong; the message begins with `source:line` where both are known."""

    exit_code = 78
    code = "config"
    default_hint = "Correct the file and start again; the store was not touched."

    def __init__(
        self, message: str, hint: str = "", *, source: str = "", line: int | None = None
    ) -> None:
        self.source = source
        self.line = line
        place = source if line is None else f"{source}:{line}"
        super().__init__(f"{place}: {message}" if place else message, hint)


class StoreError(DeskError):
    """The file of the store cannot be used as it is."""

    code = "store"


class NewerStore(StoreError):
    """The store was made by a newer program."""

    code = "newer-store"
    default_hint = "Update csr-desk, or name another folder with --data."


class DamagedStore(StoreError):
    """The store does not read as it was written."""

    code = "damaged-store"
    default_hint = "Run `csr-desk restore` with a file of the backups folder; keep the damaged one."


class ForeignFile(StoreError):
    """The file is not a store of this program."""

    code = "foreign-file"
    default_hint = "Name another folder with --data; the file was left as it is."


class EngineTooOld(StoreError):
    """The database engine can lose committed changes."""

    code = "engine-too-old"
    default_hint = "Install csr-desk again: it brings a current engine (apsw-sqlite3mc)."


class StoreReadOnly(StoreError):
    """Nothing can be saved to the store."""

    code = "store-read-only"
    default_hint = "Make the data folder writable, or name another one with --data."


class DiskFull(StoreError):
    """There is no space left for the change."""

    code = "disk-full"
    default_hint = "Free some space and try again; what you typed is kept until then."


def _sentence(text: str) -> str:
    """End a text with a full stop unless it ends like a sentence already."""
    text = text.strip()
    return text if not text or text[-1] in ".?:" else f"{text}."

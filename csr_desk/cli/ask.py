"""Questions of the line mode: asked on the terminal alone, secrets without echo."""

import sys

from csr_desk import text
from csr_desk.secrets import Secret


def has_terminal() -> bool:
    """Tell whether somebody can answer."""
    return sys.stdin.isatty()


def answer(question: str) -> str:
    """Ask on stderr and return the line that is typed, '' when there is none."""
    sys.stderr.write(f"{text.clean(question, single_line=True)} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def agreed(question: str) -> bool:
    """Ask yes or no; anything but a yes is a no."""
    return answer(f"{question} [y/N]").lower() in ("y", "yes")


def secret(question: str) -> Secret | None:
    """Ask for a secret without echo; None when nothing is typed."""
    # Deferred: it is asked for once in the life of an account.
    from getpass import getpass

    try:
        typed = getpass(f"{text.clean(question, single_line=True)} ", stream=sys.stderr)
    except EOFError:
        return None
    return Secret(typed.strip()) if typed.strip() else None


def piped_secret() -> Secret | None:
    """Return the first line of stdin as a secret; None when it is empty."""
    typed = sys.stdin.readline().strip()
    return Secret(typed) if typed else None

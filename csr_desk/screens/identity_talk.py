"""How an identity was checked, and what came of it; the answers are asked for nowhere."""

from collections.abc import Callable

from csr_desk import text
from csr_desk.actions import identity_check
from csr_desk.domain.identity_check import NEEDED_BEFORE, Result, note_problem
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.screens.host import Host
from csr_desk.store import timeline

_RESULTS = {"p": Result.PASSED, "y": Result.PARTLY, "f": Result.FAILED}


def ask_method(
    host: Host, customer_id: int, ticket_id: int | None, then: Callable[[], None]
) -> None:
    """Ask how an identity was checked, record it, then call `then`."""

    def record(method: str, result: Result, note: str = "") -> None:
        focused = timeline.focused(host.desk.store)
        in_it = focused is not None and focused.customer_id == customer_id
        identity_check.record(
            host.desk,
            customer_id,
            method,
            result,
            note=note,
            ticket_id=ticket_id,
            interaction_id=focused.id if focused is not None and in_it else None,
        )
        host.say(f"Identity {result.value}, by {text.line(method, 40)}.")
        then()

    choices = [
        Choice(str(n) if n <= 9 else "", one, one)
        for n, one in enumerate(identity_check.methods(host.desk), start=1)
    ]
    words = f"Needed before {NEEDED_BEFORE}. What was answered is never kept."
    host.ask(
        Choose("How was the identity checked?", choices, words),
        lambda method: _ask_result(host, method, record),
    )


def _ask_result(host: Host, method: str, record: Callable[[str, Result, str], None]) -> None:
    def asked(result: Result) -> None:
        if result is Result.PASSED:
            record(method, result, "")
            return
        host.ask(
            AskText("A remark?", "It may be empty. No answers, no numbers.", check=note_problem),
            lambda note: record(method, result, note),
        )

    choices = [Choice(key, one.value, one) for key, one in _RESULTS.items()]
    host.ask(Choose("Result", choices), asked)


def hint(host: Host, customer_id: int) -> None:
    """Say that who asks is to be checked, unless it was in the contact in focus."""
    focused = timeline.focused(host.desk.store)
    if focused is None or focused.customer_id != customer_id:
        return
    if not identity_check.passed_in(host.desk, customer_id, focused.id):
        host.say(f"Who asks was not checked: {{identity.verify}}, before {NEEDED_BEFORE}.")

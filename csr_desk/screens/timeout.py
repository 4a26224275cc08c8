"""The visible end of after-call work where the team has set a limit for it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csr_desk.screens.host import Host


def enforce(host: "Host") -> None:
    """Park the contact whose after-call work is over its limit, and say so."""
    if not any(host.desk.config.wrap_up.acw_limit_s.values()):
        return
    # Deferred: most teams set no limit.
    from csr_desk.actions import wrap_limit

    ended = wrap_limit.enforce(host.desk)
    if ended is not None:
        host.say(
            f"timeout: the time for after-call work of #{ended.id} is over. It waits for its"
            " wrap-up; {go.wrap_up} opens it.",
            "warning",
        )

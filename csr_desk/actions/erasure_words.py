"""What an erasure did, or would do, in sentences: the same on the screen and in the line mode."""

from csr_desk.actions.privacy import Erasure

_SORTS = {
    "records": "record",
    "addresses": "address",
    "fields": "field",
    "field_changes": "field change",
    "messages": "message",
    "tickets": "ticket subject",
    "tags": "tag",
    "drafts": "draft",
    "wrap_ups": "wrap-up",
    "time_corrections": "time correction",
    "promises": "promise that was open",
    "follow_ups": "follow-up",
    "escalations": "escalation",
    "transfers": "transfer",
    "identity_checks": "remark on an identity check",
    "orders": "order",
    "order_lines": "order line",
    "order_requests": "request for an order",
    "payments": "payment",
    "offers": "offer",
    "feedback": "feedback text",
    "survey_answers": "answer to a survey",
    "order_numbers": "order number",
    "invoices": "invoice",
    "invoices_of_others": "link to an order",
    "operations": "change in the outbox",
    "requests": "request to a helpdesk",
    "readings": "reading of a helpdesk",
    "conflicts": "conflict",
    "own_fields": "field of a ticket",
    "files": "file",
    "merges": "merge",
    "ticket_merges": "merge of tickets",
    "skips": "reason of a skip",
    "callers": "announced caller",
    "kept_forms": "form that was not sent",
    "macro_changes": "state before a macro",
    "colleagues_seen": "colleague seen on a ticket",
    "confirmed": "confirmed detail",
    "search_entries": "search entry",
    "organisations": "company",
    "saved_views": "saved view",
    "searches": "search in the help centre",
}
_PLURALS = {
    "address": "addresses",
    "promise that was open": "promises that were open",
    "company": "companies",
    "merge of tickets": "merges of tickets",
    "search entry": "search entries",
    "change in the outbox": "changes in the outbox",
    "request for an order": "requests for orders",
    "link to an order": "links to an order",
    "colleague seen on a ticket": "colleagues seen on tickets",
    "reason of a skip": "reasons of skips",
    "form that was not sent": "forms that were not sent",
    "state before a macro": "states before macros",
    "remark on an identity check": "remarks on identity checks",
    "request to a helpdesk": "requests to a helpdesk",
    "reading of a helpdesk": "readings of a helpdesk",
    "field of a ticket": "fields of tickets",
    "answer to a survey": "answers to surveys",
    "search in the help centre": "searches in the help centre",
}
_SHOWN = 8
ELSEWHERE = (
    "Not reached: files you imported from, exports, backups kept elsewhere, and the helpdesk."
)


def preview(done: Erasure) -> list[str]:
    """Return what an erasure would take away and leave, a sentence each."""
    if not done.counts:
        lines = [f"Customer {done.customer_id} is erased already; nothing would change."]
    else:
        lines = [f"Erasing customer {done.customer_id} takes away: {_rows(done)}."]
        lines.append("Contacts stay in the figures, without words. It cannot be undone.")
    if done.removed:
        lines.append(
            f"{_number(len(done.removed), 'backup')} with this person in it would be removed"
            " and one made anew."
        )
    return [*lines, *_tickets(done), *_unreadable(done)]


def report(done: Erasure) -> list[str]:
    """Return what an erasure did and what is left to do, a sentence each."""
    if done.counts:
        lines = [f"Customer {done.customer_id} is erased: {_rows(done)}."]
    else:
        lines = [f"Customer {done.customer_id} was erased before; nothing was left to take away."]
    if done.removed and done.backup:
        lines.append(
            f"{_number(len(done.removed), 'old backup')} removed, {done.backup.name} made anew."
        )
    if done.problem:
        lines.append(
            f"Traces may remain in the file, because {done.problem}."
            " Close other programs and erase again."
        )
    if done.left:
        lines.append("Still found, look at these yourself:")
        lines += [f"  {one.sort} in {one.place}" for one in done.left[:_SHOWN]]
        if len(done.left) > _SHOWN:
            lines.append(f"  and {len(done.left) - _SHOWN} more places")
    elif done.counts:
        lines.append("A search for addresses and names in every file of the data folder found 0.")
    if done.shared:
        words = " and ".join(done.shared)
        lines.append(f"Not searched for, because another customer has it too: {words}.")
    return [*lines, *_tickets(done), *_unreadable(done), *([ELSEWHERE] if done.counts else [])]


def _rows(done: Erasure) -> str:
    return ", ".join(
        _number(done.counts[sort], word) for sort, word in _SORTS.items() if sort in done.counts
    )


def _number(count: int, word: str) -> str:
    return f"{count} {word if count == 1 else _PLURALS.get(word, word + 's')}"


def _tickets(done: Erasure) -> list[str]:
    lines = []
    if done.open_tickets:
        lines.append(f"Still open, close them: {_names(done.open_tickets)}.")
    if done.remote:
        lines.append(f"Also at the helpdesk, erase them there: {_names(done.remote)}.")
    return lines


def _names(references: tuple[str, ...]) -> str:
    more = f" and {len(references) - _SHOWN} more" if len(references) > _SHOWN else ""
    return ", ".join(f"#{one}" for one in references[:_SHOWN]) + more


def _unreadable(done: Erasure) -> list[str]:
    return [
        f"{path.name} is no readable backup: delete it if it may hold this person."
        for path in done.unreadable
    ]

"""The people the row of a ticket names: who asked, and who is to answer."""

from csr_desk.importing import values
from csr_desk.importing.build_people import first_name
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import AgentRecord, PersonRecord
from csr_desk.store.people import normal_email, normal_phone


def requester(reader: Reader, cells: Cells) -> PersonRecord:
    """Return who a ticket's row says asked, as far as it says; lists beside the tickets help."""
    number = reader.plain(cells, "requester_id")
    known = reader.users.get(number, {})
    name = reader.line(cells, "requester_name") or reader.safe_line(values.text(known.get("name")))
    written = reader.plain(cells, "requester_email") or values.text(known.get("email"))
    email = reader.safe_line(normal_email(written or name))
    phone = reader.line(cells, "requester_phone") or reader.safe_line(
        values.text(known.get("phone"))
    )
    phones = (phone,) if normal_phone(phone) else ()
    company = reader.line(cells, "company")
    shown = name or email or phone or company
    if not shown:
        shown = f"Requester {number}" if number else "Unknown requester"
        number = number or "unknown"
        return PersonRecord(reader.key("customer", number), reader.safe_line(shown), is_named=False)
    if not number and not email and not phones:
        number = reader.digest(shown, company)
    key = reader.key("customer", number) if number else None
    return PersonRecord(
        key, shown, first_name(name), "" if shown == company else company, email, phones
    )


def assignee(reader: Reader, cells: Cells) -> AgentRecord | None:
    """Return the colleague who is to answer, None where the row names nobody."""
    number = reader.plain(cells, "assignee_id")
    name = reader.line(cells, "assignee")
    email = reader.plain(cells, "assignee_email")
    known = reader.users.get(number, {})
    name = name or reader.safe_line(values.text(known.get("name")))
    if name.lower() in {"no agent", "unassigned", "none", "-", "nobody"}:
        name = ""
    if not number and not name and not email:
        return None
    key = reader.key("agent", number) if number else None
    return AgentRecord(key, name or email or f"Agent {number}", email)

"""Customers and colleagues out of rows."""

from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import AgentRecord, PersonRecord
from csr_desk.importing.values import BadValue
from csr_desk.importing.words import word_set
from csr_desk.store.people import normal_email, normal_phone

FACTS = (
    "title", "address", "city", "state", "postal_code", "country", "fax", "member_level",
    "support_rep",
)  # fmt: skip
_TITLES = word_set("dr mr mrs ms miss herr frau prof mme m sr sra don doña ing")
_STAFF = word_set("agent admin administrator owner staff lightagent light_agent")


def person(reader: Reader, cells: Cells) -> PersonRecord | AgentRecord:
    """Return the customer of a row, or the colleague when its role says so."""
    if "".join(reader.plain(cells, "role").lower().split()) in _STAFF:
        return agent(reader, cells)
    return customer(reader, cells)


def customer(reader: Reader, cells: Cells) -> PersonRecord:
    """Return the customer of a row; BadValue when nothing names the person."""
    email = reader.plain(cells, "email")
    if email and not normal_email(email):
        raise BadValue(f"“{email[:40]}” is no e-mail address")
    email = reader.safe_line(normal_email(email))
    numbers = [reader.line(cells, name) for name in ("phone", "mobile")]
    phones = tuple(number for number in dict.fromkeys(numbers) if normal_phone(number))
    company = reader.line(cells, "company")
    first = reader.line(cells, "first_name")
    full = " ".join(filter(None, (first, reader.line(cells, "last_name"))))
    name = full or reader.line(cells, "name")
    number = reader.plain(cells, "id")
    shown = name or company or email or next(iter(phones), "")
    if not shown:
        raise BadValue("the customer has neither a name nor an address")
    if not number and not email and not phones:
        number = reader.digest(shown, company, reader.plain(cells, "address"))
    return PersonRecord(
        reader.key("customer", number) if number else None,
        shown,
        first or first_name(name),
        "" if shown == company else company,
        email,
        phones,
        reader.line(cells, "social"),
        reader.line(cells, "username"),
        reader.line(cells, "language"),
        reader.body(cells, "note"),
        _facts(reader, cells),
        reader.date(cells, "created_at"),
    )


def _facts(reader: Reader, cells: Cells) -> tuple[tuple[str, str], ...]:
    found = [(name, reader.line(cells, name)) for name in FACTS if name in reader.fields]
    if rep := reader.plain(cells, "agent_id"):
        found.append(("support_rep", reader.key("agent", rep)))
    return tuple((name, value) for name, value in found if value)


def first_name(name: str) -> str:
    """Return the first name in a full name, as well as can be told; '' when it cannot."""
    if "@" in name or any(char.isdigit() for char in name):
        return ""
    if "," in name:
        return name.partition(",")[2].strip().partition(" ")[0]
    words = [word for word in name.split() if word.rstrip(".").lower() not in _TITLES]
    return words[0] if len(words) > 1 and len(words) == len(name.split()) else ""


def agent(reader: Reader, cells: Cells) -> AgentRecord:
    """Return the colleague of a row; BadValue when there is no name."""
    full = " ".join(
        filter(None, (reader.line(cells, "first_name"), reader.line(cells, "last_name")))
    )
    name = full or reader.line(cells, "name")
    email = normal_email(reader.plain(cells, "email"))
    if not name and not email:
        raise BadValue("the colleague has neither a name nor an e-mail address")
    number = reader.plain(cells, "id")
    return AgentRecord(reader.key("agent", number) if number else None, name or email, email)

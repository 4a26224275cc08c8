"""The names of placeholders: our own, and what other helpdesks call them."""

NAMES = (
    "customer.first_name",
    "customer.last_name",
    "customer.name",
    "customer.email",
    "customer.phone",
    "customer.organization",
    "ticket.number",
    "ticket.subject",
    "ticket.status",
    "ticket.priority",
    "ticket.group",
    "ticket.url",
    "order.number",
    "order.tracking",
    "order.eta",
    "agent.name",
    "agent.first_name",
    "agent.last_name",
    "agent.email",
    "agent.signature",
    "promise.date",
    "today",
)
"""The placeholders the desk can fill, in the order they are offered."""

_PEOPLE = {
    "customer": ("ticket.requester", "ticket.customer", "requester", "ticket.contact", "contact"),
    "agent": ("ticket.agent", "ticket.assignee", "current_user", "ticket.responder"),
}
_PERSON_FIELDS = {
    "first_name": ("first_name", "firstname"),
    "last_name": ("last_name", "lastname"),
    "name": ("name",),
    "email": ("email",),
    "phone": ("phone",),
    "signature": ("signature",),
    "organization": ("organization.name", "company_name", "company.name"),
}
_ALIASES = {
    "agent.firstname": "agent.first_name",
    "customer.firstname": "customer.first_name",
    "customer.lastname": "customer.last_name",
    "ticket.id": "ticket.number",
    "ticket.display_id": "ticket.number",
    "ticket.title": "ticket.subject",
    "ticket.link": "ticket.url",
    "ticket.public_url": "ticket.url",
    "ticket.portal_url": "ticket.url",
    "ticket.group.name": "ticket.group",
    "ticket.from_email": "customer.email",
    "ticket.organization.name": "customer.organization",
    "ticket.company.name": "customer.organization",
    "helpdesk.agent.name": "agent.name",
    **{
        f"{person}.{spelling}": f"{ours}.{field}"
        for ours, people in _PEOPLE.items()
        for person in people
        for field, spellings in _PERSON_FIELDS.items()
        for spelling in spellings
        if f"{ours}.{field}" in NAMES
    },
}


def canonical(name: str) -> str:
    """Return the desk's own name of a placeholder; an unknown one stands for itself."""
    name = name.strip().lower()
    return _ALIASES.get(name, name)

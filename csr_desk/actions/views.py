"""Saved views: a filter and an order kept under a name of the agent's own."""

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.store import views
from csr_desk.store.views import Filter, Sort, View

NAME_LENGTH = 40


def save(desk: Desk, name: str, wanted: Filter, sort: Sort = Sort.DEADLINE) -> View:
    """Save a view under a name or change the one that has it; the desk's own are Refused."""
    name = " ".join(name.split())
    if not name:
        raise errors.Refused("a view needs a name", "Type one, for instance: urgent e-mail.")
    if len(name) > NAME_LENGTH:
        raise errors.Refused(f"a view's name has at most {NAME_LENGTH} characters")
    shipped = {
        word.casefold()
        for view in (*views.SHIPPED, *views.DUTIES)
        for word in (view.name, view.title)
    }
    if name.casefold() in shipped:
        raise errors.Refused(f"{name} is a view of the desk", "Choose another name.")
    views.checked(wanted)
    with desk.store.transaction():
        name = shield.masked(desk, name, "view")
        text = shield.masked(desk, wanted.as_json(), "view")
        desk.store.execute(
            "INSERT INTO saved_view (name, filter, sort) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (name) DO UPDATE SET name = ?1, filter = ?2, sort = ?3",
            name,
            text,
            sort.value,
        )
        saved = views.named(desk.store, name)
        desk.log("view.saved", view=saved.saved_id, sort=sort.value)
    return saved


def remove(desk: Desk, name: str) -> None:
    """Remove a saved view; its tickets are not touched. Refused when there is none of that name."""
    view = views.named(desk.store, name)
    if view.saved_id is None:
        raise errors.Refused(f"{view.title} is a view of the desk", "Only saved views can go.")
    with desk.store.transaction():
        desk.store.execute("DELETE FROM saved_view WHERE id = ?", view.saved_id)
        desk.log("view.removed", view=view.saved_id)

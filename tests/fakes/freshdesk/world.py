"""What happens at the help desk beside our client: colleagues, customers, admins."""

import base64
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk import changing, records, sla
from tests.fakes.freshdesk.bodies import File
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.files import keep_file
from tests.fakes.freshdesk.routes_talk import add_note, add_reply
from tests.fakes.freshdesk.routes_time import start_timer


@dataclass(frozen=True)
class Key:
    """An API key under the name a token has elsewhere."""

    access: str


class World(Core):
    """The account with the people who act on it; `me_id` is the agent our client signs in as."""

    # keys ---------------------------------------------------------------------------------------

    def sign_in(self, user_id: int | None = None) -> Key:
        """Return an agent's key, made where there is none, by default `me_id`'s."""
        wanted = user_id or self.me_id
        for key, agent_id in self.keys.agents.items():
            if agent_id == wanted:
                return Key(key)
        self.keys.made += 1
        key = f"fdkey{self.keys.made:03}AbCdEfGhIjKl"
        self.keys.agents[key] = wanted
        return Key(key)

    def revoke(self, user_id: int | None = None) -> None:
        """Reset an agent's key: every client that uses the old one is out."""
        wanted = user_id or self.me_id
        for key in [key for key, one in self.keys.agents.items() if one == wanted]:
            del self.keys.agents[key]

    def basic(self, user_id: int | None = None) -> dict[str, str]:
        """Return the header that signs in an agent, by default `me_id`."""
        given = base64.b64encode(f"{self.sign_in(user_id).access}:X".encode()).decode()
        return {"Authorization": f"Basic {given}"}

    bearer = basic

    # people and things --------------------------------------------------------------------------

    def add_agent(self, name: str, email: str, role: str = "agent", **more: Any) -> int:
        """Add an agent, `admin` or ordinary; return the id."""
        kind = {"admin": "admin", "agent": "support_agent"}[role]
        row = self.state.put("agents", records.agent(self, name, email, type=kind, **more))
        self.names[name] = row["id"]
        return int(row["id"])

    def make_admin(self, agent_id: int | None = None, *, admin: bool = True) -> None:
        """Switch an agent's role, by default `me_id`'s."""
        kind = "admin" if admin else "support_agent"
        self.state.change("agents", agent_id or self.me_id, type=kind)

    def set_scope(self, scope: int, agent_id: int | None = None) -> None:
        """Limit an agent to the tickets of their groups (2) or their own (3); 1 lifts it."""
        self.state.change("agents", agent_id or self.me_id, ticket_scope=scope)

    def add_contact(self, name: str, email: str | None = None, **more: Any) -> int:
        row = self.state.put("contacts", records.contact(self, name, email, **more))
        self.names[name] = row["id"]
        return int(row["id"])

    def add_company(self, name: str, **more: Any) -> int:
        row = self.state.put("companies", records.company(self, name, **more))
        self.names[name] = row["id"]
        return int(row["id"])

    def add_group(self, name: str, agent_ids: tuple[int, ...] = ()) -> int:
        row = self.state.put("groups", records.group(self, name, list(agent_ids)))
        self.names[name] = row["id"]
        for one in agent_ids:
            before = self.agent(one)["group_ids"]
            self.state.change("agents", one, group_ids=[*before, row["id"]])
        return int(row["id"])

    def add_file(self, name: str, content: bytes, content_type: str = "text/plain") -> int:
        """Keep a file; its id goes into `attachments` of what carries it."""
        return keep_file(self, File(name, content_type, content))

    # tickets ------------------------------------------------------------------------------------

    def add_ticket(
        self,
        subject: str | None,
        body: str = "I need help.",
        *,
        requester: int | str,
        files: tuple[int, ...] = (),
        **values: Any,
    ) -> int:
        """Let a customer write in; the due times are there at once; return the ticket's id."""
        person = self.names[requester] if isinstance(requester, str) else requester
        given = {"subject": subject, "description": body, "source": 1, **values}
        ticket = changing.make_ticket(self, given, person, files)
        self.sla_waiting.pop()
        self.put_ticket(sla.computed(self, ticket))
        return ticket.id

    def customer_replies(self, ticket_id: int, body: str, files: tuple[int, ...] = ()) -> Json:
        """Let the requester answer; a resting ticket opens again; return the row."""
        return changing.customer_writes(self, self.state.ticket(ticket_id), body, files)

    def colleague_replies(
        self, ticket_id: int, body: str, *, public: bool = True, agent: int | str | None = None
    ) -> Json:
        """Let another agent reply, or add a note; return the row."""
        ticket, person = self.state.ticket(ticket_id), self._colleague(agent)
        if public:
            return add_reply(self, ticket, person, body)
        return add_note(self, ticket, person, body, private=True)

    def colleague_changes(self, ticket_id: int, **fields: Any) -> None:
        """Let another agent change fields; required fields are not asked for."""
        changing.change_ticket(self, self.state.ticket(ticket_id), fields)

    def colleague_edits_note(self, ticket_id: int, row_id: int, body: str | None) -> None:
        """Let another agent change a note, or remove it with None."""
        ticket, now = self.state.ticket(ticket_id), self.stamp()
        rows = [
            {**row, "body": f"<div>{body}</div>", "body_text": body, "updated_at": now}
            if row["id"] == row_id
            else row
            for row in ticket.comments
            if body is not None or row["id"] != row_id
        ]
        self.put_ticket(replace(ticket, comments=tuple(rows)).changed(updated_at=now))

    def _colleague(self, agent: int | str | None) -> int:
        if agent is not None:
            return self.names[agent] if isinstance(agent, str) else agent
        rows = self.state.rows("agents")
        return next(int(row["id"]) for row in rows if row["id"] != self.me_id)

    def close(self, ticket_id: int) -> None:
        """Close a ticket as an automation does."""
        changing.change_ticket(self, self.state.ticket(ticket_id), {"status": changing.CLOSED})

    def delete_ticket(self, ticket_id: int) -> None:
        changing.soft_delete(self, self.state.ticket(ticket_id))

    def restore_ticket(self, ticket_id: int) -> None:
        changing.restore(self, self.state.ticket(ticket_id))

    def spam_ticket(self, ticket_id: int) -> None:
        changing.mark_spam(self, self.state.ticket(ticket_id))

    def archive_ticket(self, ticket_id: int) -> None:
        """Put a closed ticket away, as happens after 120 idle days; its stamp stays."""
        self.put_ticket(replace(self.state.ticket(ticket_id), is_archived=True))

    def bounce(self, ticket_id: int, row_id: int) -> None:
        """Let the mail of a reply come back; the ticket's stamp stays."""
        ticket = self.state.ticket(ticket_id)
        rows = tuple(
            {**row, "email_failure_count": 1} if row["id"] == row_id else row
            for row in ticket.comments
        )
        self.put_ticket(replace(ticket, comments=rows))

    def browser_timer(self, ticket_id: int, agent_id: int | None = None) -> int:
        """Start a timer in the browser; return the time entry's id."""
        return int(start_timer(self, ticket_id, agent_id or self.me_id)["id"])

    def compute_slas(self) -> None:
        """Let all due times be computed now."""
        sla.settle(self, at_once=True)

    def rate_satisfaction(self, ticket_id: int, value: int, feedback: str | None = None) -> Json:
        """Let the requester rate a ticket 103 (best) to -103; return the rating."""
        ticket, now = self.state.ticket(ticket_id), self.stamp()
        person = ticket.values["requester_id"]
        row: Json = {
            "id": self.new_id(), "survey_id": 1, "user_id": person,
            "agent_id": ticket.values["responder_id"], "feedback": feedback,
            "group_id": ticket.values["group_id"], "ticket_id": ticket_id, "created_at": now,
            "updated_at": now, "ratings": {"default_question": value, "question_81": value},
        }  # fmt: skip
        self.state.put("ratings", row)
        text = f"<div>{feedback or ''}</div>"
        talk = records.conversation(
            self, ticket_id, person, text, source=6, category=7, incoming=True,
            body_text=feedback or "",
        )  # fmt: skip
        self.put_ticket(replace(ticket, comments=(*ticket.comments, talk)).changed(updated_at=now))
        return row

    def require_to_close(self, *names: str) -> None:
        """Let an admin make exactly these fields required to close."""
        for row in self.state.rows("ticket_fields"):
            if row["required_for_closure"] is not (row["name"] in names):
                wanted = row["name"] in names
                self.state.change("ticket_fields", row["id"], required_for_closure=wanted)

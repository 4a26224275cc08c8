"""What happens at the help desk beside our client: colleagues, customers, admins."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.zendesk import records
from tests.fakes.zendesk.core import Core, Predicate, Violation
from tests.fakes.zendesk.creating import create_ticket
from tests.fakes.zendesk.merging import merge_tickets, merge_users
from tests.fakes.zendesk.oauth import Tokens
from tests.fakes.zendesk.routes_tickets import soft_delete
from tests.fakes.zendesk.solving import missing_fields
from tests.fakes.zendesk.updating import update_ticket
from tests.fakes.zendesk.wire import Json, Request

if TYPE_CHECKING:
    import random

    from tests.fakes.zendesk.server import Seen


class World(Core):
    """The account with the people who act on it; `me_id` is the agent our client signs in as."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        subdomain: str = "acme",
        rng: "random.Random | None" = None,
        first_ticket_id: int | None = None,
    ) -> None:
        super().__init__(now, subdomain=subdomain, rng=rng, first_ticket_id=first_ticket_id)
        self.requests: list[Seen] = []
        self.noted_by_last: list[Violation] = []
        self.watchers: list[Callable[[Request], object]] = []
        self.me_id = 0
        self.names: dict[str, int] = {}

    def nobody(self) -> Json:
        """Return who is signed in when nobody is."""
        last = self._last_id
        found = records.anonymous(self)
        self._last_id = last
        return found

    def sign_in(
        self,
        user_id: int | None = None,
        *,
        scope: str = "read write",
        expires_in: int | None = None,
    ) -> Tokens:
        """Return a pair of tokens of a user, by default of `me_id`."""
        return self.oauth.issue(user_id or self.me_id, scope=scope, expires_in=expires_in)

    def bearer(self, user_id: int | None = None) -> dict[str, str]:
        """Return the header that signs in a user, by default `me_id`."""
        return {"Authorization": f"Bearer {self.sign_in(user_id).access}"}

    def basic(self, user_id: int | None = None) -> dict[str, str]:
        """Return the header that signs in a user with a legacy API token (section 2.3)."""
        email, secret = self.user(user_id or self.me_id)["email"], self.token(40)
        self.oauth.api_tokens[secret] = email
        given = base64.b64encode(f"{email}/token:{secret}".encode()).decode()
        return {"Authorization": f"Basic {given}"}

    def user(self, user: "int | str") -> Json:
        """Return a user by id or by the name it was added with."""
        return self.state.row("users", self.names[user] if isinstance(user, str) else user)

    def add_user(
        self, name: str, email: str | None = None, role: str = "end-user", **more: Any
    ) -> int:
        """Add a person with their e-mail identity; return the id."""
        made = records.user(self, name, email, role, **more)
        self.state.put("users", made["id"], made)
        self.names[name] = made["id"]
        for kind, value in (("email", email), ("phone_number", made["phone"])):
            if value:
                first = kind == "email"
                row = records.identity(self, made["id"], kind, value, primary=first)
                self.state.put("identities", row["id"], row)
        return int(made["id"])

    def add_group(self, name: str, members: tuple[int, ...] = (), **more: Any) -> int:
        """Add a group of agents; it is the default group of those who have none."""
        made = records.group(self, name, **more)
        self.state.put("groups", made["id"], made)
        for user_id in members:
            first = self.user(user_id)["default_group_id"] is None
            if first:
                self.state.change("users", user_id, default_group_id=made["id"])
            row = records.membership(self, user_id, made["id"], default=first)
            self.state.put("memberships", row["id"], row)
        return int(made["id"])

    def add_organization(self, name: str, **more: Any) -> int:
        made = records.organization(self, name, **more)
        return int(self.state.put("organizations", made["id"], made)["id"])

    def add_field(self, title: str, kind: str = "text", **more: Any) -> int:
        """Add a ticket field; `custom_field_options` takes (name, value) pairs."""
        if "custom_field_options" in more:
            more["custom_field_options"] = records.options(self, *more["custom_field_options"])
        made = records.ticket_field(self, title, kind, **more)
        return int(self.state.put("ticket_fields", made["id"], made)["id"])

    def add_form(self, name: str, field_ids: list[int], **more: Any) -> int:
        made = records.ticket_form(self, name, field_ids, **more)
        return int(self.state.put("ticket_forms", made["id"], made)["id"])

    def add_status(self, category: str, label: str, *, default: bool = False) -> int:
        made = records.custom_status(self, category, label, default=default)
        return int(self.state.put("custom_statuses", made["id"], made)["id"])

    def add_macro(self, title: str, actions: list[Json] | Json, **more: Any) -> int:
        """Add a macro; actions as the API writes them, or a mapping of field to value."""
        if isinstance(actions, dict):
            actions = [{"field": name, "value": value} for name, value in actions.items()]
        made = records.macro(self, title, actions, **more)
        return int(self.state.put("macros", made["id"], made)["id"])

    def add_view(self, title: str, holds: Predicate, **more: Any) -> int:
        """Add a view; `holds(ticket, user)` says what belongs in it."""
        made = records.view(self, title, **more)
        self.predicates[made["id"]] = holds
        return int(self.state.put("views", made["id"], {**made, "looks": 0})["id"])

    def add_article(self, title: str, body: str, **more: Any) -> int:
        made = records.article(self, title, body, **more)
        return int(self.state.put("articles", made["id"], made)["id"])

    def add_ticket(
        self,
        subject: str,
        body: str = "I need help.",
        *,
        requester: "int | str",
        channel: str = "email",
        public: bool = True,
        **fields: Any,
    ) -> int:
        """Let a customer write in; return the ticket's id."""
        person = self.user(requester)
        given = {"subject": subject, "comment": {"body": body, "public": public}, **fields}
        ticket, _ = create_ticket(self, given, person, channel=channel)
        return ticket.id

    def customer_replies(self, ticket_id: int, body: str, **change: Any) -> Json:
        """Let the requester answer; a solved ticket opens again; return the audit."""
        ticket = self.state.alive(ticket_id)
        person = self.user(ticket.values["requester_id"])
        given = {"comment": {"body": body, "public": True}, **change}
        return update_ticket(self, ticket, given, person, channel="email") or {}

    def colleague_replies(
        self, ticket_id: int, body: str, *, public: bool = True, agent: "int | str | None" = None
    ) -> Json:
        """Let another agent comment; return the audit."""
        given = {"comment": {"body": body, "public": public}}
        person = self.user(agent) if agent is not None else self.colleague()
        return update_ticket(self, self.state.alive(ticket_id), given, person, channel="web") or {}

    def colleague_changes(
        self, ticket_id: int, *, agent: "int | str | None" = None, **fields: Any
    ) -> Json:
        """Let another agent change fields; required fields are not asked for; return the audit."""
        person = self.user(agent) if agent is not None else self.colleague()
        ticket = self.state.alive(ticket_id)
        return update_ticket(self, ticket, fields, person, channel="web") or {}

    def colleague(self) -> Json:
        """Return the first agent who is not `me_id`."""
        for row in self.state.rows("users"):
            if row["role"] == "agent" and row["id"] != self.me_id:
                return row
        raise LookupError("the account has no other agent")

    def close(self, ticket_id: int) -> None:
        """Close a ticket as the automation does after some days."""
        ticket = self.state.alive(ticket_id)
        update_ticket(self, ticket, {"status": "closed"}, self.colleague(), channel="rule")

    def delete_ticket(self, ticket_id: int) -> None:
        soft_delete(self, self.state.alive(ticket_id))

    def merge_tickets(self, target_id: int, *source_ids: int) -> None:
        """Let a colleague merge tickets into a target; the sources close."""
        merge_tickets(self, target_id, list(source_ids), self.colleague(), {})

    def merge_users(self, loser: "int | str", winner: "int | str") -> None:
        """Merge a customer into another; the loser's id is gone afterwards (trap 16)."""
        merge_users(self, self.user(loser)["id"], self.user(winner)["id"])

    def system_changes(self, ticket_id: int) -> None:
        """Move `generated_timestamp` alone, as a change of the system does (section 1)."""
        draft = self.state.alive(ticket_id).copied()
        draft.values["generated_timestamp"] = int(self.instant().timestamp())
        self.put_ticket(draft)

    def solve_required_fields(self, *field_ids: int) -> None:
        """Let an admin make exactly these fields required to solve."""
        for row in self.state.rows("ticket_fields"):
            wanted = row["id"] in field_ids
            if row["required"] is not wanted:
                self.state.change("ticket_fields", row["id"], required=wanted)

    def missing_to_solve(self, ticket_id: int) -> list[Json]:
        """Return the fields this ticket still lacks to be solved, as records."""
        return missing_fields(self, self.state.alive(ticket_id))

    def set_slas(self, ticket_id: int, metrics: list[Json]) -> None:
        """Set what `include=slas` shows for a ticket."""
        draft = self.state.alive(ticket_id).copied()
        draft.slas = list(metrics)
        self.put_ticket(draft)

    def rate_satisfaction(self, ticket_id: int, score: str, comment: str = "") -> None:
        """Let the requester rate a solved ticket `good` or `bad`."""
        ticket = self.state.alive(ticket_id)
        rating = {"id": self.new_id(), "score": score, "comment": comment, "reason": None}
        self.state.put("satisfaction", rating["id"], {**rating, "ticket_id": ticket_id})
        draft = ticket.copied()
        draft.values["satisfaction_rating"] = rating
        draft.values["updated_at"] = self.stamp()
        draft.values["generated_timestamp"] = int(self.instant().timestamp())
        self.put_ticket(draft)

"""Tickets and customers: new, show, queue, find, reply, note, merge."""

import pytest

from csr_desk.domain.models import Status
from csr_desk.store.connection import Store
from tests.cli.line import Line

QUEUE_KEYS = {
    *("ticket", "remote_id", "subject", "customer", "customer_id", "channel", "status"),
    *("priority", "assignee", "group", "tags", "waiting_since", "due", "due_kind"),
    "pending_changes",
}
HOSTILE = "Late \x1b[31mparcel\x07\x9b2J\u202e [@click=app.quit]x[/]\nsecond"


def store_of(line: Line) -> Store:
    return Store(line.data / "desk.db")


def canned(line: Line, name: str, body: str, **columns: object) -> None:
    line.ok("queue")
    store = store_of(line)
    store.insert("canned", uid=name, name=name, title=name, body=body, created_at=0, updated_at=0,
                 **columns)  # fmt: skip
    store.close()


def new(line: Line, who: str, *more: str) -> dict[str, object]:
    found = line.json("new", "--channel", "web", "--customer", who, "--subject", "S", *more)
    assert set(found) == {"ticket", "customer"}
    return dict(found)


class TestWho:
    @pytest.mark.parametrize(
        ("typed", "again", "name", "kind"),
        [
            ("Ann Baker <ann@a.example>", "ANN@a.example", "Ann Baker", "email"),
            ("bo@b.example", "bo@b.example", "bo@b.example", "email"),
            ("+49 30 1234567", "030/1234567", "+49 30 1234567", "phone"),
            ("@carla", "@Carla", "@carla", "social"),
            ("Dora Ems", "dora ems", "Dora Ems", None),
        ],
    )
    def test_a_new_customer_is_made_once(
        self, line: Line, typed: str, again: str, name: str, kind: str | None
    ) -> None:
        first = new(line, typed)
        assert new(line, again)["customer"] == first["customer"]
        assert new(line, f"customer:{first['customer']}")["customer"] == first["customer"]
        assert new(line, str(first["customer"]))["customer"] == first["customer"]
        shown = line.json("show", f"customer:{first['customer']}")
        assert shown["name"] == name
        assert [one["kind"] for one in shown["identities"]] == ([kind] if kind else [])

    def test_several_are_listed(self, line: Line) -> None:
        new(line, "Ann Baker <a@a.example>")
        new(line, "Ann Baker <b@b.example>")
        said = line("start", "--customer", "ann baker")
        assert said.code == 1
        assert "customer:1, a@a.example" in said.err
        assert "customer:2, b@b.example" in said.err

    def test_part_of_a_name_is_enough_to_start_but_not_for_a_new_one(self, line: Line) -> None:
        new(line, "Ann Baker <a@a.example>")
        assert line.ok("start", "--customer", "baker").code == 0
        assert new(line, "Baker")["customer"] == 2

    def test_an_unknown_id_makes_nobody(self, line: Line) -> None:
        said = line("new", "--channel", "web", "--customer", "77", "--subject", "S")
        assert (said.code, line.json("queue")) == (1, [])

    def test_a_card_number_is_no_customer(self, line: Line) -> None:
        said = line(
            "new", "--channel", "web", "--customer", "4111 1111 1111 1111", "--subject", "S"
        )
        assert said.code == 1
        assert "4111111111111111" not in (line.data / "desk.db").read_bytes().decode("latin-1")


class TestQueue:
    def test_rows_have_the_keys_of_the_specification(self, line: Line) -> None:
        number = line.ticket()
        (row,) = line.json("queue")
        assert set(row) == QUEUE_KEYS
        assert (row["ticket"], row["customer"], row["status"]) == (number, "Ann Baker", "open")
        assert row["waiting_since"] == "2026-11-23T09:00:00+00:00"

    def test_times_are_in_the_agents_zone(self, line: Line) -> None:
        line.config.write_text('[desk]\nzone = "Asia/Kolkata"\n', encoding="utf-8")
        line.ticket()
        assert line.json("queue")[0]["waiting_since"] == "2026-11-23T14:30:00+05:30"

    def test_views_and_limits(self, line: Line) -> None:
        line.ticket()
        new(line, "Bo", "--unassigned", "--priority", "urgent")
        assert [row["customer"] for row in line.json("queue", "--view", "unassigned")] == ["Bo"]
        said = line.ok("queue", "--limit", "1")
        assert len(said.out.splitlines()) == 2
        assert "1 of 2 tickets shown" in said.err
        refused = line("queue", "--view", "nix")
        assert refused.code == 1
        assert "mine, unassigned, open" in refused.err

    def test_an_empty_view_is_an_empty_list(self, line: Line) -> None:
        assert line.json("queue") == []
        assert line.ok("queue").out == ""

    def test_wide_letters_stand_in_line(self, line: Line) -> None:
        new(line, "山田太郎")
        new(line, "Bo")
        rows = line.ok("queue").out.splitlines()
        wide = next(row for row in rows if "山" in row)
        narrow = next(row for row in rows if "Bo" in row)
        assert wide.index("me") + 4 == narrow.index("me")


class TestShow:
    def test_a_ticket_with_everything_on_it(self, line: Line) -> None:
        number = line.json(
            *("new", "--channel", "email", "--customer", "Ann", "--subject", "Late", "--body", "-"),
            stdin="Where is it?\n",
        )["ticket"]
        line.ok("note", number, "Asked the carrier.")
        line.ok("start", number)
        shown = line.json("show", f"#{number}")
        assert set(shown) == QUEUE_KEYS | {"messages", "interactions", "drafts", "fields"}
        assert [(one["kind"], one["body"]) for one in shown["messages"]] == [
            ("public", "Where is it?"),
            ("internal", "Asked the carrier."),
        ]
        assert set(shown["messages"][0]) >= {"id", "at", "author", "kind", "channel", "body"}
        assert shown["interactions"][0]["id"] == 1
        said = line.ok("show", number).out
        assert "NOTE internal" in said
        assert "    Asked the carrier." in said

    def test_a_customer_across_channels(self, line: Line) -> None:
        number = line.ticket()
        line.ok("note", number, "Rang twice.")
        shown = line.json("show", "customer:1")
        assert {"customer", "name", "identities", "tickets", "timeline"} <= set(shown)
        assert shown["identities"] == [{"kind": "email", "value": "ann@a.example"}]
        assert set(shown["tickets"][0]) == QUEUE_KEYS
        assert "Rang twice." in line.ok("show", "customer:1").out

    def test_orders_and_money_of_a_customer(self, line: Line) -> None:
        line.ticket()
        store = store_of(line)
        order = store.insert(
            "customer_order", number="A-1", customer_id=1, currency="USD", total=7990
        )
        bought = store.insert("order_line", order_id=order, product="Kettle", unit_price=7990)
        store.insert("invoice", number="I-1", customer_id=1, currency="USD", amount=7990, due_at=1)
        store.insert(
            "order_request", uid="r", kind="refund", line_id=bought, amount=7990, currency="USD",
            reason="broken", state="requested", agent_id=1, actor="me", at=1,
        )  # fmt: skip
        store.close()
        shown = line.json("show", "customer:1")
        assert shown["orders"][0]["lines"][0]["unit_price"] == "79.90"
        asked = shown["requests"][0]
        assert (asked["state"], asked["amount"], asked["order"]) == ("requested", "79.90", "A-1")
        assert shown["invoices"][0]["state"] == "reminder 3 due"
        assert shown["balance"] == [{"currency": "USD", "amount": "79.90"}]
        assert (shown["payments"], shown["offers"], shown["may_offer"]) == ([], [], None)
        said = line.ok("show", "customer:1").out
        assert "refund" in said
        assert "reminder 3 due" in said

    @pytest.mark.parametrize("what", ["999", "#x", "customer:9", "customer:x", "customer:"])
    def test_what_is_not_there_is_said(self, line: Line, what: str) -> None:
        said = line("show", what)
        assert said.code == 1
        assert said.err.startswith("there is no ")

    def test_hostile_text_is_inert_and_in_json_whole(self, line: Line) -> None:
        number = line.ticket(HOSTILE)
        line.ok("note", number, HOSTILE)
        for verb in (("queue",), ("show", number), ("find", "parcel"), ("show", "customer:1")):
            for form in ((), ("--json",)):
                said = line.ok(*verb, *form)
                assert not set(said.out) & set("\x1b\x07\x9b\u202e"), (verb, form)
        assert line.json("show", number)["messages"][0]["body"] == HOSTILE
        assert "[@click=app.quit]x[/]" in line.ok("show", number).out


class TestFind:
    def test_by_word_address_and_reference(self, line: Line) -> None:
        number = line.ticket()
        kinds = [one["kind"] for one in line.json("find", "parcel")]
        assert kinds == ["ticket"]
        assert line.json("find", "ann@a.example")[0]["reference"] == "customer:1"
        assert line.json("find", f"#{number}")[0]["reference"] == number
        assert "Late parcel" in line.ok("find", "late", "parcel").out

    def test_nothing_found_is_an_empty_list(self, line: Line) -> None:
        assert line.json("find", "zzz") == []
        assert "Nothing was found" in line.ok("find", "zzz").err


class TestReply:
    def test_a_reply_waits_for_its_undo_window(self, line: Line) -> None:
        number = line.ticket()
        found = line.json("reply", number, "--status", "pending", "Dear Ann, it comes.")
        assert set(found) == {"ticket", "message", "operation", "state"}
        assert (found["ticket"], found["state"]) == (number, "waiting")
        assert line.json("queue")[0]["pending_changes"] == 1
        line.wait(16)
        line.ok("note", number, "x")
        (row,) = line.json("queue")
        assert (row["pending_changes"], row["status"]) == (0, "pending")

    def test_the_text_comes_from_a_pipe(self, line: Line) -> None:
        number = line.ticket()
        line.ok("reply", number, "-", stdin="Dear Ann,\nit comes.\n")
        line.ok("note", number, stdin="for us\n")
        bodies = [one["body"] for one in line.json("show", number)["messages"]]
        assert bodies == ["Dear Ann,\nit comes.", "for us"]

    @pytest.mark.parametrize("verb", ["reply", "note"])
    def test_no_text_is_usage_and_an_empty_one_is_refused(self, line: Line, verb: str) -> None:
        number = line.ticket()
        assert line(verb, number).code == 2
        assert line(verb, number, stdin="\n").code == 1
        assert line.json("show", number)["messages"] == []

    def test_an_unfilled_placeholder_blocks(self, line: Line) -> None:
        number = line.ticket()
        said = line("reply", number, "Dear {{customer.first_name}}")
        assert said.code == 1
        assert "{{customer.first_name}} has no value" in said.err

    def test_a_canned_response_is_filled_counted_and_sets_its_tags(self, line: Line) -> None:
        canned(line, "delay", "Dear {{customer.first_name}}, #{{ticket.number}} is late.",
               set_status=Status.PENDING, tags='["delay"]')  # fmt: skip
        number = line.ticket()
        line.ok("reply", number, "--canned", "Delay")
        shown = line.json("show", number)
        assert shown["messages"][0]["body"] == f"Dear Ann, #{number} is late."
        assert (shown["status"], shown["tags"]) == ("pending", ["delay"])
        store = store_of(line)
        assert store.value("SELECT uses FROM canned") == 1
        store.close()

    def test_a_canned_response_without_a_value_names_it(self, line: Line) -> None:
        canned(line, "eta", "It comes on {{order.eta}}, {{promise.date}}.")
        said = line("reply", line.ticket(), "--canned", "eta")
        assert said.code == 1
        assert "order.eta, promise.date" in said.err
        assert 'Did you mean "eta"?' in line("reply", "1", "--canned", "etta").err

    def test_personal_data_never_stands_in_a_public_post(self, line: Line) -> None:
        number = line.json("new", "--channel", "social", "--customer", "@bo", "--subject", "Where")[
            "ticket"
        ]
        said = line("reply", number, "Call me on +49 30 1234567 please.")
        assert said.code == 1
        assert "personal data" in said.err
        assert line.json("show", number)["messages"] == []

    def test_a_warning_goes_to_stderr_and_lets_it_pass(self, line: Line) -> None:
        said = line.ok("reply", line.ticket(), "Dear Bob, see the invoice attached.")
        assert "attach" in said.err

    def test_card_numbers_are_masked_before_they_are_stored(self, line: Line) -> None:
        number = line.ticket()
        line.ok("note", number, "paid with 4111 1111 1111 1111")
        body = line.json("show", number)["messages"][0]["body"]
        assert "1111 1111 1111" not in body
        assert body.endswith("1111")


def test_a_merge_brings_the_tickets_along(line: Line) -> None:
    new(line, "Ann <a@a.example>")
    new(line, "Anne <b@b.example>")
    done = line.json("customer", "merge", "1", "2")
    assert (done["customer"], done["merged"]) == (2, 1)
    shown = line.json("show", "customer:1")
    assert (shown["customer"], len(shown["tickets"])) == (2, 2)
    assert line("customer", "merge", "2", "2").code == 1

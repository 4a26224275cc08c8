"""A person with a marker in every place the desk can keep their words in, beside somebody else."""

import json
from dataclasses import dataclass
from pathlib import Path

from csr_desk.actions import (
    callers,
    customer,
    customer_confirm,
    customer_field,
    customer_identity,
    customer_merge,
    draft,
    escalation,
    follow_up,
    identity_check,
    message,
    outbox,
    play,
    presence,
    ticket,
    ticket_link,
    time_correction,
    transfer,
    wrap_up,
)
from csr_desk.actions import interaction as contacts
from csr_desk.actions import views as view_actions
from csr_desk.actions.customer import NewCustomer
from csr_desk.actions.customer_consent import Consent
from csr_desk.actions.kept_form import Kept
from csr_desk.domain.escalation import Step
from csr_desk.domain.identity_check import Result
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, DraftKind, IdentityKind, Phase
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import person
from csr_desk.store import answers_write, events, remote, remote_files
from csr_desk.store.answers_write import NewAnswer, Writer
from csr_desk.store.people import NewIdentity
from csr_desk.store.views import Filter, Sort
from tests.desk import TestDesk

MARK = "zqxmark"
PHONE = "+49 30 5550199"
DIGITS = b"49305550199"


@dataclass(frozen=True)
class Marked:
    """The survivor of two records, the one merged into it, their ticket, and the other person."""

    id: int
    merged: int
    ticket: int
    contact: int
    other: int
    other_ticket: int


def other_person(hand: TestDesk) -> tuple[int, int]:
    """Make somebody with a ticket, a message and a tag that is a label."""
    one = customer.create(
        hand.desk,
        NewCustomer(
            "Berta Other",
            organisation="Shared Ltd",
            addresses=(NewIdentity(IdentityKind.EMAIL, "berta@other.example"),),
        ),
    )
    made = ticket.create(hand.desk, one, "Something else", "email", body="Where is it?")
    ticket.change(hand.desk, made, ticket.Change(add_tags=("parcel",)))
    return one, made


def marked_person(hand: TestDesk) -> Marked:
    """Fill every table with the marker, through the actions wherever there is one."""
    desk = hand.desk
    other, other_ticket = other_person(hand)
    mine = customer.create(
        desk,
        NewCustomer(
            f"Ada {MARK}name",
            organisation=f"{MARK}firm",
            note=f"{MARK}note",
            addresses=(
                NewIdentity(IdentityKind.EMAIL, f"{MARK}@mail.example"),
                NewIdentity(IdentityKind.PHONE, PHONE),
                NewIdentity(IdentityKind.SOCIAL, f"@{MARK}handle"),
            ),
            fields=(("city", f"{MARK}city"),),
            consent=Consent(True, "v1"),
        ),
    )
    customer_field.change(desk, mine, "city", f"{MARK}newcity")
    customer_field.change(desk, mine, "organisation", "Shared Ltd")
    customer_field.change(desk, mine, "organisation", f"{MARK}firm")
    twin = customer.create(desk, NewCustomer(f"A. {MARK}twin", note=f"{MARK}twinnote"))
    customer_identity.add(desk, twin, IdentityKind.EMAIL, f"{MARK}2@mail.example")
    customer_merge.merge(desk, twin, mine)
    made = ticket.create(desk, mine, f"{MARK}subject", "phone", body=f"{MARK}body and more")
    wanted = ticket.Change(subject=f"{MARK}changed", add_tags=(f"{MARK}tag", "parcel"))
    ticket.change(desk, made, wanted)
    play.skip(desk, made, f"{MARK}skip")
    presence.seen(desk, made, f"{MARK}kim", "typing")
    _ran_macro(hand, made)
    customer_confirm.confirm(desk, mine)
    contact = contacts.open_contact(desk, made, Channel.PHONE)
    hand.wait(120)
    message.note(desk, made, f"{MARK}internal", interaction_id=contact.id)
    message.reply(desk, made, f"{MARK}reply", interaction_id=contact.id)
    wrapped = WrapUp(
        "order/late", "resolved", "carrier", "none", (f"{MARK}wraptag",), f"{MARK}wrapnote",
        f"{MARK}told",
    )  # fmt: skip
    wrap_up.commit(desk, contact.id, wrapped)
    wrap_up.correct(desk, contact.id, wrapped, f"{MARK}why")
    time_correction.correct(desk, contact.id, Phase.TALK, 5, f"{MARK}correction")
    follow_up.add(
        desk, f"{MARK}promise", desk.now() + DAY, customer_id=mine, number=PHONE, by_hand=True
    )
    callers.announce(desk, "phone", PHONE, mine, made)
    _handed(hand, mine, made)
    draft.save(desk, made, DraftKind.REPLY, f"{MARK}draft")
    draft.save(desk, made, DraftKind.WRAP_UP, "", extra={"1": {"note": f"{MARK}typed"}})
    view_actions.save(desk, f"{MARK}view", Filter(text=f"{MARK}@mail.example"), Sort.DEADLINE)
    hand.wait(120)
    outbox.release_due(desk)
    _rows_no_action_makes(hand, mine, made, contact.id)
    _joined(hand, made, other_ticket)
    return Marked(mine, twin, made, contact.id, other, other_ticket)


def _ran_macro(hand: TestDesk, made: int) -> None:
    """Keep what a macro found on the ticket, as it could be taken back."""
    at = {"created_at": 0, "updated_at": 0}
    macro = hand.store.insert("macro", uid="macro", name="Late", steps="{}", **at)
    run = hand.store.insert("macro_run", macro_id=macro, at=0, until=0)
    before = json.dumps({"drafts": {"reply": [MARK, 0, "{}", 0, 0], "note": None}})
    hand.store.insert("macro_change", run_id=run, ticket_id=made, before=before)


def _joined(hand: TestDesk, made: int, other_ticket: int) -> None:
    """Link the ticket, turn a proposal down, and keep what a merge of it has to remember."""
    ticket_link.link(hand.desk, made, other_ticket, "related")
    words = {"tags": [f"{MARK}tag"], "snippet": MARK, "drafts": {"note": {"from": [MARK]}}}
    kept = {"rows": {"message": [1]}, "links": [], "words": words}
    columns = {"from_id": made, "into_id": made, "at": 1, "actor": "Me", "undone_at": 2}
    hand.store.insert("ticket_move", kind="merge", moved=json.dumps(kept), **columns)
    hand.store.insert("proposal_dismissed", ticket_id=made, other_id=other_ticket, at=1)


def _handed(hand: TestDesk, mine: int, made: int) -> None:
    """Send the case higher and on, and check who asked."""
    Kept(hand.desk, "escalation", made).save({"summary": f"{MARK}notsent"})
    wanted = escalation.Wanted("T2", f"{MARK}goeshigher", f"{MARK}summary")
    sent = escalation.make(hand.desk, made, wanted)
    escalation.step(hand.desk, sent.id, Step.ANSWERED, f"{MARK}answer")
    transfer.make(hand.desk, made, transfer.Wanted(f"{MARK}goeson", None, 2, is_warm=True))
    identity_check.record(hand.desk, mine, "document", Result.FAILED, note=f"{MARK}remark")


def _rows_no_action_makes(hand: TestDesk, mine: int, made: int, contact: int) -> None:
    """Add what only imports and the sync bring: orders, keys of other systems, an error."""
    store = hand.store
    with store.transaction():
        order = store.insert(
            "customer_order", number=f"{MARK}-77", customer_id=mine, note=f"{MARK}ordernote",
            tracking=f"{MARK}track",
        )  # fmt: skip
        line = store.insert("order_line", order_id=order, product=f"{MARK}product")
        _money_rows(hand, mine, made, contact, line)
        store.insert("invoice", number=f"{MARK}inv", customer_id=mine, order_id=order)
        store.execute("UPDATE customer SET external_key = ? WHERE id = ?", f"{MARK}c", mine)
        store.execute("UPDATE ticket SET external_key = ? WHERE id = ?", f"{MARK}t", made)
        store.execute(
            "UPDATE message SET external_key = ? WHERE id ="
            " (SELECT min(id) FROM message WHERE ticket_id = ?)", f"{MARK}m", made
        )  # fmt: skip
        store.execute("UPDATE operation SET error = ? WHERE ticket_id = ?", f"{MARK}error", made)
        store.execute("UPDATE interaction SET order_number = ? WHERE id = ?", f"{MARK}-77", contact)
        _rows_of_a_helpdesk(hand, mine, made)
        store.db.execute("ANALYZE")


def _money_rows(hand: TestDesk, mine: int, made: int, contact: int, line: int) -> None:
    """Add a request for an order, a payment, an offer and feedback about the person."""
    about = {"ticket_id": made, "interaction_id": contact, "at": 1, "actor": "Me"}
    hand.store.insert(
        "order_request", uid="r1", kind="return", line_id=line, reason=f"{MARK}reason",
        rma="2222-2222", state="issued", agent_id=1, decision=f"{MARK}decision", **about,
    )  # fmt: skip
    hand.store.insert(
        "payment", uid="p1", reference=f"{MARK}ref", customer_id=mine, amount=1, state="paid",
        token=f"{MARK}token", **about,
    )  # fmt: skip
    hand.store.insert(
        "offer", uid="o1", customer_id=mine, product=f"{MARK}offer", outcome="declined", **about
    )
    hand.store.insert(
        "feedback", uid="f1", kind="improvement", recipient="Product", text=f"{MARK}says",
        customer_id=mine, agent_id=1, **about,
    )  # fmt: skip
    writer = Writer(hand.store, hand.hands.uid, hand.desk.now(), "import", 1)
    answer = NewAnswer(
        f"{MARK}:answer", "import shop", "csat", "1-5", 2, hand.desk.now(), mine, made,
        f"{MARK}dissatisfied",
    )  # fmt: skip
    answers_write.take(writer, answer)


def _rows_of_a_helpdesk(hand: TestDesk, mine: int, made: int) -> None:
    """Add what the sync keeps of a ticket: the reading, the request, a clash, a file."""
    store, word = hand.store, json.dumps(f"{MARK}value")
    first = store.value("SELECT min(id) FROM message WHERE ticket_id = ?", made)
    store.execute("UPDATE message SET warnings = ? WHERE id = ?", f"{MARK}warning", first)
    remote.set_state(store, made, "acme", base={"subject": f"{MARK}base"}, stamp="s")
    remote.link(store, "acme", "customer", "55", mine)
    remote.link(store, "acme", "message", "56", first)
    store.insert("bundle", uid="b1", account="acme", ticket_id=made, body=f"{MARK}sent")
    store.insert("bundle", uid="b2", account="acme", customer_id=mine, body=f"{MARK}person")
    store.insert(
        "conflict", account="acme", ticket_id=made, field="subject", base=word, mine=word,
        theirs=word, at=1, resolved_at=2, resolution="mine",
    )  # fmt: skip
    store.insert("article_wish", account="acme", words=f"{MARK}@mail.example", wanted_at=1)
    store.insert("ticket_field", ticket_id=made, remote_id="61", value=word)
    store.insert("remote_view_ticket", account="acme", view_id="1", position=0, ticket_id=made)
    sha256 = remote_files.keep(hand.places.data, f"a file of {MARK}".encode())
    store.insert(
        "attachment", ticket_id=made, message_id=first, name=f"{MARK}.pdf", sha256=sha256,
        url=f"https://files.example/{MARK}", error=f"{MARK}error",
    )  # fmt: skip


def found_in_rows(hand: TestDesk, word: str = MARK) -> list[str]:
    """Return every table.column in which a word stands."""
    found = []
    for (table,) in hand.store.all(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')"
    ):
        for (column,) in hand.store.all("SELECT name FROM pragma_table_info(?)", table):
            if hand.store.value(
                f'SELECT count(*) FROM "{table}"'
                f' WHERE instr(lower(CAST("{column}" AS TEXT)), ?)', word
            ):  # fmt: skip
                found.append(f"{table}.{column}")
    return found


def found_in_files(folder: Path, *words: bytes) -> list[str]:
    """Return every file below a folder in whose bytes a word stands."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word in path.read_bytes().lower() for word in words)
    ]


def terms(hand: TestDesk, word: str) -> list[str]:
    """Return the terms of the search indexes that begin with a word."""
    found = []
    for index in ("message_fts", "ticket_fts", "customer_fts"):
        hand.store.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{index}_terms"
            f" USING fts5vocab('main', '{index}', 'row')"
        )
        rows = hand.store.all(f"SELECT term FROM temp.{index}_terms WHERE term LIKE ?", f"{word}%")
        found += [f"{index}: {row[0]}" for row in rows]
        hand.store.execute(f"DROP TABLE temp.{index}_terms")
    return found


def dump_of_others(hand: TestDesk, one: Marked) -> str:
    """Return everything on the other person as one text."""
    return json.dumps(person.document(hand.store, one.other, 0), sort_keys=True)


def chain_holds(hand: TestDesk) -> bool:
    """Tell whether the event log verifies."""
    return events.broken_at(hand.store) is None

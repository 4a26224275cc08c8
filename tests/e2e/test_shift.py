"""A whole small shift by keyboard in the real program, fifty tickets, and keys typed ahead."""

import pytest

from tests.e2e.desk_folder import QUEUE, WRAP_UP, Agent, DeskFolder
from tests.pty_session import Key

pytestmark = pytest.mark.slow

DRAFT = "SELECT body, cursor FROM draft WHERE ticket_id = ? AND kind = ?"


def ticket_on_screen(agent: Agent) -> int:
    """Return the number in the header of the ticket on the screen."""
    # Below the contact stands its ticket, or what is due and then the ticket.
    heading = next(one for one in agent.lines[1:] if one.lstrip().startswith("#"))
    return int(heading.split()[0].removeprefix("#"))


def next_ticket(agent: Agent, after: int) -> int:
    """Wait for a ticket other than this one and return its number."""
    agent.wait_gone(f" #{after}  ")
    agent.wait_for("r reply")
    return ticket_on_screen(agent)


def take_call(agent: Agent, who: str) -> None:
    """Take a call from somebody known, on the ticket that is offered first."""
    agent.press(Key.F5)
    agent.wait_for("Call, incoming")
    agent.type(who)
    agent.wait_for(f"▸{who}")
    agent.press(Key.ENTER)
    agent.wait_for("Enter opens the contact")
    agent.press(Key.ENTER)
    agent.wait_for(f"phone {who}")


def test_a_small_shift_by_keyboard(folder: DeskFolder) -> None:
    with folder.open() as agent:
        states(agent)
        first = email_with_a_response(folder, agent)
        note_hold_and_call(folder, agent, next_ticket(agent, first))
        park_and_log_later(folder, agent)
        end_of_shift(agent)
        assert agent.quit() == 0
    report_adds_up(folder)
    assert folder.cli("verify")["ok"]


def states(agent: Agent) -> None:
    for letter, word in (("b", "BREAK"), ("c", "COACHING"), ("d", "ADMIN"), ("a", "AVAILABLE")):
        agent.press(Key.F12)
        agent.wait_for(" State ")
        agent.press(letter)
        agent.wait_for(word)


def email_with_a_response(folder: DeskFolder, agent: Agent) -> int:
    """Play, a response by slash, send with F11, letters in a burst, then undo all of it."""
    agent.press("p")
    agent.wait_for("r reply")
    first = ticket_on_screen(agent)
    agent.press("r")
    agent.type("/")
    agent.wait_for("Responses: type to find")
    agent.type("sorry")
    agent.wait_for("Apology without excuses")
    agent.press(Key.ENTER)
    agent.wait_for("REPLY to customer")
    agent.wait_gone("Responses: type to find")
    agent.press(Key.F11)
    agent.wait_for(WRAP_UP)
    agent.send("osr" + Key.ENTER)
    agent.wait_for("handled 1/")
    agent.send("u")
    agent.wait_for("Taken back")
    agent.wait_for("handled 0/")
    assert ticket_on_screen(agent) == first
    body, _ = folder.value(DRAFT, first, "reply")
    assert body.strip()
    agent.press(Key.F11)
    agent.wait_for(WRAP_UP)
    agent.send(Key.ENTER)
    agent.wait_for("handled 1/")
    return first


def note_hold_and_call(folder: DeskFolder, agent: Agent, mail: int) -> None:
    """A call in the middle of an e-mail: its text and cursor are as they were."""
    agent.press("n")
    agent.wait_for("NOTE internal, never sent")
    agent.type("Checked the warehouse")
    agent.press(Key.LEFT, Key.LEFT, Key.LEFT)
    agent.press(Key.F8)
    agent.wait_for("hold 00:0")
    agent.press(Key.F8)
    take_call(agent, "Liam Fenwick")
    assert folder.value(DRAFT, mail, "note") == ("Checked the warehouse", 18)
    agent.press(Key.F8)
    agent.wait_for("hold 00:01")
    agent.press(Key.F8)
    agent.press(Key.F3)
    agent.wait_for("keeps the time")
    assert ticket_on_screen(agent) == mail
    agent.press(Key.F3)
    agent.wait_gone("keeps the time")
    assert ticket_on_screen(agent) != mail
    agent.press(Key.F9)
    agent.wait_for(WRAP_UP)
    agent.send("olc" + Key.ENTER)
    agent.wait_for("NOTE internal, never sent")
    assert ticket_on_screen(agent) == mail
    agent.send("XY", Key.F10)
    agent.wait_gone("NOTE internal, never sent")
    body = folder.value("SELECT body FROM message WHERE ticket_id = ? ORDER BY id DESC", mail)
    assert body == "Checked the warehoXYuse"


def park_and_log_later(folder: DeskFolder, agent: Agent) -> None:
    agent.press(Key.F9)
    agent.wait_for(WRAP_UP)
    agent.press(Key.ESCAPE)
    agent.wait_for("waits for its wrap-up")
    agent.at_queue()
    agent.send("gw")
    agent.wait_for(WRAP_UP)
    agent.send("bii")
    agent.wait_for("pending_internal")
    agent.send(Key.TAB * 3 + "late, vip" + Key.TAB + "they wait" + Key.ENTER)
    agent.wait_for("handled 3/")
    row = folder.value("SELECT reason, outcome, tags, note FROM wrap_up ORDER BY id DESC")
    assert row == ("billing/invoice", "pending_internal", '["late", "vip"]', "they wait")


def end_of_shift(agent: Agent) -> None:
    """One contact still open: `Q` says so and leads there; in the end it can be ended anyhow."""
    if QUEUE not in agent.text:
        agent.send("gq")
        agent.at_queue()
    take_call(agent, "Liam Fenwick")
    agent.press("Q")
    agent.wait_for("Before the shift ends")
    agent.wait_for("has no wrap-up")
    agent.press(Key.ESCAPE)
    agent.wait_gone("Before the shift ends")
    agent.press(Key.F9)
    agent.wait_for("unlogged 1s")
    agent.send("cdc" + Key.ENTER)
    agent.wait_for("handled 4/")
    # A report ends with the whole second of the shift's end: let that of the wrap-up pass.
    agent.wait_for("AVAILABLE 00:01")
    agent.press("Q")
    agent.wait_for(" shift ")
    if "Before the shift ends" in agent.text:
        agent.press("e")
    agent.wait_for("no shift")
    # What goes to the next shift is shown; it is read, and closed.
    agent.wait_for("Handover")
    agent.press(Key.ESCAPE)
    agent.wait_gone("Handover")


def report_adds_up(folder: DeskFolder) -> None:
    """The states fill the shift, the handle times fill HANDLING (kpi.md I2 and I4)."""
    report = folder.cli("report", "shift")
    from_at, to_at = folder.value("SELECT started_at, ended_at FROM shift ORDER BY id DESC")
    length = (to_at - from_at) // 1000
    assert sum(report["states"].values()) == length, report["states"]
    records = folder.cli("log", "--limit", "4")
    handle = sum(one["handle_time"] for one in records)
    assert report["figures"]["interactions"]["value"] == 4
    assert report["figures"]["aht"]["num"] == handle == report["states"]["HANDLING"]
    assert max(one["hold"] for one in records) >= 1


def test_three_chats_each_with_its_own_draft(folder: DeskFolder) -> None:
    with folder.open() as agent:
        tickets = []
        for number in range(3):
            agent.press(Key.F7)
            agent.wait_for("chat" if number == 0 else f"{number} more")
            agent.press("r")
            agent.wait_for("REPLY to customer by chat")
            agent.type(f"draft of chat {number}")
            agent.wait_for(f"draft of chat {number}")
            tickets.append(ticket_on_screen(agent))
        assert len(set(tickets)) == 3
        for step, number in ((Key.F3, 0), (Key.F3, 1), (Key.F2, 0), (Key.F2, 2), (Key.F3, 0)):
            agent.press(step)
            agent.wait_for(f"draft of chat {number}")
            assert ticket_on_screen(agent) == tickets[number]
        agent.send(" more")
        agent.wait_for("draft of chat 0 more")
        # A switch and letters at once: none of them reaches the chat before.
        agent.send(Key.F3 + "-one" + Key.F3 + "-two" + Key.F3 + "-nil")
        agent.wait_for("draft of chat 0 more-nil")
        assert agent.quit() == 0
    assert [folder.value(DRAFT, one, "reply")[0] for one in tickets] == [
        "draft of chat 0 more-nil",
        "draft of chat 1-one",
        "draft of chat 2-two",
    ]
    folder.verify()


def test_fifty_tickets_by_keyboard_alone(folder: DeskFolder) -> None:
    """A bulk change of ten, then fifty logged contacts, each typed in one go."""
    with folder.open() as agent:
        agent.press("3")
        agent.wait_for("[3 Open")
        agent.send("xj" * 10)
        agent.wait_for("10 marked")
        agent.send("tbulk-e2e" + Key.ENTER)
        agent.wait_for("10 tickets: tags bulk-e2e")
        agent.send("y")
        agent.wait_gone("10 marked")
        assert folder.value("SELECT count(*) FROM ticket_tag WHERE tag = 'bulk-e2e'") == 10
        agent.send("gq3p")
        for number in range(1, 51):
            agent.wait_for("r reply" if number == 1 else f"handled {number - 1}/")
            agent.send(f"rAnswer {number}." + Key.F11 + "osr" + Key.ENTER)
        agent.wait_for("handled 50/", 30)
        agent.send("gq")
        agent.at_queue()
        assert agent.quit() == 0
    assert folder.logged() == 50
    bodies = folder.all("SELECT body FROM message WHERE body LIKE 'Answer %' ORDER BY id")
    assert bodies == [f"Answer {number}." for number in range(1, 51)]
    folder.verify()


def test_keys_typed_ahead_land_in_the_right_places(folder: DeskFolder) -> None:
    """One write for two whole contacts, a note, and a search."""
    one = "r" + "It left today, 100%." + Key.F11 + "ol" + "r" + Key.ENTER
    two = "n" + "gq is no command here" + Key.F10 + Key.F9 + "pi" + "c" + Key.ENTER
    with folder.open() as agent:
        agent.send("p" + one + two + "gq" + "/" + "kettle")
        agent.wait_for("handled 2/")
        agent.wait_for("Newest first")
        agent.wait_for("▸ticket   #271")
        agent.send(Key.ESCAPE)
        agent.wait_gone("─ Find ─")
        assert agent.quit() == 0
    assert folder.all("SELECT reason, outcome FROM wrap_up ORDER BY id DESC LIMIT 2") == [
        ("product/info", "pending_customer"),
        ("order/late", "resolved"),
    ]
    assert folder.all("SELECT body, kind FROM message ORDER BY id DESC LIMIT 2") == [
        ("gq is no command here", "internal"),
        ("It left today, 100%.", "public"),
    ]
    assert folder.all("SELECT 1 FROM draft WHERE body LIKE 'gq%' OR body LIKE 'It%'") == []
    folder.verify()


def test_keys_typed_before_the_first_paint_are_not_lost(folder: DeskFolder) -> None:
    with folder.start() as agent:
        agent.send("prEarly bird." + Key.F11 + "osr" + Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    assert folder.value("SELECT body FROM message ORDER BY id DESC") == "Early bird."

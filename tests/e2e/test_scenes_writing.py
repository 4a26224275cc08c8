"""Scenes of a working day by keyboard in the real program: mail, chats, posts, the day's end."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import presence
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import adopt_clock
from csr_desk.config import load
from csr_desk.paths import Places
from tests.e2e.desk_folder import WRAP_UP
from tests.e2e.helpdesk import DEADLINE_S, Place, helpdesk
from tests.e2e.scene_desk import SceneDesk
from tests.e2e.test_scenes import call, find, wrap
from tests.pty_session import Key

pytestmark = pytest.mark.slow

PAN = "4111 1111 1111 1111"


def test_s10_three_chats_keep_their_drafts_and_no_card_number(scene: SceneDesk) -> None:
    texts = ("I can see the code was", "Size M fits a chest of", "Let me look at the last paym")
    with scene.opened("11:20:00") as agent:
        for name, text in zip(("Patel", "Quinn", "Rossi"), texts, strict=True):
            agent.send(Key.F7)
            agent.wait_for(f"chat {name}  talk")
            agent.send("r")
            agent.wait_for("REPLY to customer by chat")
            agent.send(text)
            agent.wait_for(text)
        agent.send(Key.F3)
        agent.wait_for(texts[0])
        agent.send(Key.F2)
        agent.wait_for(texts[2])
        agent.send(Key.ESCAPE)
        agent.wait_for("r Reply")
        agent.send("n")
        agent.wait_for("NOTE internal, never sent")
        agent.send(f" Card {PAN} declined, order 4111-22")
        agent.wait_for("•••• 1111 declined, order 4111-22")
        agent.send(Key.F10)
        agent.wait_gone("NOTE internal, never sent")
        assert agent.quit() == 0
    assert scene.all("SELECT body FROM draft ORDER BY ticket_id") == list(texts[:2])
    digits = PAN.replace(" ", "").encode()
    for path in scene.path.iterdir():
        content = path.read_bytes() if path.is_file() else b""
        assert digits not in content
        assert PAN.encode() not in content
    scene.verify()


def test_s12_an_idle_desk_asks_and_any_key_answers(scene: SceneDesk) -> None:
    settings = scene.path / "config.toml"
    settings.write_text(settings.read_text().replace("[desk]", "[desk]\nidle_prompt_s = 1"))
    with scene.opened("11:56:00") as agent:
        agent.send(Key.F12 + "a")
        agent.wait_for("AVAILABLE")
        agent.wait_for("Still there?")
        agent.send("j")
        agent.wait_gone("Still there?")
        assert agent.quit() == 0
    scene.verify()


def test_s15_a_reply_leaves_later_and_can_still_be_changed(scene: SceneDesk) -> None:
    with scene.opened("13:30:00") as agent:
        find(agent, "T03")
        agent.send("rHello Costa, it is on its way." + Key.ctrl("L"))
        agent.wait_for("Send later")
        agent.send("in 20 min", Key.ENTER)
        agent.wait_for("leaves in 19 min")
        agent.send("u")
        agent.wait_for("REPLY to customer")
        agent.wait_for("Hello Costa, it is on its way.")
        agent.send(Key.ctrl("L"))
        agent.wait_for("Send later")
        agent.send("14:30", Key.ENTER)
        agent.wait_for("leaves in 59 min")
        wrap(agent, "olr", 1)
        assert agent.quit() == 0
    sent = scene.all("SELECT body, release_at - at FROM message WHERE state = 'waiting'")
    assert [one[0] for one in sent] == ["Hello Costa, it is on its way."]
    scene.verify()


def test_s18_an_article_from_three_tickets_names_nobody(scene: SceneDesk) -> None:
    with scene.opened("14:55:00") as agent:
        agent.send(Key.HOME + "jjxjxjxK")
        agent.wait_for("Drafted from 3 tickets")
        for name in ("Huang", "Lopez", "Tanaka", "+1313"):
            assert name not in agent.text
        agent.wait_for("I am [name], call me at [phone].")
        agent.send(Key.F10)
        agent.wait_for("Write the answer.")
        agent.send("It arrives tomorrow." + Key.F10)
        agent.wait_gone("New article")
        assert agent.quit() == 0
    title, body = scene.value("SELECT title, problem || body FROM article")
    assert title
    assert not [one for one in ("Huang", "Lopez", "Tanaka", "+1313") if one in body]
    scene.verify()


def test_s21_a_ticket_on_which_a_colleague_types_is_passed_over(scene: SceneDesk) -> None:
    with scene.opened("15:32:50") as agent:
        desk = beside(scene)
        first = scene.value("SELECT id FROM ticket WHERE reference = 'T03'")
        presence.seen(desk, first, "Kim Lead", presence.TYPING)
        desk.store.close()
        agent.send("p")
        agent.wait_for("r reply")
        agent.wait_for("#T60")
        assert agent.quit() == 0
    assert scene.value("SELECT count(*) FROM event WHERE kind LIKE 'play.%pass%'") == 1
    scene.verify()


def beside(scene: SceneDesk) -> Desk:
    """Open the store as another program beside the desk."""
    places = Places(scene.path, scene.path / "config.toml")
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read().strip()
    ids = iter(range(1 << 90, 1 << 127))
    desk = open_desk(
        places, load(places.config), scene.clock, lambda: 0.0, boot, lambda: f"{next(ids):032x}"
    )
    adopt_clock(desk)
    return desk


def test_s22_a_public_post_with_an_order_number_does_not_leave(scene: SceneDesk) -> None:
    with scene.opened("16:17:00") as agent:
        find(agent, "T50")
        agent.send("rWe are sorry about order A-1050." + Key.F10)
        agent.wait_for("it holds personal data (order number)")
        agent.send(Key.F11)
        agent.settle(0.3)
        assert WRAP_UP not in agent.text
        agent.send(
            Key.END
            + Key.BACKSPACE * 40
            + "We are sorry. Please send us a direct message."
            + Key.F10
        )
        agent.wait_for("leaves in")
        assert agent.quit() == 0
    bodies = scene.all("SELECT body FROM message WHERE author_kind = 'agent'")
    assert bodies == ["We are sorry. Please send us a direct message."]
    scene.verify()


def test_s23_two_contacts_of_one_issue_and_an_offer_for_later(scene: SceneDesk) -> None:
    with scene.opened("16:52:25") as agent:
        call(agent, "Garcia")
        wrap(agent, "rdr", 1)
        call(agent, "Garcia")
        agent.send("gc")
        agent.wait_for("garcia@example.com")
        agent.send(Key.ctrl("P"))
        agent.wait_for("─ Commands ─")
        agent.send("offer.record" + Key.ENTER)
        agent.wait_for("What did you offer?")
        agent.wait_for("descaler")
        agent.send(Key.ENTER)
        agent.wait_for("accepted for later")
        agent.send("l")
        agent.wait_gone("accepted for later")
        wrap(agent, "sxr", 2)
        agent.send("gl")
        agent.wait_for("#1 ")
        agent.send("l")
        agent.wait_for("Link #2")
        agent.send("#1" + Key.ENTER)
        agent.wait_gone("Link #2")
        assert agent.quit() == 0
    assert scene.value("SELECT product, outcome FROM offer") == ("descaler", "accepted_later")
    assert len(scene.log("interaction.linked")) == 1
    scene.verify()


def test_s24_a_send_is_taken_back_and_the_right_one_sent(scene: SceneDesk) -> None:
    with scene.opened("11:11:15") as agent:
        find(agent, "T60")
        agent.keys = 0
        agent.press("r")
        agent.type("Hello Joanes, your parcel")
        agent.press(Key.F10)
        agent.wait_for('The greeting says "Joanes", the customer is "Jones"')
        agent.press(Key.F10)
        agent.wait_for("leaves in")
        agent.press("u")
        agent.wait_for("Taken back: nothing has left.")
        agent.send(Key.BACKSPACE * 30)
        agent.type("Hello Jones, your parcel")
        agent.press(Key.F11)
        agent.wait_for(WRAP_UP)
        agent.press("o", "s", "r", Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.keys <= 10
        assert agent.quit() == 0
    sql = "SELECT body, state FROM message WHERE author_kind = 'agent' ORDER BY id"
    assert scene.all(sql) == [
        ("Hello Joanes, your parcel", "dropped"),
        ("Hello Jones, your parcel", "waiting"),
    ]
    assert len(scene.log("message.undone")) == 1
    scene.verify()


def test_s25_week_export_handover_and_the_end_of_the_shift(scene: SceneDesk) -> None:
    with scene.opened("17:00:00", "3") as agent:
        call(agent, "Chen")
        wrap(agent, "olr", 1)
        call(agent, "Thomas")
        agent.send(Key.F9)
        agent.wait_for(WRAP_UP)
        agent.send(Key.ESCAPE)
        agent.wait_for("waits for its wrap-up")
        agent.send("W")
        agent.wait_for("Handled contacts")
        agent.send("x")
        agent.wait_for("XLSX: a workbook")
        agent.send("x")
        agent.wait_for("Export this report")
        agent.send(Key.ENTER)
        agent.wait_gone("Export this report")
        agent.send("Q")
        agent.wait_for("Before the shift ends")
        agent.wait_for("has no wrap-up")
        agent.send("1")
        agent.wait_for(WRAP_UP)
        agent.send("rdr" + Key.ENTER)
        agent.wait_for("handled 2/")
        scene.clock.push(2)  # a report ends with the whole second of the shift's end
        agent.send("Q")
        agent.wait_for("no shift")
        assert agent.quit() == 0
    (written,) = scene.path.rglob("*.xlsx")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    scene.verify()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A desk at a helpdesk that has fetched everything once."""
    with helpdesk(tmp_path) as found:
        found.settings(undo_s=1)
        found.run("sync")
        yield found


def test_s16_a_held_reply_becomes_a_note_during_another_wrap_up(place: Place) -> None:
    fake = place.line.fake
    with place.open() as agent:
        agent.at_queue()
        agent.wait_for("online", DEADLINE_S)
        agent.send(Key.ENTER)
        agent.wait_for("It came in pieces.")
        place.line.vanish()
        agent.send("rIt is on its way." + Key.F11)
        agent.wait_for("Needed for solved")
        agent.send("lost" + Key.ENTER)
        agent.wait_for(WRAP_UP)
        agent.send("bir" + Key.ENTER)
        agent.wait_for("handled 1/")
        fake.colleague_replies(fake.names["broken"], "I have sent a new one.")
        agent.send("gq3")
        agent.at_queue()
        agent.send(Key.ENTER)
        agent.wait_for("r reply")
        agent.send(Key.F9)
        agent.wait_for(WRAP_UP)
        place.line.come_back()
        agent.wait_for("1 held", DEADLINE_S)
        agent.send("go")
        agent.wait_for("As note")
        agent.send("n")
        agent.wait_for("outbox 0", DEADLINE_S)
        agent.send(Key.ESCAPE)
        agent.wait_for(WRAP_UP)
        agent.kill(9)
        agent.wait()
    with place.line.lock:
        said = fake.state.tickets[fake.names["broken"]].comments
        kept = [(one["body"], one["public"]) for one in said]
    assert ("It is on its way.", False) in kept
    assert json.dumps(kept).count("It is on its way.") == 1

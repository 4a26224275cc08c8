"""Scenes of a working day by keyboard in the real program: calls, cases handed on, money."""

import signal

import pytest

from tests.e2e.desk_folder import WRAP_UP, Agent
from tests.e2e.scene_desk import SceneDesk, phone
from tests.pty_session import Key

pytestmark = pytest.mark.slow


def call(agent: Agent, who: str) -> None:
    """Take a call from a customer, on the ticket that is offered first; three keys."""
    agent.press(Key.F5)
    agent.wait_for("Call, incoming")
    agent.type(who)
    agent.wait_for(f"▸{who}")
    agent.press(Key.ENTER)
    agent.wait_for("Enter opens the contact")
    agent.press(Key.ENTER)
    agent.wait_for(f"phone {who}  talk")


def find(agent: Agent, reference: str) -> None:
    """Open a ticket by its number."""
    agent.send("/")
    agent.wait_for("Newest first")
    agent.send(reference)
    agent.wait_for(f"▸ticket   #{reference}")
    agent.send(Key.ENTER)
    agent.wait_for("r reply")


def wrap(agent: Agent, codes: str, handled: int) -> None:
    """End the contact and log it."""
    agent.press(Key.F9)
    agent.wait_for(WRAP_UP)
    agent.press(*codes, Key.ENTER)
    agent.wait_for(f"handled {handled}/")


def test_s3_a_caller_takes_no_key_and_the_draft_stays(scene: SceneDesk) -> None:
    text = "Hello, your return label is attached. Please print it and put it on the"
    with scene.opened("09:13:00") as agent:
        find(agent, "T03")
        agent.send("r")
        agent.wait_for("REPLY to customer")
        agent.send(text)
        agent.wait_for(text)
        scene.run("pop", "--from", phone("Diaz"))
        agent.wait_for(f"F5: Diaz calls {phone('Diaz')}")
        agent.send(" box")
        agent.wait_for(" box")
        agent.keys = 0
        agent.press(Key.F5)
        agent.wait_for("▸Diaz")
        agent.press(Key.ENTER)
        agent.wait_for("Enter opens the contact")
        agent.press(Key.ENTER)
        agent.wait_for("phone Diaz  talk")
        assert f"{phone('Diaz')} (" not in agent.text
        wrap(agent, "aar", 1)
        assert agent.keys <= 10
        agent.wait_for(f"{text} box")
        agent.send(".")
        agent.wait_for(" box.")
        assert agent.quit() == 0
    scene.verify()


def test_s4_identity_hold_and_a_promise_kept_with_one_key(scene: SceneDesk) -> None:
    with scene.opened("09:32:15") as agent:
        call(agent, "Nowak")
        assert "triage" not in agent.text
        agent.send("v3p")
        agent.wait_for("Identity passed, by two questions.")
        agent.send(Key.F8)
        agent.wait_for("hold 00:01")
        agent.send(Key.F8, Key.F9)
        agent.wait_for(WRAP_UP)
        agent.send("bdr" + Key.TAB + "p" + Key.TAB * 3 + "Refund promised in 3 days.")
        agent.wait_for("Ctrl+R keeps Fri 27 Nov 09:00, 2026-11-26 is a holiday: “Refund prom")
        agent.send(Key.ctrl("R"))
        agent.wait_for("Task: Fri 27 Nov 09:00.")
        agent.send(Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    (check,) = scene.log("identity.verified")
    assert (check["method"], check["result"]) == ("two questions", "passed")
    wrapped = scene.value("SELECT reason, outcome, cause, note FROM wrap_up")
    assert wrapped[:3] == ("billing/double-charge", "resolved", "payment-provider")
    assert scene.all("SELECT text FROM follow_up") == ["Refund promised in 3 days."]
    scene.verify()


def test_s6_a_triaged_ticket_takes_two_keys(scene: SceneDesk) -> None:
    with scene.opened("09:57:30") as agent:
        agent.send("gt")
        agent.wait_for("0 done, 4 left")
        for number, keys in enumerate((("4", "t"), ("1", "b"), ("3", "."), ("s", Key.ENTER)), 1):
            agent.press(*keys)
            agent.wait_for(f"{number} done" if number < 4 else "Nothing waits for triage")
        assert agent.keys == 8
        assert agent.quit() == 0
    rows = scene.all(
        "SELECT t.reference, t.priority, g.name, t.is_spam FROM ticket t"
        " LEFT JOIN team g ON g.id = t.team_id WHERE t.reference BETWEEN 'F02' AND 'F05' ORDER BY 1"
    )
    assert rows == [
        ("F02", 1, "technical", 0),
        ("F03", 4, "billing", 0),
        ("F04", 2, "billing", 0),
        ("F05", 0, None, 1),
    ]
    scene.verify()


def test_s7_an_escalation_has_its_summary_deadline_task_and_response(scene: SceneDesk) -> None:
    with scene.opened("10:37:00") as agent:
        call(agent, "Okoro")
        agent.send("n")
        agent.wait_for("NOTE internal, never sent")
        agent.send("New plug tried, still dead", Key.F10)
        agent.wait_for("r reply")
        agent.send("e")
        agent.wait_for("Escalate to")
        agent.send("t2", Key.ENTER)
        agent.wait_for("= Tue 24 Nov 10:3")
        agent.wait_for("Problem: Call with Okoro")
        agent.wait_for("New plug tried, still dead")
        agent.send("smokes", Key.F10)
        agent.wait_for("T2 · Second Line: open")
        agent.wait_for("Escalated to T2")
        agent.wait_for("write “Escalated”")
        agent.send("y")
        agent.wait_for("Our specialists look at it now.")
        agent.send(Key.F9)
        agent.wait_for(WRAP_UP)
        assert "Ctrl+R keeps" not in agent.text
        assert agent.quit() == 0
    due, accepted = scene.value("SELECT due_at, state FROM escalation")
    opened = scene.value("SELECT at FROM event WHERE kind = 'escalation.opened'")
    assert due // 1000 - opened // 1000 == 86_400
    assert accepted == "open"
    assert scene.value("SELECT due_at FROM follow_up") == due - 3_600_000
    scene.verify()


def test_s9_a_refund_above_the_limit_goes_to_another_person(scene: SceneDesk) -> None:
    with scene.opened("11:10:35") as agent:
        find(agent, "T15")
        agent.send("gc")
        agent.wait_for("meyer@example.com")
        agent.send("R")
        agent.wait_for("Refund which line?")
        agent.send(Key.ENTER)
        agent.wait_for("Your limit: 50.00 USD")
        agent.send("79.90", Key.ENTER)
        agent.wait_for("Type the amount once more")
        agent.send("79.09", Key.ENTER)
        agent.wait_for("The two amounts differ")
        agent.send(Key.BACKSPACE * 5 + "79.90", Key.ENTER)
        agent.wait_for("Why? Such as")
        agent.send("returned goods", Key.ENTER)
        agent.wait_for("R1, 79.90 USD, waits for the approver. #T15 says so.")
        agent.send("R" + Key.ENTER)
        agent.wait_for("already refunded")
        scene.run_as("lead", "note", "T15", "approve R1")
        agent.send("ga")
        agent.wait_for("R1 approved  79.90 USD")
        agent.send(Key.ESCAPE)
        agent.wait_gone("R1 approved")
        assert agent.quit() == 0
    assert scene.all("SELECT amount, state FROM order_request") == [(7990, "approved")]
    scene.verify()


def test_s11_a_record_that_may_be_the_same_is_used(scene: SceneDesk) -> None:
    with scene.opened("11:46:55") as agent:
        agent.send(Key.F5)
        agent.wait_for("Call, incoming")
        agent.send("Usmann")
        agent.wait_for("▸+ New customer: Usmann")
        agent.send(Key.ENTER)
        agent.wait_for("similar name")
        agent.send(Key.ENTER)
        agent.wait_for("Enter uses this customer")
        agent.send(Key.ENTER)
        agent.wait_for("Enter opens the contact")
        agent.send(Key.ENTER)
        agent.wait_for("phone Usman  talk")
        assert agent.quit() == 0
    assert scene.value("SELECT count(*) FROM customer WHERE name LIKE 'Usman%'") == 1
    assert len(scene.log("duplicate.use")) == 1
    scene.verify()


def test_s13_a_warm_transfer_waits_for_the_other_side(scene: SceneDesk) -> None:
    with scene.opened("12:22:00") as agent:
        call(agent, "Weber")
        agent.send("Tacc")
        agent.wait_for("Accounts Receivable")
        agent.send(Key.ENTER)
        agent.wait_for("when the other side has accepted")
        agent.send("w")
        agent.wait_for("The other side reads it")
        agent.send("billing case", Key.ENTER)
        agent.wait_for("offered to Accounts Receivable")
        wrap(agent, "bit", 1)
        find(agent, "F01")
        agent.send("E")
        agent.wait_for("accepted")
        agent.send("a")
        agent.wait_gone("offered to Accounts Receivable")
        assert agent.quit() == 0
    assert scene.value("SELECT is_warm, state FROM transfer") == (1, "accepted")
    assert scene.value("SELECT outcome FROM wrap_up") == "transferred"
    scene.verify()


def test_s14_a_return_number_during_hold(scene: SceneDesk) -> None:
    with scene.opened("13:17:00") as agent:
        call(agent, "Zola")
        agent.send(Key.F8)
        agent.wait_for("hold 00:01")
        agent.send("gc")
        agent.wait_for("zola@example.com")
        agent.send("A")
        agent.wait_for("Return which line?")
        agent.send(Key.ENTER + "r")
        agent.wait_for("Why the return?")
        agent.send("crushed", Key.ENTER)
        agent.wait_for("for Mirror, order A-1026.")
        agent.send(Key.F8)
        wrap(agent, "rdr", 1)
        assert agent.quit() == 0
    rma, state = scene.value("SELECT rma, state FROM order_request")
    assert (len(rma), state) == (9, "issued")
    held = scene.value("SELECT count(*) FROM segment WHERE phase = 'hold'")
    assert held == 1
    scene.verify()


def test_s19_a_call_goes_on_after_a_power_cut(scene: SceneDesk) -> None:
    with scene.opened("15:05:00") as agent:
        call(agent, "Thomas")
        agent.send("n")
        agent.wait_for("NOTE internal, never sent")
        agent.send("Box arrived crushed, customer has photos")
        agent.wait_for("has photos")
        agent.wait_for("talk 00:01")
        agent.settle(0.3)
        agent.kill(signal.SIGKILL)
        agent.wait()
    scene.clock.push(180)
    with scene.start() as agent:
        agent.wait_for("Still on the phone?")
        agent.send("y")
        agent.wait_gone("Still on the phone?")
        agent.wait_for("phone Thomas  talk 03:0")
        agent.wait_for("n goes on with the draft note: Box arrived crushed")
        agent.send("n")
        agent.wait_for("Box arrived crushed, customer has photos")
        agent.send("!")
        agent.wait_for("has photos!")
        assert agent.quit() == 0
    recovered = scene.value("SELECT sum(recovered_s) FROM interaction")
    assert 180 <= recovered <= 190
    scene.verify()


def test_s20_a_pay_link_and_no_digits_in_the_note_meanwhile(scene: SceneDesk) -> None:
    with scene.opened("15:24:45") as agent:
        call(agent, "Petrov")
        agent.send("y")
        agent.wait_for("How much?")
        agent.send("48.20", Key.ENTER)
        agent.wait_for("amount=48.20&currency=USD")
        agent.send(Key.F10)
        agent.wait_for("r reply")
        agent.send("n")
        agent.wait_for("NOTE internal, never sent")
        agent.send("paid by 4111")
        agent.wait_for("A payment runs: no digits in the note")
        agent.wait_for("paid by")
        agent.send(Key.ESCAPE)
        agent.wait_for("r Reply")
        agent.send("y")
        agent.wait_for("p  paid")
        agent.send("p")
        agent.wait_for("The provider's token")
        agent.send("tok_7", Key.ENTER)
        agent.wait_for("The last four digits")
        agent.send("1111", Key.ENTER)
        agent.wait_for("is paid.")
        assert agent.quit() == 0
    assert scene.value("SELECT amount, currency, state, last4 FROM payment") == (
        4820, "USD", "paid", "1111",
    )  # fmt: skip
    assert scene.value("SELECT body FROM draft WHERE kind = 'note'").strip() == "paid by"
    scene.verify()

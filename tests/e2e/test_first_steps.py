"""What a new user does in the first two minutes, and a call in at most ten keys."""

from pathlib import Path

import pytest

from tests.e2e.desk_folder import WRAP_UP, Agent, DeskFolder
from tests.pty_session import Key

pytestmark = pytest.mark.slow

LIMIT = 10
"""Keys of a phone contact beside the text typed (spec/product.md section 4)."""


def test_an_empty_store_leads_to_the_sample_and_to_a_logged_contact(tmp_path: Path) -> None:
    own = DeskFolder(tmp_path / "new")
    with own.start() as agent:
        agent.wait_for("Welcome to the desk")
        agent.press("s")
        agent.wait_for("Mine 44")
        agent.at_queue()
        agent.press("p")
        agent.wait_for("Send+next")
        agent.press("r")
        agent.type("It is on its way.")
        agent.press(Key.F11)
        agent.wait_for(WRAP_UP)
        agent.press("o", "s", "r", Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    sample = DeskFolder(tmp_path / "new" / "demo")
    assert sample.logged() == 1
    sample.verify()
    assert own.all("SELECT id FROM ticket") == []


def test_an_empty_store_takes_the_first_call_and_makes_the_customer(tmp_path: Path) -> None:
    own = DeskFolder(tmp_path / "new")
    with own.start() as agent:
        agent.wait_for("Welcome to the desk")
        agent.press(Key.F5)
        agent.wait_for("Call, incoming")
        agent.type("Greta Garbo")
        agent.wait_for("New customer: Greta Garbo")
        agent.press(Key.ENTER)
        agent.wait_for("Nobody like this is known")
        agent.press(Key.ENTER)
        agent.wait_for("+ New ticket")
        agent.press(Key.ENTER)
        agent.wait_for("talk 00:0")
        agent.press(Key.F9)
        agent.wait_for(WRAP_UP)
        agent.press("x", "i", "r", Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    assert own.all("SELECT name FROM customer") == ["Greta Garbo"]
    assert own.all("SELECT reason FROM wrap_up") == ["other/internal"]
    own.verify()
    with own.open() as agent:
        agent.wait_for("6 Solved 1")
        agent.press("6")
        agent.wait_for("Call with Greta Garbo")


def test_demo_opens_the_sample(tmp_path: Path) -> None:
    own = DeskFolder(tmp_path / "new")
    with own.start("demo") as agent:
        agent.wait_for("Mine 44")
        agent.at_queue()
        assert agent.quit() == 0
    assert DeskFolder(tmp_path / "new" / "demo").value("SELECT count(*) FROM ticket") == 300


@pytest.mark.parametrize("who", ["Liam Fenwick", "name in capitals", "digits"])
def test_a_call_is_logged_in_at_most_ten_keys(folder: DeskFolder, who: str) -> None:
    digits = folder.value(
        "SELECT substr(normal, -6) FROM identity JOIN customer ON customer.id = customer_id"
        " WHERE identity.kind = 'phone' AND customer.name = 'Liam Fenwick'"
    )
    typed = {"name in capitals": "FENWICK LIAM", "digits": digits}.get(who, who)
    with folder.open() as agent:
        call(agent, typed, until="talk 00:01")
        agent.press(Key.F9)
        agent.wait_for("unlogged 1s")
        agent.press("o", "l", "c", Key.ENTER)
        agent.wait_for("Logged #")
        assert agent.keys <= LIMIT, f"{agent.keys} keys"
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    row = folder.value(
        "SELECT interaction.id, channel, direction, customer.name, wrapped_at IS NOT NULL"
        " FROM interaction JOIN customer ON customer.id = customer_id ORDER BY interaction.id DESC"
    )
    assert row[1:] == ("phone", "in", "Liam Fenwick", 1)
    record = folder.cli("log", "--limit", "1")[0]
    assert record["id"] == row[0]
    assert (record["reason"], record["outcome"]) == ("order/late", "pending_customer")
    assert 1 <= record["talk"] <= 3
    assert 1 <= record["after_call_work"] <= 3
    assert record["handle_time"] == record["talk"] + record["hold"] + record["after_call_work"]
    kinds = folder.all("SELECT kind FROM event WHERE interaction_id = ? ORDER BY seq", record["id"])
    assert [kinds.count(one) for one in ("interaction.opened", "interaction.ended")] == [1, 1]
    assert kinds[-1] == "wrap.committed"
    folder.verify()


def test_a_call_from_somebody_new_is_logged_in_at_most_ten_keys(folder: DeskFolder) -> None:
    with folder.open() as agent:
        agent.press(Key.F5)
        agent.wait_for("Call, incoming")
        agent.type("Zelda Quist")
        agent.wait_for("New customer: Zelda Quist")
        agent.press(Key.ENTER)
        agent.wait_for("Nobody like this is known")
        agent.press(Key.ENTER)
        agent.wait_for("+ New ticket")
        agent.press(Key.ENTER)
        agent.wait_for("Call with Zelda Quist")
        agent.press(Key.F9)
        agent.wait_for(WRAP_UP)
        agent.press("a", "n", "r", Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.keys <= LIMIT, f"{agent.keys} keys"
        assert agent.quit() == 0
    assert folder.value(
        "SELECT customer.name, ticket.subject, wrap_up.reason FROM wrap_up"
        " JOIN interaction ON interaction.id = interaction_id"
        " JOIN ticket ON ticket.id = ticket_id"
        " JOIN customer ON customer.id = interaction.customer_id ORDER BY wrap_up.id DESC"
    ) == ("Zelda Quist", "Call with Zelda Quist", "account/new")
    folder.verify()


def call(agent: Agent, typed: str, until: str) -> None:
    """Take a call from the person the text finds, on the ticket that is offered first."""
    agent.press(Key.F5)
    agent.wait_for("Call, incoming")
    agent.type(typed)
    agent.wait_for("Liam Fenwick  ")
    agent.press(Key.ENTER)
    agent.wait_for("Enter opens the contact")
    agent.press(Key.ENTER)
    agent.wait_for(until)

"""A ticket that is gone at the helpdesk: what waits for it asks the agent, then and later."""

from pathlib import Path

from csr_desk.actions import outbox
from csr_desk.sync import apply_gone
from tests.desk import TestDesk


def test_what_is_written_after_a_deletion_does_not_wait_for_ever(tmp_path: Path) -> None:
    hand = TestDesk(tmp_path)
    ticket_id = hand.ticket()
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET account = 'zd', remote_id = '7'")
        assert apply_gone.take_gone(hand.desk, "zd", ticket_id)
        late = outbox.write(hand.desk, ticket_id, "update", {}, account="zd")
        assert not apply_gone.take_gone(hand.desk, "zd", ticket_id)
    row = hand.store.one("SELECT state, error FROM operation WHERE uid = ?", late)
    assert row == ("rejected", apply_gone.DELETED)
    hand.store.close()
    hand.heartbeat.close()

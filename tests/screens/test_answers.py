"""What a customer answered stands beside the ticket and on the record, inert."""

from csr_desk.domain.instants import DAY
from csr_desk.store.answers_write import NewAnswer, Writer, take
from csr_desk.store.customer_timeline import EntryKind
from csr_desk.widgets.fact_lines import FactLines
from csr_desk.widgets.timeline import Timeline
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of
from tests.screens.customer_world import SCREENS, late_parcel, painted, show
from tests.screens.outbox_world import remote_ticket

HOSTILE = "[/b]slow \x1b[31m[@click=app.quit]x[/]"


def rated(world: TestDesk, customer_id: int, ticket_id: int, value: int, days: int) -> None:
    with world.store.transaction():
        now = world.desk.now()
        writer = Writer(world.store, world.hands.uid, now, "sync", 1)
        key = f"{ticket_id}-{value}"
        take(writer, NewAnswer(
            key, "work", "csat", "1-5", value, now - days * DAY, customer_id, ticket_id, HOSTILE
        ))  # fmt: skip


async def test_the_side_of_a_ticket_says_what_was_answered_and_when(
    running: Running, world: TestDesk
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET satisfaction = 'bad' WHERE id = ?", made)
    owner = world.store.value("SELECT customer_id FROM ticket WHERE id = ?", made)
    rated(world, owner, made, 1, 2)
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        await pilot.pause()
        side = host_of(pilot).place.query_one(FactLines)
        told = [side.render_line(y).text.strip("│ ") for y in range(side.size.height)]
        at = told.index("The customer answered")
        assert told[at + 1] == "1 of 5, 2 days ago"
        assert told[at + 2].startswith("[/b]slow")
        assert not any("\x1b" in line for line in told)
        assert not any(line.startswith("satisfaction") for line in told)


async def test_the_record_warns_of_who_may_leave(running: Running, world: TestDesk) -> None:
    late_parcel(world)
    rated(world, 1, 1, 2, 3)
    async with running(screens=SCREENS, size=(120, 40)) as pilot:
        place = await show(pilot)
        source = place.panel.lines.source
        rows = [row for n in range(source.count()) if (row := source.row(n))]
        labels = [row.label for row in rows]
        assert "Churn hints" in labels
        hint = rows[labels.index("Churn hints") + 1]
        assert (hint.label, hint.value[:22]) == ("CSAT", "2 of 5, 3 days ago: [/")
        assert "\x1b" not in "".join(painted(pilot))
        line = place.query_one(Timeline).source
        kinds = [one.kind for n in range(line.count()) if (one := line.row(n))]
        assert EntryKind.ANSWER in kinds


async def test_a_content_customer_gives_no_hint(running: Running, world: TestDesk) -> None:
    late_parcel(world)
    rated(world, 1, 1, 5, 0)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        source = place.panel.lines.source
        assert not any(
            row.label == "Churn hints" for n in range(source.count()) if (row := source.row(n))
        )

"""The first sync of ten thousand tickets: seen, interrupted, taken up again, small in memory."""

import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.helpdesk import ACCOUNT, Place, Process, helpdesk, until
from tests.fakes.zendesk.seeding import seed_many

pytestmark = pytest.mark.slow

TICKETS = 10_000
FIRST, HALFWAY = 1_000, 4_000
MOST_MIB, MOST_GROWTH_MIB = 150.0, 12.0
NOT_HUNG_S = 10.0
"""Far less than a request that hangs would take, and more than a loaded machine needs."""
PAGE = 100
UNSENT = "SELECT count(*) FROM operation WHERE state NOT IN ('acknowledged', 'dropped')"
UNREAD_VIEWS = "SELECT count(*) FROM remote_view WHERE read_at IS NULL"


def held(place: Place) -> int:
    """Return how many tickets are here."""
    return int(place.value("SELECT count(*) FROM ticket WHERE account = ?", ACCOUNT) or 0)


def peak_mib(process: Process) -> float:
    """Return the most memory a process has had, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def list_pages(place: Place) -> list[str]:
    """Return the cursors of the ticket lists that were asked for, in order."""
    return [
        one.query.get("page[after]", [""])[0]
        for one in place.line.fake.requests
        if one.path.endswith("/api/v2/tickets") and one.status == 200
    ]


def note_while_it_runs(place: Place) -> str:
    """Write a note beside the sync, as an agent does who does not wait; return its text."""
    text = "written while the first sync ran"
    reference = place.rows("SELECT reference FROM ticket ORDER BY id LIMIT 1")[0][0]
    began = time.monotonic()
    place.run("note", reference, text)
    assert time.monotonic() - began < NOT_HUNG_S
    return text


def test_ten_thousand_tickets(tmp_path: Path) -> None:
    with helpdesk(tmp_path) as place:
        fake = place.line.fake
        seed_many(fake, TICKETS)
        fake.limits.off()
        place.desk().store.close()
        running = place.start("sync")
        until(lambda: held(place) >= FIRST, "the first thousand")
        early = peak_mib(running)
        said = str(place.value("SELECT progress FROM account"))
        assert re.fullmatch(r"[\d,]+ of 10,0\d\d", said), said
        text = note_while_it_runs(place)
        until(lambda: held(place) >= HALFWAY, "the first half")
        assert peak_mib(running) - early < MOST_GROWTH_MIB
        began = time.monotonic()
        running.send(signal.SIGINT)
        assert running.wait() == 130
        assert time.monotonic() - began < NOT_HUNG_S
        assert "Traceback" not in running.said
        before = held(place)
        pages = len(list_pages(place))
        assert before < TICKETS
        again = place.start("sync")
        until(lambda: len(list_pages(place)) > pages + 5, "pages go on")
        early = peak_mib(again)
        until(lambda: held(place) >= TICKETS, "all of them")
        latest = peak_mib(again)
        until(lambda: place.value(UNSENT) == 0, "the note is there")
        assert again.wait(60) == 0, again.said
        assert place.value("SELECT progress FROM account") == ""
        asked = list_pages(place)
        whole = len(fake.state.tickets) // PAGE + 1
        assert asked[pages] != "", "it began again"
        assert len(asked) <= whole + 4, "pages were read twice"
        assert latest < MOST_MIB
        assert latest - early < MOST_GROWTH_MIB
        assert held(place) == len(fake.state.tickets)
        assert place.value(UNREAD_VIEWS) == 0
        found = [one for row in fake.state.tickets.values() for one in row.comments]
        assert [one["body"] for one in found].count(text) == 1
        assert fake.violations_of() == []
        place.expect_private()
        place.expect_no_other_host()


def test_views_are_read_at_once_and_not_again_a_moment_later(tmp_path: Path) -> None:
    with helpdesk(tmp_path) as place:
        place.run("sync")
        assert place.value(UNREAD_VIEWS) == 0
        read = view_pages(place)
        assert read
        place.run("sync")
        assert view_pages(place) == read
        place.clock.push(600)
        place.run("sync")
        assert len(view_pages(place)) > len(read)


def view_pages(place: Place) -> list[str]:
    """Return the views whose tickets were asked for, in order."""
    paths = [one.path for one in place.line.fake.requests]
    return [path for path in paths if re.fullmatch(r"/api/v2/views/\d+/tickets", path)]

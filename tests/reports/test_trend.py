"""The trend of a week: counts, changes, evidence, phrases, and nobody's personal data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import trend as drafting
from csr_desk.reports import trend, trend_mail, trend_pages
from csr_desk.reports.trend import Trend
from csr_desk.store import trend_words
from tests.desk import TestDesk
from tests.reports import trend_weeks
from tests.reports.trend_weeks import BEFORE, CARD, MONDAY, SECRET, THIS


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = trend_weeks.before(folder)
    trend_weeks.two_weeks(made)
    yield made
    made.store.close()
    made.heartbeat.close()


def of(world: TestDesk) -> Trend:
    desk = world.desk
    return trend.of_week(desk.store, desk.config, desk.agent_id, desk.now(), desk.zone)


def test_the_issues_are_counted_against_the_week_before(world: TestDesk) -> None:
    found = of(world)
    counted = {one.reason: (one.contacts, one.before, one.change) for one in found.issues}
    assert counted == {
        reason: (number, BEFORE.get(reason, 0), number - BEFORE.get(reason, 0))
        for reason, number in THIS.items()
    }
    assert found.issues[0].reason == "order/late"
    assert (found.contacts, found.before) == (sum(THIS.values()), sum(BEFORE.values()))
    assert found.monday == MONDAY


def test_a_week_that_is_not_over_says_how_far_the_one_before_was(world: TestDesk) -> None:
    early = of(world)
    assert not early.is_over
    assert [one.before_so_far for one in early.issues] == [one.before for one in early.issues]
    assert "by this hour of it" in " ".join(trend_mail.mail(early, world.desk.zone).split())
    world.wait(timedelta(days=7).total_seconds())
    desk = world.desk
    late = trend.of_week(desk.store, desk.config, desk.agent_id, desk.now(), desk.zone, on=MONDAY)
    assert late.is_over
    assert "by this hour" not in trend_mail.mail(late, world.desk.zone)


def test_evidence_is_the_latest_contacts_of_three_tickets(world: TestDesk) -> None:
    late = next(one for one in of(world).issues if one.reason == "order/late")
    newest = world.store.all(
        "SELECT i.id, t.reference FROM interaction i JOIN ticket t ON t.id = i.ticket_id"
        " JOIN wrap_up w ON w.interaction_id = i.id WHERE w.reason = 'order/late'"
        " ORDER BY i.id DESC LIMIT 3"
    )
    assert [(one.interaction, one.reference) for one in late.evidence] == newest


def test_other_is_looked_through_for_phrases(world: TestDesk) -> None:
    found = of(world)
    assert [(one.words.lower(), one.contacts) for one in found.recurring] == [
        ("gift card balance", 2)
    ]
    assert len(found.unlisted) == THIS["other/unlisted"]
    assert found.warnings[0].startswith("other is 2 of 8 contacts, more than 5 %")


def test_no_form_tells_a_person(world: TestDesk) -> None:
    found = of(world)
    for form in trend_pages.FORMATS.values():
        written = form(found, world.desk.zone)
        assert "gift card balance" in written.lower()
        for part in SECRET.split():
            assert part.lower() not in written.lower()


def test_the_fix_is_proposed_until_it_is_written(world: TestDesk) -> None:
    issue = of(world).issues[0]
    assert issue.fix == "Mend the cause: carrier stands behind 4 of 4 contacts."
    kept = drafting.write(world.desk, MONDAY, "order/late", f"Ask them. Card {CARD}.")
    assert CARD not in kept
    edited = of(world).issues[0]
    assert (edited.fix, edited.is_edited) == (kept, True)
    drafting.forget(world.desk, MONDAY, "order/late")
    assert of(world).issues[0] == issue
    assert [kind for kind in world.kinds() if kind.startswith("trend.")] == [
        "trend.written",
        "trend.forgotten",
    ]
    assert all(CARD not in str(row) for row in world.store.all("SELECT data FROM event"))


def test_remarks_belong_to_their_week(world: TestDesk) -> None:
    drafting.write(world.desk, MONDAY, trend_words.REMARKS, "A calm week.")
    assert of(world).remarks == "A calm week."
    assert trend_words.of_week(world.store, MONDAY - timedelta(days=7)) == {}


def test_what_cannot_be_written_is_refused(world: TestDesk) -> None:
    with pytest.raises(errors.Refused, match="is no Monday"):
        drafting.write(world.desk, MONDAY + timedelta(days=1), "order/late", "x")
    with pytest.raises(errors.Refused, match="more than 2,000"):
        drafting.write(world.desk, MONDAY, "order/late", "x" * 2_001)


class Tags(HTMLParser):
    """Which tags and attributes a page has, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = "<script>alert(1)</script> [x](http://e) `rm` *b* | \x1b[31m &amp; \u202e"


def test_foreign_words_are_no_markup_in_any_form(world: TestDesk) -> None:
    drafting.write(world.desk, MONDAY, "order/late", HOSTILE)
    drafting.write(world.desk, MONDAY, trend_words.REMARKS, f"1. {HOSTILE}\n- second line")
    found = of(world)
    page = Tags()
    page.feed(trend_pages.html(found, world.desk.zone))
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "br"),
        *("table", "tr", "td", "th", "ol", "ul", "li", "strong"),
    }
    assert page.attributes <= {"lang", "charset"}
    assert "<script>alert(1)</script>" in page.text
    marked = trend_pages.markdown(found, world.desk.zone)
    assert "\\<script\\>" in marked
    assert "\\[x\\]" in marked
    assert "\n1\\. " in marked
    assert "\n\\- second line" in marked
    for form in trend_pages.FORMATS.values():
        written = form(found, world.desk.zone)
        assert "\x1b" not in written
        assert "\u202e" not in written


def test_a_mail_has_narrow_lines(world: TestDesk) -> None:
    drafting.write(world.desk, MONDAY, "order/late", "Ask the carrier for more scans. " * 12)
    wide = ("CSAT", "85.00 % (17/20) 95 %: 63.96–94.76 %", "66.67 % (2/3) 95 %: 20.77–93.85 %")
    found = replace(of(world), figures=(("FCR, same issue, 7 days, provisional", "1", "2"), wide))
    mail = trend_mail.mail(found, world.desk.zone)
    assert mail.startswith("Subject: Weekly trend, 2026-11-23 to 2026-11-29: 8 contacts (+3)\n\n")
    assert max(len(line) for line in mail.splitlines()[1:]) <= trend_mail.WIDTH


def test_an_empty_week_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    world = TestDesk(tmp_path / "empty")
    found = of(world)
    assert (found.contacts, found.issues, found.recurring) == (0, (), ())
    for form in trend_pages.FORMATS.values():
        assert "unchanged" in form(found, world.desk.zone)
    world.store.close()
    world.heartbeat.close()

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from csr_desk.demo.customers import customer_rows
from csr_desk.demo.dice import Dice, mix
from csr_desk.demo.draws import LANGUAGES
from csr_desk.demo.people import ascii_name, person
from csr_desk.demo.plan import Plan
from csr_desk.demo.shifts import ShiftLine, past_shifts
from csr_desk.demo.sketch import sketch
from csr_desk.demo.tables import COLUMNS, Numbers
from csr_desk.demo.texts import phrasebook, table
from csr_desk.demo.tickets import ticket_rows
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel
from csr_desk.domain.taxonomy_file import default

instants = st.integers(min_value=946_684_800_000, max_value=4_102_444_800_000)
plans = st.builds(
    Plan,
    seed=st.integers(0, 2**32),
    tickets=st.integers(1, 2_000_000),
    now=instants.map(lambda at: at - at % 1_000),
)


@given(st.integers(0, 2**64), st.integers(0, 2**64))
def test_mix_is_64_bits_and_repeats(left: int, right: int) -> None:
    assert mix(left, right) == mix(left, right)
    assert 0 <= mix(left, right) < 2**64


@given(st.integers(), st.integers(-5, 5), st.integers(0, 50))
def test_between_stays_between(name: int, low: int, width: int) -> None:
    assert low <= Dice(name).between(low, low + width) <= low + width


@given(st.integers(), instants)
def test_uids_are_version_7_and_carry_their_instant(name: int, at: int) -> None:
    uid = Dice(name).uid(at)
    assert [len(part) for part in uid.split("-")] == [8, 4, 4, 4, 12]
    assert uid[14] == "7"
    assert uid[19] in "89ab"
    assert int(uid.replace("-", "")[:12], 16) == at


@given(plans, st.data())
def test_tickets_are_made_in_order_and_before_now(plan: Plan, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, plan.tickets))
    assert plan.now - plan.span - DAY <= plan.created(number) < plan.now
    assert plan.created(max(1, number - 1)) <= plan.created(number)
    found = plan.newest_before(plan.created(number))
    assert 1 <= found <= plan.tickets
    assert found == 1 or plan.created(found) <= plan.created(number)


@given(plans)
def test_shares_are_shares(plan: Plan) -> None:
    assert 0.2 <= plan.open_share <= 0.4
    assert plan.mine_share + plan.unassigned_share < 0.5
    assert plan.tickets * plan.open_share * plan.mine_share <= 111
    for number in (1, plan.tickets):
        assert 0 <= plan.open_chance(number) <= 1


@given(plans, st.data())
def test_sketches_are_pure(plan: Plan, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, plan.tickets))
    left, right = sketch(plan, number), sketch(plan, number)
    assert (left.customer, left.topic, left.status) == (right.customer, right.topic, right.status)
    assert 1 <= left.customer.number <= plan.customers


@given(plans)
def test_shift_lines_have_no_gap(plan: Plan) -> None:
    shift = next(past_shifts(plan))
    line = ShiftLine(plan, shift)
    contact = 0
    while line.wait():
        contact += 1
        line.handle(contact, list(Channel)[contact % len(Channel)])
    spans = line.close()
    assert spans[0].from_at == shift.started_at
    assert spans[-1].to_at == shift.ended_at
    assert all(one.to_at == two.from_at for one, two in pairwise(spans))
    assert all(one.to_at > one.from_at for one in spans)


def test_every_topic_has_a_reason_of_the_taxonomy() -> None:
    taxonomy = default()
    for code in LANGUAGES:
        for topic in phrasebook(code).topics:
            assert taxonomy.reason(topic.reason) is not None
            assert topic.subjects
            assert topic.answers


def test_names_of_every_language_have_a_latin_spelling() -> None:
    for code, names in table("names").items():
        for key in ("first", "last"):
            spelled = names.get(f"{key}_ascii", names[key])
            assert len(spelled) == len(names[key])
            assert all(ascii_name(name) for name in spelled), code


def test_addresses_are_one_customers_own() -> None:
    plan = Plan(3, 6_000, 1_795_424_400_000)
    addresses = [person(plan, number).email for number in range(1, plan.customers + 1)]
    assert len(set(addresses)) == len(addresses)


def test_rows_fit_their_columns() -> None:
    plan, numbers = Plan(1, 80, 1_795_424_400_000), Numbers()
    for source in (customer_rows(plan, numbers), ticket_rows(plan, numbers)):
        for name, row in source:
            assert len(row) == len(COLUMNS[name].split()), name


def _peak(rows: Iterator[object]) -> int:
    tracemalloc.start()
    for _ in rows:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_generating_takes_no_more_memory_for_more_tickets() -> None:
    now = 1_795_424_400_000
    list(ticket_rows(Plan(1, 60, now), Numbers()))  # warms the text tables
    huge = Plan(1, 1_000_000, now)
    rows = ticket_rows(huge, Numbers())
    assert _peak(next(rows) for _ in range(5_000)) < 3_000_000

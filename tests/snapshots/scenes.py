"""Every screen of the desk as a scene: the keys and events that lead to its picture."""

from csr_desk.actions import interaction, message, refund
from csr_desk.actions.recovery import Recovery
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.instants import MINUTE
from csr_desk.domain.models import AuthorKind, Channel
from csr_desk.store import timeline
from tests.fakes.helpdesk import GOOD, FakeConnector
from tests.screens.outbox_world import full
from tests.snapshots.stage import SMALL, TINY, Scene, Stage

_BOTH_THEMES = ("dark", "light")


async def queue(stage: Stage) -> None:
    """The first place, all open tickets."""
    await stage.press("3")


async def queue_filtered(stage: Stage) -> None:
    """Filtered by words and a fact, two marked."""
    await stage.press("3", "F")
    await stage.write("channel:email")
    await stage.press("enter", "x", "j", "j", "x", "k")


async def search(stage: Stage) -> None:
    """What a word finds: tickets, customers, responses."""
    await stage.press("/")
    await stage.write("refund")
    await stage.press("down")


async def _open(stage: Stage, channel: str = "email", place: int = 0) -> None:
    await stage.go("ticket", ticket_id=stage.ticket(channel, place))
    await stage.wait(95)


async def ticket_reading(stage: Stage) -> None:
    """A conversation to read."""
    await _open(stage)


async def ticket_reply(stage: Stage) -> None:
    """A reply in the composer."""
    await _open(stage)
    await stage.press("r")
    await stage.write("Hello Alice, your parcel left our depot this morning.")


async def ticket_note(stage: Stage) -> None:
    """An internal note in the composer."""
    await _open(stage)
    await stage.press("n")
    await stage.write("Depot says: back on the lorry tomorrow.")


async def ticket_popup(stage: Stage) -> None:
    """Responses offered while a name is typed."""
    await _open(stage)
    await stage.press("r")
    await stage.type("Hello, /re")


async def ticket_waiting(stage: Stage) -> None:
    """A reply that leaves in a few seconds."""
    await ticket_reply(stage)
    await stage.press("f10")
    await stage.wait(3)
    stage.app.clear_notifications()


async def held_reply(stage: Stage) -> None:
    """Somebody answered while the reply was written."""
    await ticket_reply(stage)
    stage.app.save_typed()
    message.receive(
        stage.desk,
        stage.ticket("email"),
        "I called the depot already, the parcel is found.",
        author="Maria Keller",
        author_kind=AuthorKind.AGENT,
    )
    await stage.press("f10")


async def canned(stage: Stage) -> None:
    """The responses for a ticket."""
    await _open(stage)
    await stage.press("g", "r", "j", "j")


async def articles(stage: Stage) -> None:
    """The articles, with the one under the cursor."""
    await stage.press("g", "k", "j")


async def article_edit(stage: Stage) -> None:
    """The form of an article."""
    await articles(stage)
    await stage.press("e")


async def canned_edit(stage: Stage) -> None:
    """The form of a response."""
    await canned(stage)
    await stage.press("e")


async def customer(stage: Stage) -> None:
    """The record of a customer with everything that happened."""
    await _open(stage)
    await stage.press("g", "c", "j")


async def customer_record(stage: Stage) -> None:
    """The fields of the record."""
    await customer(stage)
    await stage.press("tab")


async def refund_requests(stage: Stage) -> None:
    """A refund above the limit that waits for another person, over the record with its orders."""
    desk = stage.desk
    dearest = desk.store.one(
        "SELECT l.id, o.customer_id FROM order_line l JOIN customer_order o ON o.id = l.order_id"
        " WHERE o.currency = 'USD' ORDER BY l.unit_price DESC, l.id LIMIT 1"
    )
    assert dearest is not None
    refund.request(desk, dearest[0], "60", "arrived broken", confirmed="60")
    await stage.go("customer", customer_id=dearest[1])
    await stage.press("tab", "end", "g", "a")


async def customer_new(stage: Stage) -> None:
    """A new customer who may be known already."""
    await customer(stage)
    name = stage.desk.store.value("SELECT name FROM customer WHERE language = 'en' ORDER BY id")
    await stage.press("N")
    await stage.write(str(name))


async def caller(stage: Stage) -> None:
    """Who calls."""
    await stage.press("f5")
    await stage.type("ma")


async def caller_about(stage: Stage) -> None:
    """What the call is about."""
    await stage.press("f5")
    await stage.type("ma")
    await stage.press("enter")


async def _ended(stage: Stage, channel: Channel, place: int, seconds: int) -> int:
    number = stage.ticket("email", place)
    one = interaction.open_contact(stage.desk, number, channel)
    await stage.wait(seconds)
    interaction.end(stage.desk, one.id)
    return one.id


async def wrap_up(stage: Stage) -> None:
    """The strip as it comes up."""
    number = await _ended(stage, Channel.PHONE, 0, 312)
    await stage.wait(20)
    await stage.go("wrap_up", interaction_id=number)


async def wrap_up_half(stage: Stage) -> None:
    """The strip with reason and outcome, the tags open."""
    await wrap_up(stage)
    await stage.press("o", "l", "r", "tab")


async def unlogged(stage: Stage) -> None:
    """Several contacts that wait, one of them for long."""
    for place, channel in enumerate((Channel.PHONE, Channel.CHAT, Channel.IN_PERSON)):
        number = await _ended(stage, channel, place, 240 + 60 * place)
        interaction.park(stage.desk, number)
        await stage.wait(700 - 300 * place)
    await stage.press("g", "w")


async def log(stage: Stage) -> None:
    """The contacts of a day."""
    await stage.press("g", "l", "[", "j")


async def log_correction(stage: Stage) -> None:
    """A wrap-up that is corrected."""
    await log(stage)
    await stage.press("c")


async def help_page(stage: Stage) -> None:
    """The keys of the ticket."""
    await _open(stage)
    await stage.press("f1")


async def palette(stage: Stage) -> None:
    """The commands by name."""
    await stage.press("ctrl+p")
    await stage.type("st")


async def choose(stage: Stage) -> None:
    """A choice by its letter."""
    await stage.press("f12")


async def confirm(stage: Stage) -> None:
    """A question before many tickets are changed."""
    await stage.press("3", "x", "j", "x", "!", "u")


async def leaving(stage: Stage) -> None:
    """What leaving now would leave undone."""
    await ticket_waiting(stage)
    await stage.press("ctrl+q")


async def toast(stage: Stage) -> None:
    """A refusal with its reason."""
    await stage.press("f9")


async def welcome(stage: Stage) -> None:
    """The first start."""


async def connect(stage: Stage) -> None:
    """The address of a helpdesk, with what is wrong with it."""
    connector = FakeConnector(stage.desk.places)
    stage.app.make_connector = lambda: connector
    await stage.press("c", "z")
    await stage.write("acme.example")
    await stage.press("enter")


async def connected(stage: Stage) -> None:
    """Who signed in, before the account is kept."""
    connector = FakeConnector(stage.desk.places)
    stage.app.make_connector = lambda: connector
    await stage.press("c", "z")
    await stage.write("acme")
    await stage.press("enter", "t")
    await stage.write("robin@example.com")
    await stage.press("enter")
    await stage.write(GOOD)
    await stage.press("enter")
    await stage.app.workers.wait_for_complete()


async def recovery(stage: Stage) -> None:
    """The question after a crash."""
    await _open(stage)
    interaction.open_contact(stage.desk, stage.ticket("email", 1), Channel.PHONE)
    await stage.wait(300)
    running = timeline.focused(stage.desk.store)
    stage.app.ask_recovery(Recovery(running, stage.desk.now() - 4 * MINUTE, "crash"))


async def lock(stage: Stage) -> None:
    """Nothing of the customers."""
    await stage.press("L")


async def idle(stage: Stage) -> None:
    """An idle keyboard during a contact."""
    await _open(stage)
    stage.app.ask_idle(IdleSignal.TRIM)
    await stage.wait(420)


async def empty_queue(stage: Stage) -> None:
    """A store without tickets."""


async def empty_log(stage: Stage) -> None:
    """A day without contacts."""
    await stage.press("g", "l")


async def nothing_to_log(stage: Stage) -> None:
    """A wrap-up without contacts that wait."""
    await stage.go("wrap_up")


async def outbox(stage: Stage) -> None:
    """One change in every state, a held reply chosen."""
    full(stage.desk)
    await stage.press("g", "o", "j")
    stage.app.tick()


async def tasks(stage: Stage) -> None:
    """Overdue, today and later, a callback chosen."""
    await stage.press("g", "f", "j")


async def follow_up_form(stage: Stage) -> None:
    """A callback being arranged from the queue."""
    await stage.press("b", *"tomorrow 10")


async def _counted(stage: Stage) -> None:
    await stage.app.workers.wait_for_complete()
    await stage.pilot.pause()
    await stage.pilot.pause()


async def report(stage: Stage) -> None:
    """The figures of a week, beside them what the week before had."""
    await stage.press("W")
    await _counted(stage)
    await stage.press("left", "c")
    await _counted(stage)
    await stage.press(*["j"] * 9)  # down to the handle time


async def report_behind(stage: Stage) -> None:
    """The contacts behind a figure."""
    await report(stage)
    await stage.press("enter")


async def report_plot(stage: Stage) -> None:
    """How long contacts took."""
    await report(stage)
    if stage.app.size.width < 112:
        await stage.press("p")


async def report_reasons(stage: Stage) -> None:
    """What they were about, the most frequent first."""
    await report(stage)
    wide = stage.app.size.width >= 112
    await stage.press(*["p"] * (3 if wide else 4))


async def escalate(stage: Stage) -> None:
    """The form of an escalation, its summary filled in."""
    await _open(stage)
    await stage.press("e", "enter")
    await stage.write("billing case")


async def identity(stage: Stage) -> None:
    """How an identity was checked."""
    await _open(stage)
    await stage.press("v")


async def macro(stage: Stage) -> None:
    """The macros, with what the chosen one would change on the open ticket."""
    await _open(stage)
    await stage.press("m")
    await stage.write("late")


async def macro_many(stage: Stage) -> None:
    """What a macro would do on three marked tickets, and which it leaves out."""
    await stage.press("3", "x", "j", "x", "j", "x", "m")
    await stage.write("solved")


async def macro_edit(stage: Stage) -> None:
    """A macro of the agent's own to be changed."""
    await stage.press("m")
    await stage.write("damaged")
    await stage.press("f4")


SCENES = (
    Scene("queue", queue, themes=_BOTH_THEMES),
    Scene("queue-filtered", queue_filtered),
    Scene("search", search),
    Scene("ticket", ticket_reading, themes=_BOTH_THEMES),
    Scene("ticket-reply", ticket_reply, themes=_BOTH_THEMES),
    Scene("ticket-note", ticket_note, themes=_BOTH_THEMES),
    Scene("ticket-popup", ticket_popup),
    Scene("ticket-waiting", ticket_waiting),
    Scene("held-reply", held_reply),
    Scene("canned", canned),
    Scene("canned-edit", canned_edit),
    Scene("articles", articles),
    Scene("article-edit", article_edit),
    Scene("macro", macro, themes=_BOTH_THEMES),
    Scene("macro-many", macro_many),
    Scene("macro-edit", macro_edit),
    Scene("outbox", outbox),
    Scene("tasks", tasks),
    Scene("follow-up-form", follow_up_form),
    Scene("customer", customer),
    Scene("customer-record", customer_record),
    Scene("customer-new", customer_new),
    Scene("refund-requests", refund_requests),
    Scene("caller", caller),
    Scene("caller-about", caller_about),
    Scene("wrap-up", wrap_up, themes=_BOTH_THEMES),
    Scene("wrap-up-half", wrap_up_half, themes=_BOTH_THEMES),
    Scene("unlogged", unlogged),
    Scene("log", log),
    Scene("log-correction", log_correction),
    Scene("help", help_page),
    Scene("palette", palette),
    Scene("choose", choose, sizes=(SMALL,)),
    Scene("confirm", confirm, sizes=(SMALL,)),
    Scene("leaving", leaving, sizes=(SMALL,)),
    Scene("toast", toast, sizes=(SMALL,)),
    Scene("welcome", welcome, first="welcome", empty=True),
    Scene("connect", connect, first="welcome", empty=True, sizes=(SMALL,)),
    Scene("connected", connected, first="welcome", empty=True, sizes=(SMALL,)),
    Scene("report", report, themes=_BOTH_THEMES),
    Scene("report-behind", report_behind),
    Scene("report-plot", report_plot, themes=_BOTH_THEMES),
    Scene("report-reasons", report_reasons),
    Scene("recovery", recovery),
    Scene("escalate", escalate),
    Scene("identity", identity),
    Scene("lock", lock),
    Scene("idle", idle),
    Scene("empty-queue", empty_queue, empty=True, sizes=(SMALL,)),
    Scene("empty-log", empty_log, empty=True, sizes=(SMALL,)),
    Scene("nothing-to-log", nothing_to_log, empty=True, sizes=(SMALL,)),
    Scene("too-small", queue, sizes=(TINY,)),
)

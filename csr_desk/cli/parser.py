"""The command line: which verbs there are, and the options all of them take."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from csr_desk import __version__, errors

PROGRAM = "csr-desk"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the module of csr_desk.cli that carries it out, one sentence, one example."""

    module: str
    summary: str
    example: str


_REPORT = "Give the figures of a shift, a day, a week, a month or a range, or the weekly trend."
VERBS: Mapping[str, Verb] = {
    "queue": Verb(
        "lists", "List the tickets of a view, in queue order.", "queue --view unassigned"
    ),
    "find": Verb("lists", "Find tickets, customers, responses and articles.", 'find "late parcel"'),
    "show": Verb("show", "Show everything on one ticket or customer.", "show 4711"),
    "new": Verb(
        "tickets",
        "Make a ticket, and its customer when they are new.",
        'new --channel email --customer ann@example.com --subject "Late parcel" --body -',
    ),
    "start": Verb(
        "contacts",
        "Begin a contact and give it the clock.",
        "start --customer +4930123456 --channel phone",
    ),
    "hold": Verb("contacts", "Put the contact on hold.", "hold"),
    "resume": Verb("contacts", "Take the contact back from hold.", "resume"),
    "end": Verb("contacts", "End the contact: after-call work begins.", "end"),
    "focus": Verb("contacts", "Give another open contact the clock.", "focus 12"),
    "wrap": Verb(
        "wrap",
        "Wrap a contact up; that logs it.",
        "wrap --reason order/late --outcome resolved --cause carrier --tag parcel",
    ),
    "reply": Verb(
        "messages",
        "Send a public reply to the customer.",
        "reply 4711 --canned delay --status pending",
    ),
    "note": Verb("messages", "Add an internal note.", 'note 4711 "Asked the carrier."'),
    "ticket": Verb(
        "ticket",
        "Change, merge or link a ticket: status, priority, assignee, group, tags.",
        "ticket 4711 --status pending --assign me --tag +parcel,-new",
    ),
    "macro": Verb(
        "macro",
        "Run a macro on a ticket, or say what it would change.",
        "macro 4711 Late --dry-run",
    ),
    "follow-up": Verb(
        "follow_up",
        "Add, list, move, drop or finish what is to be done later.",
        'follow-up add "tomorrow 10" "Ask the carrier" --ticket 4711',
    ),
    "pop": Verb(
        "pop",
        "Show a caller in the open desk, or print who it is.",
        "pop --from +4930123456",
    ),
    "escalate": Verb(
        "handing",
        "Send a case to a higher tier or team; you stay the customer's contact.",
        'escalate 4711 --tier T2 --reason defect --summary "It smokes, new plug did not help."',
    ),
    "transfer": Verb(
        "handing",
        "Give a case to another team or person.",
        'transfer 4711 --to "Accounts Receivable" --reason "billing case" --warm',
    ),
    "shift": Verb(
        "shift",
        "Begin, show or end the shift, set the state, print the handover.",
        "shift state LUNCH",
    ),
    "log": Verb("log", "List the contacts, newest first.", "log --since today --json"),
    "report": Verb("report", _REPORT, "report week --compare --xlsx week.xlsx"),
    "import": Verb(
        "importing",
        "Take in tickets, customers, orders, texts or answers to surveys from files.",
        "import tickets.csv orders.xlsx --dry-run",
    ),
    "demo": Verb("demo", "Open the desk on a sample store of its own.", "demo --tickets 300"),
    "sync": Verb("sync", "Carry changes to the helpdesks and fetch theirs.", "sync --watch"),
    "outbox": Verb(
        "outbox",
        "List what is on its way to a helpdesk; retry, drop, edit it.",
        "outbox retry 0192f3",
    ),
    "conflicts": Verb(
        "conflicts",
        "List fields that both sides changed, and choose a side.",
        "conflicts resolve 3 mine",
    ),
    "account": Verb(
        "account",
        "Set up, list, check or remove the accounts of helpdesks.",
        "account add work --backend zendesk --url https://example.zendesk.com --client-id desk",
    ),
    "customer": Verb(
        "customers",
        "Merge two customers, export or erase what is kept on a person.",
        "customer export 12 --out person-12.json",
    ),
    "backup": Verb("store", "Write a checked copy of the store.", "backup before-import.db"),
    "restore": Verb("store", "Put a backup in place of the store.", "restore before-import.db"),
    "verify": Verb(
        "store", "Check engine, file, event chain, timeline and counts of the store.", "verify"
    ),
    "encrypt": Verb(
        "encrypt", "Encrypt the store and its backups, with the key in the keyring.", "encrypt"
    ),
    "decrypt": Verb("encrypt", "Make the encrypted store and its backups plain again.", "decrypt"),
    "doctor": Verb("doctor", "Say what is set up, what is wrong and what mends it.", "doctor"),
    "keys": Verb(
        "keys", "List every command with its key, or name a key you press.", "keys --press"
    ),
    "bench": Verb("bench", "Run the benchmark against its limits and peers.", "bench --quick"),
}


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of the desk."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage with what argparse complains of."""
        raise errors.Usage(message, f"Run `{self.prog} --help` to see how it is used.")


def split(arguments: list[str]) -> argparse.Namespace:
    """Return the common options, the `verb`, and in `rest` what belongs to the verb."""
    parser = Parser(
        prog=PROGRAM,
        description="The desk of a customer-service agent; without a verb the full screen opens.",
        epilog="verbs:\n" + _verb_list() + f"\n\n`{PROGRAM} VERB --help` tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=f"{PROGRAM} [--data DIR] [--config FILE] [VERB …]",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"csr-desk {__version__}")
    _add_common(parser, default=None)
    parser.add_argument("verb", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    if found.verb is None:
        raise errors.Usage("no verb is given", f"The verbs are: {', '.join(VERBS)}.")
    if found.verb not in VERBS:
        from csr_desk.domain.toml_table import did_you_mean

        near = did_you_mean(found.verb, VERBS)
        raise errors.Usage(
            f"there is no verb {found.verb}.{near}", f"The verbs are: {', '.join(VERBS)}."
        )
    return found


def of_verb(name: str) -> Parser:
    """Return the parser of a verb with the common options; its module adds the rest."""
    verb = VERBS[name]
    parser = Parser(
        prog=f"{PROGRAM} {name}",
        description=verb.summary,
        epilog=f"example:\n  {PROGRAM} {verb.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_common(parser, default=argparse.SUPPRESS)
    return parser


def _add_common(parser: Parser, *, default: str | None) -> None:
    parser.add_argument("--data", metavar="DIR", default=default, help="the folder of the store")
    parser.add_argument("--config", metavar="FILE", default=default, help="the file of settings")
    parser.add_argument(
        "--json",
        action="store_true",
        default=default if default is not None else False,
        help="print one JSON document",
    )


def _verb_list() -> str:
    width = max(map(len, VERBS))
    return "\n".join(f"  {name:<{width}}  {verb.summary}" for name, verb in VERBS.items())

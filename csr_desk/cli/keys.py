"""`keys`: every command with its key; `keys --press` names the keys that reach the program."""

from csr_desk import keymap
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.commands import registry


def arguments(verb: str, parser: Parser) -> None:
    """Add the option that reads keys."""
    parser.add_argument("--press", action="store_true", help="name the keys you press")


def run(context: Context) -> int:
    """Print the keys as they are today, with the agent's own changes."""
    source = str(context.config.source or "")
    chosen = keymap.make(context.config.keys, source)
    if context.options.press:
        from csr_desk.cli import press

        return press.run(context.out, chosen)
    rows = [(row, chosen.of(row.id)) for row in registry.rows()]
    if context.out.as_json:
        context.out.document(
            [
                {
                    "id": row.id,
                    "keys": list(keys),
                    "title": row.title,
                    "doc": row.doc,
                    "group": row.group,
                    "places": list(row.places),
                }
                for row, keys in rows
            ]
        )
        return 0
    lines = [(row.id, ", ".join(map(keymap.shown, keys)), row.title) for row, keys in rows]
    context.out.table(("COMMAND", "KEYS", "TITLE"), lines)
    return 0

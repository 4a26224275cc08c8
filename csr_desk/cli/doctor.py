"""`doctor`: what is set up, what is wrong, and the command that mends it. Nothing is changed."""

from csr_desk.cli import encryption_finding, findings, findings_accounts, findings_store
from csr_desk.cli.context import Context
from csr_desk.cli.finding import Finding
from csr_desk.cli.parser import Parser


def arguments(verb: str, parser: Parser) -> None:
    """Add nothing: doctor looks at everything."""


def run(context: Context) -> int:
    """Print what was found; 1 when something is wrong."""
    places, machine = context.places, context.environment.machine
    found: list[Finding] = [
        *findings.versions(),
        findings.data_folder(places),
        findings.modes(places),
        *findings.settings(places, machine.now().year),
        encryption_finding.encryption(context),
        *findings_store.store(places, machine),
        findings_store.backups(places, machine),
        findings_store.disk(places),
        *findings_accounts.every(context),
        findings.terminal(context.environment.variables),
        findings.keyring(),
    ]
    ok = all(one.ok for one in found)
    if context.out.as_json:
        rows = [
            {"name": one.name, "ok": one.ok, "detail": one.detail, "mend": one.mend}
            for one in found
        ]
        context.out.document({"ok": ok, "checks": rows})
        return 0 if ok else 1
    for one in found:
        context.out.say(f"{'ok   ' if one.ok else 'WRONG'}  {one.name:<13}{one.detail}")
        if one.mend:
            context.out.say(f"       {'':<13}→ {one.mend}")
    return 0 if ok else 1

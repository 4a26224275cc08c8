"""`account`: set up the accounts of helpdesks, list, check and remove them."""

from csr_desk import accounts, errors
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser

ACTS = ("add", "list", "check", "remove", "allow-deletions")
_OF_ADD = ("backend", "url", "auth", "email", "client_id", "token_stdin", "insecure_file", "paste")


def arguments(verb: str, parser: Parser) -> None:
    """Add the act and what a new account needs; a secret is never among it."""
    acts = "|".join(ACTS)
    parser.add_argument("act", metavar=acts, choices=ACTS, nargs="?", default="list")
    parser.add_argument("name", metavar="NAME", nargs="?", help="what the desk calls the account")
    new = parser.add_argument_group("with add")
    new.add_argument("--backend", metavar="B", help="zendesk, freshdesk, local or a plugin")
    new.add_argument("--url", metavar="URL", help="such as https://example.zendesk.com")
    new.add_argument(
        "--auth",
        choices=accounts.WAYS,
        help="by browser, or with a token: by default zendesk oauth, others token",
    )
    new.add_argument("--email", metavar="E", help="the agent a token of zendesk belongs to")
    new.add_argument("--client-id", metavar="ID", help="of the OAuth client an admin has made")
    new.add_argument("--paste", action="store_true", help="paste the code, as over ssh")
    new.add_argument(
        "--token-stdin", action="store_true", help="the token or key is the line on stdin"
    )
    new.add_argument(
        "--insecure-file",
        action="store_true",
        help="without a keyring: keep the secret in a file only you can read",
    )
    parser.add_argument("--force", action="store_true", help="with remove: give up what is unsent")


def run(context: Context) -> int:
    """Do it and print what came of it; Usage for an option of another act."""
    options = context.options
    if options.act != "add" and any(getattr(options, name) for name in _OF_ADD):
        raise errors.Usage(f"account {options.act} takes none of the options of `account add`")
    if options.act != "remove" and options.force:
        raise errors.Usage(f"account {options.act} takes no --force")
    if (options.name is None) != (options.act == "list"):
        told = "takes no NAME" if options.act == "list" else "needs the NAME of an account"
        raise errors.Usage(f"account {options.act} {told}")
    # Deferred: each act needs modules the others do not.
    if options.act == "add":
        from csr_desk.cli import account_add

        return account_add.run(context)
    from csr_desk.cli import account_kept

    acts = {
        "list": account_kept.listed,
        "check": account_kept.check,
        "remove": account_kept.remove,
        "allow-deletions": account_kept.allow_deletions,
    }
    return acts[options.act](context)

"""`account add`: everything is checked first, the sign-in is tried, then the account is kept."""

import sys

from csr_desk import accounts, errors, secrets
from csr_desk.accounts import Checked, Connector, Draft
from csr_desk.actions import helpdesks
from csr_desk.cli import ask
from csr_desk.cli.connector import connector, known_backends
from csr_desk.cli.context import Context
from csr_desk.config import AccountConfig
from csr_desk.secrets import Secret

TOKENS = (
    f"Zendesk's API tokens stop on {accounts.TOKENS_END}: sign in by browser (--auth oauth) before."
)
_OPTIONS = "Run `csr-desk account --help` for the options."


def run(context: Context) -> int:
    """Set an account up, or sign in anew to one that is there; print who signed in and how."""
    known = context.config.accounts.get(context.options.name)
    draft = _draft(context, known)
    if known is None:
        _expect_new(context, draft)
    else:
        _expect_same(context, known)
    if draft.backend == accounts.LOCAL:
        return _told(context, draft, connector(context).keep(draft), None)
    _expect_way(context, draft)
    token = _token(context, draft)
    problem = accounts.sign_in_problem(draft, by_browser=token is None, ways=accounts.WAYS)
    if problem:
        raise errors.Usage(problem.rstrip("."), _OPTIONS)
    if draft.auth == accounts.TOKEN and draft.backend == accounts.ZENDESK:
        context.out.note(TOKENS)
    return _signed_in(context, draft, token)


def _signed_in(context: Context, draft: Draft, token: Secret | None) -> int:
    """Sign in, keep what came of it, and say it; an account that could not be asked is kept too."""
    found = connector(context)
    unasked: errors.DeskError | None = None
    checked = None
    try:
        if token is None:
            _by_browser(context, draft, found)
        else:
            found.use_token(draft, token)
        try:
            checked = found.check(draft)
        except (errors.Unreachable, errors.Busy) as error:
            unasked = error
        place = _kept(context, draft, found)
    finally:
        found.cancel()
    if context.places.database.exists():
        with context.desk() as desk:
            helpdesks.go_on(desk.store, draft.name)
    if unasked is not None:
        raise type(unasked)(
            f"the account {draft.name} is set up, but its sign-in could not be checked:"
            f" {unasked.message}",
            f"Run `csr-desk account check {draft.name}` when it can be reached.",
        )
    return _told(context, draft, place, checked)


def _kept(context: Context, draft: Draft, found: Connector) -> str:
    """Keep the account; without a keyring in a file, when the agent agrees."""
    insecure = context.options.insecure_file
    try:
        return found.keep(draft, insecure_file=insecure)
    except errors.SignInNeeded as error:
        if insecure:
            raise
        question = f"{error.message}. Keep the secret in a file only you can read?"
        if ask.has_terminal() and ask.agreed(question):
            return found.keep(draft, insecure_file=True)
        hint = "Say --insecure-file, set token_command in the settings, or unlock the keyring."
        raise errors.SignInNeeded(error.message, hint) from error


def _draft(context: Context, known: AccountConfig | None) -> Draft:
    options = context.options
    if known is not None:
        return Draft(known.name, known.backend, known.url, known.auth, known.email, known.client_id)
    if options.backend is None:
        raise errors.Usage(
            "account add needs --backend", f"The backends are: {', '.join(known_backends())}."
        )
    return Draft(
        options.name,
        options.backend,
        accounts.clean_url(options.url or ""),
        options.auth or "",
        options.email or "",
        options.client_id or "",
    )


def _expect_new(context: Context, draft: Draft) -> None:
    """Raise Usage for what is wrong with a new account, before anybody is asked for a secret."""
    backends = known_backends()
    if draft.backend not in backends:
        raise errors.Usage(
            f"there is no backend {draft.backend}", f"The backends are: {', '.join(backends)}."
        )
    problem = accounts.name_problem(draft.name, draft.backend, context.config.accounts)
    problem = problem or accounts.url_problem(draft.backend, context.options.url or "")
    if problem:
        raise errors.Usage(problem.rstrip("."), "Nothing was kept.")


def _expect_way(context: Context, draft: Draft) -> None:
    """Raise Usage for a way of signing in that the helpdesk does not have."""
    ways = connector(context).ways(draft)
    problem = accounts.sign_in_problem(draft, by_browser=False, ways=ways)
    if problem and draft.auth not in ways:
        raise errors.Usage(problem.rstrip("."), _OPTIONS)


def _expect_same(context: Context, known: AccountConfig) -> None:
    """Raise Refused when an account that is there is named with other values."""
    for name in ("backend", "url", "auth", "email", "client_id"):
        given = getattr(context.options, name)
        if given is not None and accounts.clean_url(given) != getattr(known, name):
            raise errors.Refused(
                f"there is an account {known.name} already, with another {name.replace('_', ' ')}",
                f"`csr-desk account add {known.name}` signs in to it anew; to change it, remove it"
                " first or edit the settings.",
            )


def _token(context: Context, draft: Draft) -> Secret | None:
    """Return the token from stdin, the environment, a command or a prompt; None for a browser.

    Raises SignInNeeded for a text that cannot be one: it is never sent.
    """
    name = accounts.secret_words(draft.backend)
    if context.options.token_stdin:
        found = ask.piped_secret()
        if found is None:
            raise errors.Usage(f"there is no {_within(name)} on stdin", "Pipe it in, one line.")
        return _sound(draft, found)
    known = context.config.accounts.get(draft.name)
    command = known.token_command if known else ()
    variable = secrets.variable_of(draft.name)
    given = secrets.given(command, context.environment.variables, variable)
    if given is not None:
        return _sound(draft, given)
    if draft.auth == accounts.OAUTH:
        return None
    typed = None
    if ask.has_terminal():
        if draft.backend == accounts.FRESHDESK:
            context.out.note(accounts.KEY_PLACE)
        typed = ask.secret(f"{name} for {draft.name} (it is not shown):")
    if typed is None:
        told = f"there is no {_within(name)} for {draft.name}"
        raise errors.SignInNeeded(told, f"Use --token-stdin, or set {variable}.")
    return _sound(draft, typed)


def _sound(draft: Draft, found: Secret) -> Secret:
    problem = accounts.secret_problem(draft.backend, found.reveal())
    if problem:
        source = f" It came from {found.source}." if found.source else ""
        raise errors.SignInNeeded(problem.rstrip("."), f"Nothing was kept.{source}")
    return found


def _within(name: str) -> str:
    """Return the name of a secret as it stands within a sentence."""
    return name if name[:2].isupper() else name.lower()


def _by_browser(context: Context, draft: Draft, found: Connector) -> None:
    paste = context.options.paste
    url = found.begin_sign_in(draft, paste=paste)
    context.out.note("Open this address in a browser and allow the desk to work for you:")
    # The address goes out whole: a line that were cut could not be opened.
    sys.stderr.write(f"\n  {url}\n\n")
    if not paste:
        context.out.note("The desk waits for the browser. Over ssh: Ctrl+C, then add --paste.")
        found.finish()
        return
    context.out.note("Then copy the address of the page it ends on; the page itself may be empty.")
    code = ask.answer("Paste it here:") if ask.has_terminal() else sys.stdin.readline().strip()
    if not code:
        raise errors.SignInNeeded("no code was pasted", "Run it again when you have one.")
    found.finish(code)


def _told(context: Context, draft: Draft, place: str, checked: Checked | None) -> int:
    is_known = draft.name in context.config.accounts
    words = [f"The account {draft.name} is set up."]
    if checked is not None:
        words += [checked.words, *checked.remarks]
        words.append(f"Its secret comes from {place}.")
        opened = "goes on by itself" if is_known else "takes it up when it is opened again"
        words.append(f"`csr-desk sync` fetches its tickets; a desk that is open {opened}.")
    context.out.answer(
        {
            "account": draft.name,
            "backend": draft.backend,
            "url": draft.url,
            "auth": draft.auth if checked else None,
            "secret": place or None,
            "who": checked.who if checked else None,
            "role": checked.role if checked else None,
        },
        "\n".join(words),
    )
    return 0

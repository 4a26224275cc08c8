"""`encrypt`, `decrypt`: the store and its backups under a key, or plain again."""

from dataclasses import replace

from csr_desk import errors, secrets
from csr_desk.actions import encryption, unlocking
from csr_desk.actions.encryption import Remade
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.secrets import Secret
from csr_desk.store import cipher

_WRITE_DOWN = (
    "Write this recovery code down and keep it away from this machine: without the key nobody can"
    " read the store, and it is not shown again."
)
_NO_PLACE = (
    "Make a key with `csr-desk encrypt --new-key`, keep it where only you can read it, name the"
    f" command that prints it as key_command in [store] of the settings (or set {cipher.VARIABLE}),"
    " and run `csr-desk encrypt` again."
)


def arguments(verb: str, parser: Parser) -> None:
    """Add what `encrypt` may be asked for beside encrypting."""
    if verb == "encrypt":
        other = parser.add_mutually_exclusive_group()
        other.add_argument(
            "--new-key", action="store_true", help="print a fresh key and change nothing"
        )
        other.add_argument(
            "--keep-key",
            action="store_true",
            help=f"keep the key of {cipher.VARIABLE} or key_command in the keyring",
        )


def run(context: Context) -> int:
    """Do it and print what came of it."""
    if context.verb == "decrypt":
        return _decrypt(context)
    if context.options.new_key:
        code = cipher.recovery_code(_fresh_key(context))
        context.out.answer({"key": code}, code)
        return 0
    return _encrypt(context)


def _fresh_key(context: Context) -> Secret:
    return Secret(context.environment.random_bytes(cipher.KEY_BYTES).hex())


def _encrypt(context: Context) -> int:
    places, out = context.places, context.out
    if cipher.is_encrypted(places.database):
        context.unlock()
    else:
        _make_ready(context)
    given = unlocking.given_key(context.config, context.environment.variables)
    name = unlocking.name_of(places)
    key = cipher.key_in_use() if cipher.is_encrypted(places.database) else given
    if key is None:
        key = _kept_key(context, name)
    done = encryption.encrypt(places, key)
    if context.options.keep_key and given is not None:
        secrets.keep(name, given)
        key = Secret(given.reveal(), secrets.IN_KEYRING)
    state = "is encrypted now" if done.store else "was encrypted already"
    words = [f"{places.database} {state}; its key comes from {key.source}.", _told(done)]
    document = {"store": str(places.database), "key_from": key.source} | _document(done)
    if done.store and given is None:
        document["recovery_code"] = cipher.recovery_code(key)
        words += [_WRITE_DOWN, f"  {cipher.recovery_code(key)}"]
    out.answer(document, "\n".join(filter(None, words)))
    _note_left(context, done, "plain")
    return 0


def _make_ready(context: Context) -> None:
    """Open the plain store once: it is made, checked and brought to the present schema."""
    config = context.config
    context.config = replace(config, store=replace(config.store, encrypted=False))
    with context.desk():
        pass


def _kept_key(context: Context, name: str) -> Secret:
    """Return the key the keyring has for this store, or a fresh one that it has from now on."""
    try:
        kept = secrets.from_keyring(name)
        if kept is not None:
            return cipher.parse(kept)
        fresh = _fresh_key(context)
        secrets.keep(name, fresh)
    except errors.SignInNeeded as error:
        told = f"there is no place for the key: {error.message}; the store was not changed"
        raise errors.SignInNeeded(told, _NO_PLACE) from error
    return Secret(fresh.reveal(), secrets.IN_KEYRING)


def _decrypt(context: Context) -> int:
    places = context.places
    context.require_store()
    copies = tuple(places.backups.glob("*.db"))
    if not any(map(cipher.is_encrypted, (places.database, *copies))):
        raise errors.Refused(f"{places.database} is not encrypted")
    context.unlock(*copies)
    done = encryption.decrypt(places)
    words = [
        f"{places.database} is plain now; only its mode 0600 keeps others from it.",
        _told(done),
        "The key stays where it is: other copies of the store may need it.",
    ]
    document = {"store": str(places.database)} | _document(done)
    context.out.answer(document, "\n".join(filter(None, words)))
    if context.config.store.encrypted:
        context.out.note(f"Take `encrypted = true` out of {places.config}, or the desk stays shut.")
    _note_left(context, done, "encrypted")
    return 0


def _told(done: Remade) -> str:
    many = "backup was" if done.backups == 1 else "backups were"
    return f"{done.backups} {many} written anew." if done.backups else ""


def _document(done: Remade) -> dict[str, object]:
    return {"backups": done.backups, "left": [str(path) for path in done.left]}


def _note_left(context: Context, done: Remade, form: str) -> None:
    for path in done.left:
        context.out.note(f"{path} is still {form}: remove it when you no longer need it.")

"""A connector without a network: it signs in, says who it is, and keeps secrets in a dictionary."""

from dataclasses import dataclass, field
from threading import Event

from csr_desk import accounts, config_write
from csr_desk.accounts import LOCAL, Checked, Draft
from csr_desk.config import AccountConfig
from csr_desk.errors import DeskError, SignInNeeded, Unreachable
from csr_desk.paths import Places
from csr_desk.secrets import Secret

GOOD = "good-token"
CODE = "http://127.0.0.1/callback?code=abc&state=xyz"
URL = "https://acme.zendesk.com/oauth/authorizations/new?client_id=desk"
ROBIN = Checked("Robin Vale", "robin@example.com", "agent", ("public replies",), "400 per minute")


@dataclass
class FakeConnector:
    """Implements csr_desk.accounts.Connector and Keeper over a settings file."""

    places: Places
    kept: dict[str, str] = field(default_factory=dict)
    is_offline: bool = False
    problem: DeskError | None = None
    acts: list[str] = field(default_factory=list)
    browser: Event = field(default_factory=Event)
    seen: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ("freshdesk", "local", "zendesk")
    asked: int = 0
    plugin_ways: tuple[str, ...] = (accounts.TOKEN,)
    _secret: Secret | None = None

    # signing in -----------------------------------------------------------------------------

    def backends(self) -> tuple[str, ...]:
        return self.names

    def ways(self, draft: Draft) -> tuple[str, ...]:
        known = accounts.ways_of(draft.backend)
        return self.plugin_ways if known is None else known

    def begin_sign_in(self, draft: Draft, *, paste: bool) -> str:
        self.acts.append(f"begin {'paste' if paste else 'browser'}")
        return URL

    def finish(self, code: str = "") -> None:
        self.acts.append(f"finish {code}".strip())
        if not code:
            self.browser.wait(10)
        elif code != CODE:
            raise SignInNeeded("the code is not the one that was asked for", "Begin again.")
        self._secret = Secret(GOOD)

    def use_token(self, draft: Draft, token: Secret) -> None:
        self._secret = token

    def check(self, draft: Draft | AccountConfig) -> Checked:
        self.asked += 1
        if isinstance(draft, AccountConfig):
            self._secret = Secret(self.kept.get(draft.name, ""))
        if self.problem is not None:
            raise self.problem
        if self.is_offline:
            raise Unreachable("acme.zendesk.com cannot be reached")
        if self._secret is None or self._secret.reveal() != GOOD:
            raise SignInNeeded("the helpdesk does not know this secret", "Sign in again.")
        return ROBIN

    def keep(self, draft: Draft, *, insecure_file: bool = False) -> str:
        if draft.backend != LOCAL:
            assert self._secret is not None
            self.kept[draft.name] = self._secret.reveal()
        from csr_desk.config import load

        if draft.name not in load(self.places.config).accounts:
            values = {
                "backend": draft.backend,
                "url": draft.url,
                "auth": draft.auth if draft.backend != LOCAL else "",
                "email": draft.email,
                "client_id": draft.client_id,
            }
            config_write.add_account(self.places.config, draft.name, values)
        return "a file" if insecure_file else "the keyring"

    def cancel(self) -> None:
        self.acts.append("cancel")
        self.browser.set()

    # what is kept ---------------------------------------------------------------------------

    def source(self, account: AccountConfig) -> str:
        return "the keyring" if account.name in self.kept else ""

    def forget(self, account: AccountConfig) -> None:
        self.kept.pop(account.name, None)

"""The settings of the desk: what each one is, and what it is when nobody sets it.

`load` reads them from the TOML file of `paths.Places.config`; `config_read` knows the ranges.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from csr_desk import errors
from csr_desk.config_sales import SalesConfig
from csr_desk.domain.models import AgentState, Channel

if TYPE_CHECKING:
    from csr_desk.config_deadlines import DeadlineConfig
    from csr_desk.domain.taxonomy import Taxonomy

LARGEST_FILE = 1_000_000


def _frozen(values: Mapping[str, int]) -> Mapping[str, int]:
    return MappingProxyType(dict(values))


UNDO_SEND_S = _frozen(
    {
        Channel.EMAIL: 15,
        Channel.SOCIAL: 15,
        Channel.WEB: 15,
        Channel.CHAT: 0,
        Channel.PHONE: 0,
        Channel.IN_PERSON: 0,
    }
)
NO_ACW_LIMIT_S = _frozen(dict.fromkeys(Channel, 0))


@dataclass(frozen=True)
class AgentConfig:
    """Who sits at the desk."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class DeskConfig:
    """How the desk looks and behaves; times in seconds, 0 switches a prompt or the lock off.

    `incident_customers` is from how many customers on tickets of one time are proposed as one
    incident, 0 for never. `shift_figures` shows those of the shift in the top line.
    """

    theme: str = ""
    zone: str = ""
    language: str = ""
    plan_contacts: int = 60
    after_send: str = "next"
    idle_prompt_s: int = 300
    lock_after_s: int = 120
    lock_states: tuple[AgentState, ...] = (AgentState.BREAK, AgentState.LUNCH)
    bell_before_s: int = 900
    incident_customers: int = 3
    incident_within_s: int = 7200
    shift_figures: bool = True


@dataclass(frozen=True)
class UnloggedConfig:
    """When the clock of an interaction without wrap-up turns amber and red, in seconds."""

    amber_s: int = 1200
    red_s: int = 1680


@dataclass(frozen=True)
class WrapUpConfig:
    """The team's codes, `""` for the shipped ones, and limits of after-call work, 0 for none."""

    taxonomy: str = ""
    acw_limit_s: Mapping[str, int] = field(default_factory=lambda: NO_ACW_LIMIT_S)


@dataclass(frozen=True)
class KpiConfig:
    """What the figures of spec/kpi.md leave to the team."""

    unpaid_states: tuple[AgentState, ...] = (AgentState.LUNCH,)
    wage_per_hour: Decimal = Decimal("17.53")
    currency: str = "USD"
    fcr_window_s: int = 604_800
    log_limit_s: int = 1800
    business_day_s: int = 28_800
    praise_counts: bool = True
    ces_scale: tuple[int, int] = (1, 7)


@dataclass(frozen=True)
class ShieldConfig:
    """What is masked beside card numbers, which always are."""

    iban: bool = False
    national_id: bool = False


@dataclass(frozen=True)
class CustomerConfig:
    """After how many days details are confirmed again, 0 never; how an identity is checked.

    Without `identity_methods` the methods are those of csr_desk.domain.identity_check.
    """

    confirm_after_days: int = 180
    identity_methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamConfig:
    """A team cases are escalated or transferred to: its tier, such as T2, and who is in it."""

    tier: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoreConfig:
    """Whether the store must be encrypted, and the command that prints its key."""

    encrypted: bool = False
    key_command: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountConfig:
    """One helpdesk account; its secret is never in the file.

    Without `auth` it is signed in to as is usual for its helpdesk (csr_desk.accounts.usual_auth).
    """

    name: str
    backend: str
    url: str = ""
    auth: str = ""
    email: str = ""
    client_id: str = ""
    token_command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Deferred: a desk without an account needs none of their rules.
        from csr_desk.accounts import usual_auth

        object.__setattr__(self, "auth", self.auth or usual_auth(self.backend))

    @property
    def token_variable(self) -> str:
        """Return the environment variable that may hold the secret (spec/cli.md)."""
        return f"CSR_DESK_{re.sub('[^A-Z0-9]', '_', self.name.upper())}_TOKEN"


@dataclass(frozen=True)
class KeyBinding:
    """The keys of one command as the file has them, with their line for a later complaint."""

    keys: tuple[str, ...]
    line: int | None


@dataclass(frozen=True)
class Config:
    """All settings; `source` is the file they were read from, None when there is none.

    `deadlines` is None where the file has no `[calendars]` and no `[sla]`.
    """

    agent: AgentConfig = AgentConfig()
    desk: DeskConfig = DeskConfig()
    undo_send_s: Mapping[str, int] = field(default_factory=lambda: UNDO_SEND_S)
    unlogged: UnloggedConfig = UnloggedConfig()
    wrap_up: WrapUpConfig = WrapUpConfig()
    kpi: KpiConfig = KpiConfig()
    shield: ShieldConfig = ShieldConfig()
    customer: CustomerConfig = CustomerConfig()
    teams: Mapping[str, TeamConfig] = field(default_factory=dict)
    sales: SalesConfig = field(default_factory=SalesConfig)
    store: StoreConfig = StoreConfig()
    keys: Mapping[str, KeyBinding] = field(default_factory=dict)
    accounts: Mapping[str, AccountConfig] = field(default_factory=dict)
    deadlines: "DeadlineConfig | None" = None
    source: Path | None = None


def load(path: Path) -> Config:
    """Read the settings; a missing file gives the defaults, anything wrong is a ConfigError."""
    text = read_text(path)
    return Config() if text is None else parse(text, path)


def parse(text: str, path: Path) -> Config:
    """Read the settings from a text; `path` names the file in a complaint."""
    # Deferred: a desk without a configuration file needs no reader.
    from csr_desk import config_read
    from csr_desk.domain.toml_table import TomlProblem

    try:
        return config_read.config_from(text, path)
    except TomlProblem as problem:
        raise _config_error(problem.sentence, path, problem.line) from problem


def load_taxonomy(config: Config) -> "Taxonomy":
    """Return the team's codes, named relative to the configuration, or the shipped ones."""
    from csr_desk.domain import taxonomy_file
    from csr_desk.domain.toml_table import TomlProblem

    if not config.wrap_up.taxonomy:
        return taxonomy_file.default()
    folder = config.source.parent if config.source else Path()
    path = folder / os.path.expanduser(config.wrap_up.taxonomy)
    text = read_text(path)
    if text is None:
        raise _config_error("The file of the wrap-up codes does not exist.", path, None)
    try:
        return taxonomy_file.load(text, str(path))
    except TomlProblem as problem:
        raise _config_error(problem.sentence, path, problem.line) from problem


def read_text(path: Path) -> str | None:
    """Return the text of a settings file, None where there is none; ConfigError if unreadable."""
    try:
        if path.is_fifo():
            raise _config_error("This is a pipe, not a file.", path, None)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _config_error(f"The file cannot be read: {why}.", path, None) from error
    if len(data) > LARGEST_FILE:
        raise _config_error("The file is larger than 1 MB, which no settings are.", path, None)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _config_error("The file is not in UTF-8: save it as UTF-8.", path, line) from error


def _config_error(sentence: str, path: Path, line: int | None) -> errors.ConfigError:
    return errors.ConfigError(sentence, source=str(path), line=line)

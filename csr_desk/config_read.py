"""Reading each section of the settings, with its types, ranges and refusals."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from csr_desk import accounts
from csr_desk.config import (
    UNDO_SEND_S,
    AccountConfig,
    AgentConfig,
    Config,
    CustomerConfig,
    DeskConfig,
    KeyBinding,
    KpiConfig,
    ShieldConfig,
    StoreConfig,
    TeamConfig,
    UnloggedConfig,
    WrapUpConfig,
)
from csr_desk.config_read_sales import sales
from csr_desk.domain.models import AgentState, Channel
from csr_desk.domain.toml_table import Table, read

if TYPE_CHECKING:
    from csr_desk.config_deadlines import DeadlineConfig

_DAY_S = 86_400
_NAME_LENGTH = 60
_FEWEST = 3
_EFFORT_SCALES = {"1-7": (1, 7), "1-5": (1, 5)}
_ACCOUNT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_SECRETS = ("token", "password", "secret", "api_key", "api_token", "client_secret", "key")


def config_from(text: str, path: Path) -> Config:
    """Return the settings of a TOML text; raises TomlProblem with the line of what is wrong."""
    file = read(text, str(path))
    desk, kpi = _desk(file.table("desk")), _kpi(file.table("kpi"))
    config = Config(
        agent=_agent(file.table("agent")),
        desk=desk,
        undo_send_s=_per_channel(file.table("undo_send_s"), UNDO_SEND_S, 300),
        unlogged=_unlogged(file.table("unlogged"), kpi.log_limit_s),
        wrap_up=_wrap_up(file.table("wrap_up")),
        kpi=kpi,
        shield=_shield(file.table("shield")),
        customer=_customer(file.table("customer")),
        teams=MappingProxyType(_teams(file.table("teams"))),
        sales=sales(file),
        store=_store(file.table("store")),
        keys=MappingProxyType(_keys(file.table("keys"))),
        accounts=MappingProxyType(_accounts(file.table("accounts"))),
        deadlines=_deadlines(file, desk, kpi),
        source=path,
    )
    file.done()
    return config


def _deadlines(file: Table, desk: DeskConfig, kpi: KpiConfig) -> "DeadlineConfig | None":
    """Return what `[calendars]` and `[sla]` say, None where the file has neither."""
    if file.value("calendars") is None and file.value("sla") is None:
        return None
    # Deferred: a desk without calendars needs none of their rules.
    from csr_desk import config_deadlines

    return config_deadlines.read(file, desk.zone, kpi.business_day_s)


def _agent(table: Table) -> AgentConfig:
    agent = AgentConfig(table.text("name"), table.text("email"))
    table.done()
    return agent


def _desk(table: Table) -> DeskConfig:
    usual = DeskConfig()
    desk = DeskConfig(
        theme=table.text("theme", usual.theme),
        zone=table.text("zone", usual.zone),
        language=table.text("language", usual.language),
        plan_contacts=table.whole("plan_contacts", usual.plan_contacts, 0, 1000),
        after_send=table.text("after_send", usual.after_send, choices=("next", "list", "stay")),
        idle_prompt_s=table.whole("idle_prompt_s", usual.idle_prompt_s, 0, _DAY_S),
        lock_after_s=table.whole("lock_after_s", usual.lock_after_s, 0, _DAY_S),
        lock_states=_states(table, "lock_states", usual.lock_states),
        bell_before_s=table.whole("bell_before_s", usual.bell_before_s, 0, _DAY_S),
        incident_customers=table.whole("incident_customers", usual.incident_customers, 0, 1000),
        incident_within_s=table.whole("incident_within_s", usual.incident_within_s, 60, _DAY_S),
        shift_figures=table.flag("shift_figures", usual.shift_figures),
    )
    table.done()
    if desk.zone and not _is_zone(desk.zone):
        sentence = f'There is no time zone "{desk.zone}"; write one such as "Europe/Berlin".'
        raise table.problem("zone", sentence)
    if 0 < desk.incident_customers < _FEWEST:
        sentence = f"Fewer than {_FEWEST} customers are no incident; 0 never proposes one."
        raise table.problem("incident_customers", sentence)
    return desk


def _unlogged(table: Table, limit_s: int) -> UnloggedConfig:
    usual = UnloggedConfig()
    # A team that shortens the limit alone gets the colours in the same proportion.
    amber_s, red_s = (min(at, at * limit_s // 1800) for at in (usual.amber_s, usual.red_s))
    unlogged = UnloggedConfig(
        table.whole("amber_s", amber_s, 0, limit_s), table.whole("red_s", red_s, 0, limit_s)
    )
    table.done()
    if unlogged.amber_s > unlogged.red_s:
        sentence = (
            f"unlogged.amber_s ({unlogged.amber_s}) comes after red_s ({unlogged.red_s});"
            " amber must come first."
        )
        raise table.problem("amber_s" if "amber_s" in table else "red_s", sentence)
    return unlogged


def _wrap_up(table: Table) -> WrapUpConfig:
    taxonomy = table.text("taxonomy")
    limits = _per_channel(table.table("acw_limit_s"), WrapUpConfig().acw_limit_s, _DAY_S)
    table.done()
    return WrapUpConfig(taxonomy, limits)


def _kpi(table: Table) -> KpiConfig:
    usual = KpiConfig()
    kpi = KpiConfig(
        unpaid_states=_states(table, "unpaid_states", usual.unpaid_states),
        wage_per_hour=table.money("wage_per_hour", usual.wage_per_hour),
        currency=_currency(table, "currency", usual.currency),
        fcr_window_s=table.whole("fcr_window_s", usual.fcr_window_s, 1, 366 * _DAY_S),
        log_limit_s=table.whole("log_limit_s", usual.log_limit_s, 60, _DAY_S),
        business_day_s=table.whole("business_day_s", usual.business_day_s, 3600, _DAY_S),
        praise_counts=table.flag("praise_counts", usual.praise_counts),
        ces_scale=_effort_scale(table, "ces_scale", usual.ces_scale),
    )
    table.done()
    return kpi


def _effort_scale(table: Table, key: str, usual: tuple[int, int]) -> tuple[int, int]:
    name = table.text(key, f"{usual[0]}-{usual[1]}")
    if name not in _EFFORT_SCALES:
        sentence = f'"{name}" is no scale of effort; write {" or ".join(_EFFORT_SCALES)}.'
        raise table.problem(key, sentence)
    return _EFFORT_SCALES[name]


def _currency(table: Table, key: str, usual: str) -> str:
    name = table.text(key, usual)
    if not (len(name) == 3 and name.isascii() and name.isalpha() and name.isupper()):
        sentence = f'"{name}" is no currency; write its three letters, such as EUR.'
        raise table.problem(key, sentence)
    return name


def _shield(table: Table) -> ShieldConfig:
    if not table.flag("pan", True):
        raise table.problem("pan", "Card numbers are always masked: remove this line.")
    usual = ShieldConfig()
    shield = ShieldConfig(
        table.flag("iban", usual.iban), table.flag("national_id", usual.national_id)
    )
    table.done()
    return shield


def _customer(table: Table) -> CustomerConfig:
    days = table.whole("confirm_after_days", CustomerConfig().confirm_after_days, 0, 3660)
    methods = table.texts("identity_methods")
    table.done()
    if any(not one.strip() or len(one) > _NAME_LENGTH for one in methods):
        sentence = f"Every method needs a name of at most {_NAME_LENGTH} characters."
        raise table.problem("identity_methods", sentence)
    return CustomerConfig(days, methods)


def _teams(table: Table) -> dict[str, TeamConfig]:
    """Return the teams by name: `[teams.Warehouse]` with `tier` and `people`."""
    found: dict[str, TeamConfig] = {}
    for name in table.names:
        one = table.table(name)
        team = TeamConfig(one.text("tier").strip(), one.texts("people"))
        one.done()
        words = (name, team.tier or "-", *team.people)
        if any(not word.strip() or len(word) > _NAME_LENGTH for word in words):
            sentence = f"Teams, tiers and people have names of at most {_NAME_LENGTH} characters."
            raise table.problem(name, sentence)
        found[name.strip()] = team
    return found


def _store(table: Table) -> StoreConfig:
    for secret in _SECRETS:
        if secret in table:
            sentence = "A secret does not belong in this file: remove it and use key_command."
            raise table.problem(secret, sentence)
    usual = StoreConfig()
    store = StoreConfig(
        table.flag("encrypted", usual.encrypted), table.texts("key_command", usual.key_command)
    )
    table.done()
    return store


def _keys(table: Table, prefix: str = "") -> dict[str, KeyBinding]:
    """Return the keys by command id; `message.send = …` and `"message.send" = …` are the same."""
    keys: dict[str, KeyBinding] = {}
    for name in table.names:
        if isinstance(table.value(name), dict):
            keys |= _keys(table.table(name), f"{prefix}{name}.")
        else:
            keys[prefix + name] = KeyBinding(table.texts(name), table.line(name))
    return keys


def _accounts(table: Table) -> dict[str, AccountConfig]:
    found: dict[str, AccountConfig] = {}
    variables: dict[str, str] = {}
    for name in table.names:
        if not _ACCOUNT_NAME.fullmatch(name):
            sentence = f'The account name "{name}" may hold letters, digits, - and _ (at most 31).'
            raise table.problem(name, sentence)
        account = _account(name, table.table(name))
        if other := variables.get(account.token_variable):
            sentence = f'The accounts "{other}" and "{name}" would share {account.token_variable}.'
            raise table.problem(name, f"{sentence} Rename one of them.")
        variables[account.token_variable] = name
        found[name] = account
    return found


def _account(name: str, table: Table) -> AccountConfig:
    for secret in _SECRETS:
        if secret in table:
            sentence = "A secret does not belong in this file: remove it and use token_command."
            raise table.problem(secret, sentence)
    backend = table.text("backend")
    account = AccountConfig(
        name=name,
        backend=backend,
        url=table.text("url"),
        auth=table.text("auth", accounts.usual_auth(backend), choices=accounts.WAYS),
        email=table.text("email"),
        client_id=table.text("client_id"),
        token_command=table.texts("token_command"),
    )
    table.done()
    if not account.backend:
        raise table.problem("", f'The account "{name}" needs a backend, such as "zendesk".')
    if name.lower() == accounts.LOCAL != account.backend:
        raise table.problem("", 'The name "local" means tickets without a helpdesk: rename it.')
    if account.url and (problem := accounts.url_problem(account.backend, account.url)):
        raise table.problem("url", f"accounts.{name}.url cannot be used: {problem}")
    return replace(account, url=accounts.clean_url(account.url))


def _states(table: Table, name: str, usual: tuple[AgentState, ...]) -> tuple[AgentState, ...]:
    words = table.texts(name, usual, choices=tuple(AgentState))
    return tuple(AgentState(word) for word in dict.fromkeys(words))


def _per_channel(table: Table, usual: Mapping[str, int], most: int) -> Mapping[str, int]:
    """Return seconds by channel, the usual ones where the file says nothing."""
    seconds: dict[str, int] = {}
    for channel in Channel:
        seconds[channel] = table.whole(channel.value, usual[channel], 0, most)
    table.done()
    return MappingProxyType(seconds)


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True

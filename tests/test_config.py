import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import config as settings
from csr_desk.config import AccountConfig, Config, KeyBinding
from csr_desk.config_template import DEFAULT_TOML
from csr_desk.domain.models import AgentState, Channel
from csr_desk.domain.taxonomy_file import default
from csr_desk.errors import ConfigError

FILE = Path("desk.toml")


def parse(text: str) -> Config:
    return settings.parse(text, FILE)


def same(config: Config) -> dict[str, object]:
    return {name: value for name, value in vars(config).items() if name != "source"}


def test_a_missing_file_gives_the_defaults(tmp_path):
    assert settings.load(tmp_path / "none.toml") == Config()
    assert same(parse("")) == same(Config())


def test_the_defaults_are_those_of_the_product():
    config = Config()
    assert config.undo_send_s[Channel.EMAIL] == config.undo_send_s["social"] == 15
    assert config.undo_send_s["chat"] == config.undo_send_s["phone"] == 0
    assert (config.unlogged.amber_s, config.unlogged.red_s) == (20 * 60, 28 * 60)
    assert config.kpi.log_limit_s == 1800
    assert config.kpi.fcr_window_s == 604_800
    assert config.kpi.wage_per_hour == Decimal("17.53")
    assert config.kpi.unpaid_states == (AgentState.LUNCH,)
    assert config.desk.lock_states == (AgentState.BREAK, AgentState.LUNCH)
    assert (config.desk.idle_prompt_s, config.desk.lock_after_s) == (300, 120)
    assert (config.desk.plan_contacts, config.desk.after_send) == (60, "next")
    assert set(config.wrap_up.acw_limit_s.values()) == {0}


def uncommented(mark: str) -> str:
    return re.sub(rf"^#{mark} ", "", DEFAULT_TOML, flags=re.MULTILINE)


def test_each_line_of_the_template_is_the_default_it_says():
    assert same(parse(DEFAULT_TOML)) == same(Config())
    settings_only = "\n".join(
        line[2:] if re.match(r"# \w+ = ", line) else line for line in DEFAULT_TOML.splitlines()
    )
    assert settings_only.count("\n") == DEFAULT_TOML.count("\n") - 1
    assert same(parse(settings_only)) == same(Config())


def test_the_examples_of_the_template_are_valid():
    config = parse(uncommented(":"))
    assert config.accounts["work"].backend == "zendesk"
    assert config.keys["message.send"].keys == ("f10", "ctrl+s")


FULL = """
[agent]
name = "Kim"
[desk]
zone = "Europe/Berlin"
after_send = "stay"
lock_states = ["LUNCH", "LUNCH"]
[undo_send_s]
chat = 3
[wrap_up.acw_limit_s]
phone = 90
[kpi]
wage_per_hour = "20.10"
currency = "EUR"
[keys]
"message.send" = ["f10", "ctrl+s"]
queue.play = "p"
[accounts.eu-1]
backend = "freshdesk"
url = "https://acme.freshdesk.com"
token_command = ["pass", "show", "eu"]
"""


def test_every_kind_of_setting_is_read():
    config = parse(FULL)
    assert config.agent.name == "Kim"
    assert (config.desk.zone, config.desk.after_send) == ("Europe/Berlin", "stay")
    assert config.desk.lock_states == (AgentState.LUNCH,)
    assert (config.undo_send_s["chat"], config.undo_send_s["email"]) == (3, 15)
    assert config.wrap_up.acw_limit_s["phone"] == 90
    assert config.kpi.wage_per_hour == Decimal("20.10")
    assert config.kpi.currency == "EUR"
    assert config.keys == {
        "message.send": KeyBinding(("f10", "ctrl+s"), 16),
        "queue.play": KeyBinding(("p",), 17),
    }
    account = config.accounts["eu-1"]
    assert account == AccountConfig(
        "eu-1",
        "freshdesk",
        "https://acme.freshdesk.com",
        token_command=("pass", "show", "eu"),
    )
    assert account.token_variable == "CSR_DESK_EU_1_TOKEN"


@pytest.mark.parametrize(("backend", "auth"), [("zendesk", "oauth"), ("freshdesk", "token")])
def test_without_a_line_the_sign_in_is_the_one_account_add_takes(backend: str, auth: str):
    text = f"[accounts.a]\nbackend = '{backend}'\nurl = 'https://acme.{backend}.com'\n"
    assert parse(text).accounts["a"].auth == auth
    assert parse(f"{text}auth = 'token'\n").accounts["a"].auth == "token"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("[desk]\nthem = 'x'", 2, 'There is no setting "desk.them". Did you mean "theme"?'),
        ("[dusk]\n", 1, 'Did you mean "desk"?'),
        ("zone = 'x'", 1, 'There is no setting "zone"'),
        ("desk = 1", 1, "desk must be a table: write [desk]"),
        ("[desk]\nplan_contacts = '60'", 2, "must be a whole number from 0 to 1000"),
        ("[desk]\nplan_contacts = -1", 2, "must be a whole number"),
        ("[desk]\nidle_prompt_s = true", 2, "must be a whole number"),
        ("[desk]\ntheme = 3", 2, "must be a text in quotes"),
        ("[desk]\nzone = 'Europe/Berlln'", 2, "There is no time zone"),
        ("[desk]\nzone = '../../etc/passwd'", 2, "There is no time zone"),
        ("[desk]\nafter_send = 'nxt'", 2, 'one of next, list, stay. Did you mean "next"?'),
        ("[desk]\nlock_states = ['TEA']", 2, "it is one of AVAILABLE"),
        ("[undo_send_s]\nemial = 3", 2, 'Did you mean "email"?'),
        ("[undo_send_s]\nemail = 301", 2, "from 0 to 300"),
        ("[unlogged]\namber_s = 1700", 2, "amber must come first"),
        ("[unlogged]\nred_s = 1801", 2, "from 0 to 1800"),
        ("[kpi]\nwage_per_hour = nan", 2, "must be an amount"),
        ("[kpi]\ncurrency = 'euro'", 2, "is no currency"),
        ("[kpi]\npraise_counts = 1", 2, "must be true or false"),
        ("[shield]\npan = false", 2, "Card numbers are always masked"),
        ("[keys]\nmessage.send = 3", 2, "must be a list of texts"),
        ("[accounts.a]\ntoken = 'x'\nbackend = 'local'", 2, "A secret does not belong"),
        ("[accounts.a]\nurl = 'https://x.example'", 1, "needs a backend"),
        ("[accounts.a]\nbackend = 'z'\nurl = 'http://x.example'", 3, "must begin with https://"),
        ("[accounts.a]\nbackend = 'z'\nurl = 'https://a@x.example'", 3, "hold no user name"),
        ("[accounts.a]\nbackend = 'z'\nurl = 'https://[x'", 3, "must begin with https://"),
        ("[accounts.a]\nbackend = 'zendesk'\nurl = 'https://a.zendesk.com.x'", 3, "must be https"),
        ("[accounts.a]\nbackend = 'zendesk'\nurl = 'https://a.zendesk.com/x'", 3, "nothing more"),
        ("[accounts.local]\nbackend = 'zendesk'", 1, "without a helpdesk"),
        ("[accounts.a-b]\nbackend = 'z'\n[accounts.a_b]\nbackend = 'z'", 3, "would share CSR_DESK"),
        ("[accounts.'a b']\nbackend = 'z'", 1, "may hold letters"),
        ("[desk]\nzone = ", 2, "not valid TOML"),
        ("[desk]\ntheme = 'a'\ntheme = 'b'", 3, "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_its_line(text, line, part):
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert part in caught.value.message
    assert caught.value.message.startswith(f"desk.toml:{line}: ")
    assert caught.value.exit_code == 78


def test_a_helpdesk_on_this_machine_needs_no_encryption():
    url = "http://127.0.0.1:8080"
    assert parse(f"[accounts.a]\nbackend = 'z'\nurl = '{url}'").accounts["a"].url == url


def test_a_shorter_limit_pulls_the_colours_along():
    unlogged = parse("[kpi]\nlog_limit_s = 900").unlogged
    assert (unlogged.amber_s, unlogged.red_s) == (600, 840)


words = ["[desk]", "[keys]", "theme", "zone", " = ", '"x"', "1", "[", "]", "{", "}", "\n", "#", "."]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(words)).map("".join)))
def test_any_text_is_settings_or_a_configuration_error(text):
    try:
        assert parse(text).source == FILE
    except ConfigError as error:
        assert error.message.startswith("desk.toml")  # noqa: PT017


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"[agent]\nname = '\xff'", ":2: The file is not in UTF-8"),
        ("[agent]".encode("utf-16"), ":1: The file is not in UTF-8"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"a = \x00", "not valid TOML"),
    ],
)
def test_an_unreadable_file_is_one_sentence(tmp_path, data, part):
    path = tmp_path / "desk.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        settings.load(path)
    assert part in caught.value.message


def test_a_folder_in_place_of_the_file_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        settings.load(tmp_path)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_bytes(b"\xef\xbb\xbf[agent]\r\nname = 'Kim'\r\n")
    assert settings.load(path).agent.name == "Kim"
    path.write_bytes(b"\xef\xbb\xbf[agent]\r\n\r\nnme = 'Kim'\r\n")
    with pytest.raises(ConfigError, match=r"desk\.toml:3: "):
        settings.load(path)


def test_the_teams_codes_are_read_beside_the_configuration(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text('[wrap_up]\ntaxonomy = "codes.toml"')
    config = settings.load(path)
    with pytest.raises(ConfigError, match=r"codes\.toml: The file of the wrap-up codes does not"):
        settings.load_taxonomy(config)
    (tmp_path / "codes.toml").write_text('[reasons.a]\nkey = "a"\n[reasons.a.codes]\nb = "b"')
    assert settings.load_taxonomy(config).choosable == ("a/b",)
    (tmp_path / "codes.toml").write_text('[reasons.a]\nkey = "a"\n[reasons.a.codes]\nb = "B"')
    with pytest.raises(ConfigError, match=r"codes\.toml:4: "):
        settings.load_taxonomy(config)
    assert settings.load_taxonomy(Config()) is default()

"""Opening a desk: a new folder, an older store, the agent's name, and what is refused."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import find_zone, open_desk
from csr_desk.config import AccountConfig, AgentConfig, Config, DeskConfig
from csr_desk.paths import Places
from csr_desk.store import migrations
from tests.desk import START, Hands


def opened(folder: Path, config: Config | None = None) -> Desk:
    hands = Hands()
    places = Places(folder, folder / "config.toml")
    return open_desk(
        places, config or Config(), lambda: START, lambda: hands.seconds, hands.boot, hands.uid
    )


def test_a_new_folder_gets_a_private_store_at_the_present_schema(tmp_path: Path) -> None:
    desk = opened(tmp_path / "new" / "data")
    assert stat.S_IMODE(desk.places.database.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.places.data.stat().st_mode) == 0o700
    assert migrations.version(desk.store) == migrations.latest()
    assert desk.actor == "me"
    desk.store.close()


def test_the_agent_has_the_name_of_the_settings_and_keeps_it(tmp_path: Path) -> None:
    named = replace(Config(), agent=AgentConfig("Ada", "ada@example.org"))
    opened(tmp_path, named).store.close()
    desk = opened(tmp_path)
    assert desk.store.one("SELECT name, email FROM agent WHERE id = 1") == (
        "Ada",
        "ada@example.org",
    )
    desk.store.close()


def test_the_zone_is_the_one_of_the_settings(tmp_path: Path) -> None:
    berlin = replace(Config(), desk=DeskConfig(zone="Europe/Berlin"))
    desk = opened(tmp_path, berlin)
    assert desk.zone.key == "Europe/Berlin"
    desk.store.close()
    with pytest.raises(errors.ConfigError, match="no time zone 'Mars/Olympus'"):
        find_zone("Mars/Olympus", berlin)


def test_a_foreign_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(errors.ForeignFile):
        opened(tmp_path)
    assert (tmp_path / "desk.db").read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(errors.CannotMakeStore):
        opened(tmp_path / "file" / "data")


def test_a_sample_knows_no_helpdesk(tmp_path: Path) -> None:
    """Else a look at the sample would carry it to the agent's real customers."""
    from csr_desk.demo.make import make

    account = AccountConfig("work", "zendesk", "https://acme.zendesk.com")
    places = Places(tmp_path, tmp_path / "config.toml")
    make(places.database, 5, 1, now=1_795_424_400_000)
    hands = Hands()
    desk = open_desk(
        places, Config(accounts={"work": account}), lambda: hands.wall, lambda: 1.0, "b", hands.uid
    )
    assert (desk.account, dict(desk.config.accounts)) == ("local", {})
    desk.store.close()

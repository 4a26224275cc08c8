"""What the agent looks for is looked for in the help centre too, once the typing rests."""

from dataclasses import replace

import pytest
from textual.widgets import Input

from csr_desk.config import AccountConfig, Config
from csr_desk.screens.search import SearchDialog
from tests.desk import TestDesk
from tests.screens.conftest import Running


@pytest.fixture
def config() -> Config:
    account = AccountConfig("zd", "zendesk", "https://acme.zendesk.com")
    return replace(Config(), accounts={"zd": account})


async def test_an_article_of_the_help_centre_comes_into_the_list(
    running: Running, world: TestDesk
) -> None:
    async with running(first="queue") as pilot:
        await pilot.press("/", *"parcel")
        dialog = pilot.app.screen
        assert isinstance(dialog, SearchDialog)
        assert world.store.value("SELECT count(*) FROM article_wish") == 0
        dialog._ask_help_centre()  # the timer's work, without waiting for it
        assert world.store.all("SELECT account, words FROM article_wish") == [("zd", "parcel")]
        with world.store.transaction():
            world.store.insert(
                "article",
                uid="a1",
                title="How to return a parcel",
                body="Print the label.",
                created_at=1,
                updated_at=1,
            )
            world.store.execute("UPDATE article_wish SET done_at = 2")
        dialog._articles_came()
        hit = dialog.hits.current
        assert hit is not None
        assert "return a parcel" in hit.title
        dialog.query_one(Input).value = ""


async def test_a_card_number_is_not_asked_for(running: Running, world: TestDesk) -> None:
    async with running(first="queue") as pilot:
        await pilot.press("/", *"4111111111111111")
        dialog = pilot.app.screen
        assert isinstance(dialog, SearchDialog)
        dialog._ask_help_centre()
    assert "4111111111111111" not in str(world.store.all("SELECT words FROM article_wish"))

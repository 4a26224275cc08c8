"""Two processes, with several lines each, renew one sign-in exactly once."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from csr_desk import tokens
from csr_desk.backends.oauth.pair import Pair
from csr_desk.config import AccountConfig
from csr_desk.secrets import Secret
from csr_desk.token_file import TokenFile
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def begin(url: str, data: Path) -> subprocess.Popen[str]:
    found = subprocess.Popen(
        [sys.executable, "-m", "tests.renewing", url, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=NO_KEYRING,
        cwd=Path(__file__).resolve().parents[1],
    )
    assert found.stdout is not None
    assert found.stdout.readline() == "ready\n"
    return found


def test_one_of_two_processes_renews_and_both_go_on(tmp_path: Path) -> None:
    fake = FakeZendesk(lambda: START)
    seed_default(fake)
    fake.limits.off()
    signed = fake.sign_in()
    pair = Pair(Secret(signed.access), Secret(signed.refresh))
    tokens.save("work", pair, tmp_path, insecure=True)
    assert fake.oauth.expire(signed.access)
    with HttpServer(fake) as server:
        processes = [begin(server.url, tmp_path) for _ in range(2)]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=30)[0] for process in processes]
    assert said[0] == said[1] != ""
    renewals = [seen for seen in fake.requests if seen.path == "/oauth/tokens"]
    assert [seen.status for seen in renewals] == [201]
    kept = tokens.pair_of(TokenFile(tmp_path, "work").read() or "", "")
    assert kept.access != pair.access
    account = AccountConfig("work", "zendesk", auth="oauth")
    assert tokens.find(account, {}, tmp_path).pair == kept

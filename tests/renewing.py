"""A process of its own that uses an account's sign-in until it is renewed; see test_renewals."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from csr_desk.backends import registry
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import to_instant
from csr_desk.sync.connect import connect


def now() -> int:
    return to_instant(datetime.now(UTC))


async def main(url: str, data: Path) -> None:
    account = AccountConfig("work", "zendesk", url, "oauth", client_id="csr_desk")
    backend = registry.make(account, now, lambda: "uid")
    drivers = [connect(account, backend, os.environ, data, now) for _ in range(2)]
    # Each has read the old pair before the first of them may renew it.
    for driver in drivers:
        await driver.keys.current()
    print("ready", flush=True)
    sys.stdin.readline()
    flows = [driver.drive(backend.identify()) for driver in drivers for _ in range(3)]
    found = await asyncio.gather(*flows)
    for driver in drivers:
        await driver.close()
    print(*{one.me.id for one in found}, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))

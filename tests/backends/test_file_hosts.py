"""Files of other hosts: public, encrypted, by name and by what the name resolves to."""

import pytest

from csr_desk.backends.failures import Rejected
from csr_desk.backends.file_hosts import expect_fetchable, expect_public, resolve

PUBLIC = ("93.184.216.34",)


async def as_public(host: str) -> tuple[str, ...]:
    return PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/a.pdf?x=1",
        "https://files.example:443/a",
        "https://93.184.216.34/a",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/a",
    ],
)
async def test_what_is_fetched(url: str) -> None:
    await expect_fetchable(url, may_loopback=False, resolve=as_public)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a",
        "ftp://files.example/a",
        "https://files.example:8443/a",
        "https://user@files.example/a",
        "https://user:pass@files.example/a",
        "https://files.example\\@10.0.0.1/a",
        "https://files.example/a b",
        "https://files.example/\n",
        "https:///a",
        "https://[::1/a",
        "https://files.example:x/a",
        "//files.example/a",
        "/a",
        "",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://10.1.2.3/a",
        "https://172.16.0.1/a",
        "https://192.168.0.1/a",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/a",
        "https://0.0.0.0/a",
        "https://224.0.0.1/a",
        "https://[::1]/a",
        "https://[fe80::1]/a",
        "https://[fd00::1]/a",
        "https://[::ffff:10.0.0.1]/a",
        "http://127.0.0.1:8080/a",
    ],
)
async def test_what_is_not(url: str) -> None:
    with pytest.raises(Rejected, match="was not fetched"):
        await expect_fetchable(url, may_loopback=False, resolve=as_public)


@pytest.mark.parametrize("private", ["10.0.0.8", "127.0.0.1", "::1", "fe80::1%eth0", "169.254.1.1"])
async def test_a_public_name_of_a_private_address_is_not_fetched(private: str) -> None:
    async def both(host: str) -> tuple[str, ...]:
        return (*PUBLIC, private)

    with pytest.raises(Rejected, match="private network"):
        await expect_fetchable("https://files.example/a", may_loopback=False, resolve=both)


async def test_an_account_on_this_machine_has_its_files_here_too() -> None:
    async def never(host: str) -> tuple[str, ...]:
        raise AssertionError(host)

    await expect_fetchable("http://localhost:81/a", may_loopback=True, resolve=never)
    with pytest.raises(Rejected, match="not https"):
        await expect_fetchable("http://files.example/a", may_loopback=True, resolve=never)


async def test_a_name_that_nobody_knows_is_left_to_the_connection() -> None:
    assert await resolve("no-such-host.invalid") == ()
    assert await resolve("a" * 300) == ()


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/x",
        "ftp://files.example/x",
        "file:///etc/passwd",
        "https:///x",
        "https://user:pw@files.example/x",
        "https://files.example:8443/x",
        "https://files.example:99999/x",
        "https://files.example\\@10.0.0.1/x",
        "https://[::1/x",
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://[::1]/x",
        "https://[fe80::1]/x",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://224.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://0x7f.1/x",
        "https://localhost/x",
        "https://LOCALHOST./x",
        "https://a.localhost/x",
        "https://printer.local/x",
        "https://intranet/x",
        "https://db.internal/x",
    ],
)
def test_an_address_alone_tells_that_it_is_not_public(url: str) -> None:
    with pytest.raises(Rejected, match="not fetched"):
        expect_public(url, may_loopback=False)


def test_files_of_public_hosts_and_of_a_loopback_account() -> None:
    expect_public("https://files.example/x?y=z", may_loopback=False)
    expect_public("https://93.184.215.14/x", may_loopback=False)
    expect_public("http://127.0.0.1:9000/x", may_loopback=True)
    expect_public("http://localhost:9000/x", may_loopback=True)
    for url in ("http://10.0.0.1/x", "http://files.example/x"):
        with pytest.raises(Rejected, match="not fetched"):
            expect_public(url, may_loopback=True)

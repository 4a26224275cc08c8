"""Servers on this machine that say exactly what they are told, plain or with TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("nobody_trusts.pem")


class Server:
    """Answers every connection with the same bytes, then closes it; `heard` is what came in."""

    def __init__(self, says: bytes | None, *, at_once: bool = False) -> None:
        self.says, self.at_once = says, at_once
        self.heard: list[bytes] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            until = reader.read(1) if self.at_once else reader.readuntil(b"\r\n\r\n")
            self.heard.append(await until)
            if self.says:
                writer.write(self.says)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(
    says: bytes | None, *, at_once: bool = False, tls: bool = False
) -> AsyncIterator[Server]:
    """Serve on a free port of this machine."""
    server = Server(says, at_once=at_once)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()

"""The floor of an asynchronous start: an event loop prints one word and waits for Enter."""

import asyncio


async def main() -> None:
    print("READY", flush=True)
    await asyncio.to_thread(input)


asyncio.run(main())

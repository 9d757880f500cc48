"""Bytes that pass between a browser and a server, counted on their way: a WebSocket may be compressed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit


class Wire:
    """A local port in front of a server.

    Attributes
    ----------
    url
        Where the server answers through it.
    sent
        Bytes that the server sent so far.
    """

    def __init__(self, url: str) -> None:
        self._server = urlsplit(url)
        self.url = ""
        self.sent = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    async def serve(self, ready: Event) -> None:
        """Serve until :meth:`stop`."""
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        async with await asyncio.start_server(self._pass, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            self.url = self._server._replace(netloc=f"127.0.0.1:{port}").geturl()
            ready.set()
            await listening.serve_forever()

    def stop(self) -> None:
        """End the server and what passes through it, from another thread."""
        if self._loop and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _pass(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(self._server.hostname, self._server.port)
        await asyncio.gather(self._pump(browser, to_server, 0), self._pump(server, to_browser, 1))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, counted: int) -> None:
        with suppress(OSError):
            while data := await source.read(1 << 16):
                self.sent += counted * len(data)
                target.write(data)
                await target.drain()
        target.close()


@contextmanager
def counted(url: str) -> Iterator[Wire]:
    """Put a port in front of the server at ``url`` and count what it sends."""
    wire, ready = Wire(url), Event()

    def run() -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(wire.serve(ready))

    thread = Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield wire
    finally:
        wire.stop()
        thread.join(5)

"""Measure the app against its targets: time from a change of a filter to the painted map, also of a naive app.

Run ``python -m bench.app``. Everything is measured in one run, on the tables of ``data/processed``, in Chromium and,
for many concurrent sessions, by clients that use the app's protocol.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import websockets
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.steps import WATCH, Change, forget, table, timed
from bench.wire import Wire, counted
from geo.source import PROCESSED, ROOT
from tests.chromium import browsing

TARGETS = {"median": 250, "p95": 500, "ratio": 20, "first": 4000, "crowd p95": 1500, "session MB": 30}
TITLES = {
    "median": ("a change of a filter until the map is painted, median", "ms", 0, "<"),
    "p95": ("the same, 95th percentile", "ms", 0, "<"),
    "ratio": ("how many times as fast as the naive way", "x", 0, ">"),
    "first": ("first map in a browser that has nothing yet", "ms", 0, "<"),
    "crowd p95": ("values of a change for twenty sessions at once, 95th percentile", "ms", 0, "<"),
    "session MB": ("memory of a session above the tables that all share", "MB", 1, "<"),
}
SHOWN = "window.map_div?._container?.dataset.shown > 0"
MARK = "<!-- from here on written by python -m bench.app --markdown -->\n"


@contextmanager
def serving(home: Path, script: str = "") -> Iterator[tuple[str, int]]:
    """Run a Streamlit script, or the server that ``terrapaz app`` runs; yield its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["streamlit", "run", str(ROOT / "bench" / script)] if script else ["layers.app.serve"]
    flags = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    environment = os.environ | {"TERRAPAZ_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *flags], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        while process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                break
            time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def frame_of(page: Page, ready: str) -> Frame:
    """Wait for the frame with the map, in which an expression is true."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for frame in page.frames:
            with suppress(Exception):
                if "st_folium" in frame.url and frame.evaluate(ready):
                    return frame
        page.wait_for_timeout(20)
    raise TimeoutError(ready)


def now(page: Page) -> float:
    value: float = page.evaluate("performance.timeOrigin + performance.now()")
    return value


def press(page: Page, place: int, key: str) -> float:
    """Move a slider's knob by one step; return the time of the key press."""
    knob = page.locator("[data-testid=stSlider] input").nth(place)
    knob.focus()
    began = now(page)
    page.keyboard.press(key)
    return began


def drag(page: Page, place: int, steps: int) -> None:
    """Move a slider's knob without releasing it."""
    page.locator("[data-testid=stSlider] input").nth(place).evaluate(
        "(knob, steps) => { Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')"
        ".set.call(knob, Number(knob.value) + steps); knob.dispatchEvent(new Event('input', { bubbles: true })); }",
        steps,
    )
    page.wait_for_timeout(300)


def ours(browser: Browser, url: str, wire: Wire, changes: int) -> dict[str, Any]:
    """Measure the first map, cold and warm, then changes of the period by a month each and by a year each."""
    cold = first_map(browser, f"{url}/map")
    warm = statistics.median(first_map(browser, f"{url}/map") for _ in range(3))
    found: dict[str, Any] = {"cold": cold, "warm": warm}
    for name, first, dragged in (("month", "2010-10", 0), ("year", "2001-12", 11)):
        context, page, frame = opened(browser, f"{wire.url}/?from={first}&to=2024-12")
        frame.evaluate("void map.setView([5.5, -74], 6.75, {animate: false})")
        view = frame.evaluate("map.getCenter().toString() + map.getZoom()")
        found[name], found[f"bytes of a {name}"] = changed(page, frame, changes, wire, dragged=dragged)
        kept = frame.evaluate("map.getCenter().toString() + map.getZoom()") == view
        found["view kept"] = kept and found.get("view kept", True)
        context.close()
    return found


def least(browser: Browser, url: str, changes: int) -> tuple[float, list[Change]]:
    """Measure the page that computes and draws nothing: its first map, then its changes."""
    first_map(browser, url)
    first = statistics.median(first_map(browser, url) for _ in range(3))
    context, page, frame = opened(browser, url)
    found, _ = changed(page, frame, changes)
    context.close()
    return first, found


def opened(browser: Browser, address: str) -> tuple[BrowserContext, Page, Frame]:
    """Open a page with a map and wait until both are idle."""
    context = offline(browser)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address)
    frame = frame_of(page, SHOWN)
    page.wait_for_timeout(4000)
    return context, page, frame


def changed(
    page: Page, frame: Frame, changes: int, wire: Wire | None = None, *, dragged: int = 0
) -> tuple[list[Change], int]:
    """Time changes of a slider by one step each, and by those it was dragged before; also the bytes of the last."""
    found = []
    for number in range(changes + 3):
        if dragged:
            drag(page, 0, dragged)
        before = frame.evaluate("map_div._container.dataset.shown")
        sent = wire.sent if wire else 0
        forget(page, frame)
        began = press(page, 0, "ArrowRight")
        frame.wait_for_function("n => map_div._container.dataset.shown !== n", arg=before, polling=4)
        painted = float(frame.evaluate("map_div._container.dataset.shownAt"))
        if number >= 3:  # the first ones fill caches of the browser
            found.append(timed(page, frame, began, painted))
        page.wait_for_timeout(900)
    return found, wire.sent - sent if wire else 0


def first_map(browser: Browser, address: str) -> float:
    """Milliseconds from an empty browser to the first map."""
    context = offline(browser)
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    frame_of(page, SHOWN)
    took = (time.perf_counter() - began) * 1000
    context.close()
    return took


def offline(browser: Browser) -> BrowserContext:
    """An empty browser in which scripts that folium loads from the network come from a package, without latency."""
    from offlinefolium.elements import _res

    def answer(route: Any) -> None:
        kind = "text/css" if route.request.url.endswith(".css") else "application/javascript"
        route.fulfill(body=_res.get(route.request.url) or "", content_type=kind)

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route(lambda address: address.startswith("http") and "//127.0.0.1" not in address, answer)
    return context


def naive(browser: Browser, url: str, changes: int) -> list[float]:
    """Measure changes of the year, each until the new map has all municipalities."""
    context = offline(browser)
    page = context.new_page()
    page.goto(url)
    drawn = "window.map?.getPane('year%d') && document.querySelectorAll('path.leaflet-interactive').length > 1100"
    year = 2010
    frame_of(page, drawn % year)
    seconds = []
    for _ in range(changes):
        year += 1
        page.wait_for_timeout(2500)
        began = press(page, 0, "ArrowRight")
        frame_of(page, drawn % year)
        seconds.append(now(page) - began)
    context.close()
    return seconds


class Client:
    """A session without a browser: opens the page, moves the slider, waits for the map's message."""

    def __init__(self, url: str) -> None:
        self.address = url.replace("http", "ws", 1) + "/_stcore/stream"
        self.slider = ""
        self.options: list[str] = []
        self.end = ""
        self.page = ""
        self.fragment = ""

    async def __aenter__(self) -> Client:
        # a server at work on many maps answers a ping late, and is no less alive
        options: dict[str, Any] = {"max_size": None, "subprotocols": ["streamlit"], "ping_interval": None}
        self.socket = await websockets.connect(self.address, **options)
        await self.run(None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def run(self, month: int | None) -> tuple[float, float]:
        """Open the page, or move the start of the period to another month of the slider.

        Returns
        -------
        tuple of float
            Seconds until the map's values arrived, and until the page was complete.
        """
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.page_name = "" if self.page else "map"  # the address alone opens the start page
        if month is not None:
            message.rerun_script.fragment_id = self.fragment
            state = message.rerun_script.widget_states.widgets.add(id=self.slider)
            state.string_array_value.data.extend((self.options[month], self.end))
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        mapped, moved = 0.0, month is None
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page = answer.new_session.page_script_hash
            elif kind == "page_info_changed":
                moved = moved or f"from={1989 + (month or 0) // 12}-" in answer.page_info_changed.query_string
            elif kind == "delta":
                element = answer.delta.new_element
                if element.HasField("slider"):
                    self.slider, self.fragment = element.slider.id, answer.delta.fragment_id
                    self.options = list(element.slider.options)
                    self.end = self.options[int(element.slider.default[1])]
                if element.HasField("component_instance") and not mapped:
                    mapped = time.perf_counter() - began
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if not moved:
                    raise RuntimeError("the app did not take the change of the period")
                return mapped, time.perf_counter() - began


async def crowd(url: str, sessions: int, changes: int) -> list[float]:
    """Seconds until the map's values arrived, for changes in many concurrent sessions."""
    clients = [Client(url) for _ in range(sessions)]
    for client in clients:
        await client.__aenter__()
    found: list[float] = []

    async def act(number: int, client: Client) -> None:
        for change in range(changes):
            await asyncio.sleep((number % 5) * 0.2)
            mapped, _ = await client.run(12 * ((number + change) % 20) + (number * 7 + change) % 12)
            found.append(mapped)
            await asyncio.sleep(2)

    await asyncio.gather(*(act(number, client) for number, client in enumerate(clients)))
    for client in clients:
        await client.__aexit__()
    return found


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def machine(browser: Browser) -> str:
    """Describe date, machine and versions."""
    lines = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().splitlines())
    cpu = next((value.strip() for key, _, value in lines if key.strip() == "model name"), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "streamlit-folium", "folium", "pandas"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, Python"
        f" {platform.python_version()}, {versions}, Chromium {browser.version}; load when the run began"
        f" {os.getloadavg()[0]:.1f}."
    )


def report(found: dict[str, float], notes: dict[str, str], where: str) -> str:
    """Render the measurements and their targets as Markdown."""
    rows = [
        f"| {title} | {found[name]:,.{digits}f} {unit} | {sign} {TARGETS[name]:,} {unit} | {met(name, found[name])} |"
        for name, (title, unit, digits, sign) in TITLES.items()
    ]
    also = [f"| {title} | {value} | | |" for title, value in notes.items()]
    return "\n".join(["| | measured | target | |", "|---|---:|---:|---|", *rows, *also, "", where, ""])


def met(name: str, value: float) -> str:
    good = value >= TARGETS[name] if name == "ratio" else value <= TARGETS[name]
    return "met" if good else "**missed**"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=18)
    parser.add_argument("--naive", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--markdown", type=Path, help="a document whose table is to be replaced")
    options = parser.parse_args()
    home = PROCESSED.parents[1]
    with browsing() as browser:
        where = machine(browser)
        with serving(home, "naive.py") as (url, _):
            usual = statistics.median(naive(browser, url, options.naive))
        with serving(home, "floor.py") as (url, _):
            least_first, floor = least(browser, url, options.changes)
        with serving(home) as (url, pid):
            with counted(url) as wire:
                own = ours(browser, url, wire, options.changes)
            before = resident(pid)
            with ThreadPoolExecutor(1) as elsewhere:  # this thread has the browser's event loop
                many = elsewhere.submit(lambda: asyncio.run(crowd(url, options.sessions, 3))).result()
            grown = (resident(pid) - before) / options.sessions
    took = [each.total for each in own["month"]]
    median, larger = statistics.median(took), statistics.median(each.total for each in own["year"])
    found = {
        "median": median,
        "p95": p95(took),
        "ratio": usual / median,
        "first": own["warm"],
        "crowd p95": p95(many) * 1000,
        "session MB": grown,
    }
    notes = {
        "a change by a year, which gives many municipalities another colour, median": f"{larger:,.0f} ms",
        "how many times as fast as the naive way that is": f"{usual / larger:,.0f} x",
        "the naive way: a change of a filter until it is painted, median": f"{usual:,.0f} ms",
        "first map in such a browser of a page that computes and draws nothing": f"{least_first:,.0f} ms",
        "first map on a server that has just started": f"{own['cold']:,.0f} ms",
        "sent to the browser at a change, as it passes the wire": f"{own['bytes of a month'] / 1000:,.0f} kB",
        "the same at a change by a year": f"{own['bytes of a year'] / 1000:,.0f} kB",
        "place and zoom kept": "yes" if own["view kept"] else "**no**",
        "memory of the server with the tables, before the crowd": f"{before:,.0f} MB",
    }
    text = report(found, notes, f"{table(own['month'], floor)}\n\n{where}")
    print(text)
    if options.markdown:
        kept = options.markdown.read_text("utf-8").partition(MARK)[0] if options.markdown.exists() else ""
        options.markdown.write_text(kept + MARK + "\n" + text, "utf-8")


if __name__ == "__main__":
    main()

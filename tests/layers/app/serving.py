"""The app served over the tables of a folder, and its map in a tab of Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from geo.source import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page


@dataclass(frozen=True)
class Served:
    """A running app: its address and its home folder."""

    url: str
    home: Path

    @property
    def processed(self) -> Path:
        return self.home / "data" / "processed"


@contextmanager
def serve(home: Path, below: str = "", *, clone: Path = ROOT) -> Iterator[Served]:
    """Run the app of a clone over the tables of ``home``, below a path of the site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    flags = ["--server.headless", "true", "--server.address", "127.0.0.1"]
    places = {"TERRAPAZ_HOME": str(home), "TERRAPAZ_MIRROR": str(home / "no mirror")}
    command += [*flags, "--server.baseUrlPath", below]
    process = subprocess.Popen(command, cwd=clone, env=os.environ | places)
    try:
        yield Served(answering(f"http://127.0.0.1:{port}{below}", process), home)
    finally:
        process.terminate()
        process.wait(10)


def answering(url: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the app answers at ``url``; return it.

    Raises
    ------
    RuntimeError
        It does not answer in time, or its process has ended.
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
            return url
        time.sleep(0.1)
    raise RuntimeError("the app does not answer")


def opened(tab: "Page", url: str) -> "Frame":
    """Open a page of the app and wait for its map."""
    tab.goto(url)
    return mounted(tab)


def mounted(tab: "Page", patience: int = 45_000) -> "Frame":
    """Wait for the map of a page; return its frame."""
    tab.frame_locator("iframe[src*=st_folium]").first.locator("#map_div[data-shown]").wait_for(timeout=patience)
    return next(frame for frame in tab.frames if "st_folium" in frame.url)


def query(tab: "Page") -> dict[str, str]:
    """Query of the address of a page, once the script has ended that may change it."""
    ended(tab)
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def ended(tab: "Page") -> None:
    """Wait until the script has ended."""
    tab.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=45_000)


def wait_until_idle(tab: "Page") -> None:
    """Wait until the script has ended and nothing fades: the text of a stale element is paler."""
    ended(tab)
    tab.wait_for_function("document.getAnimations().every(({ playState }) => playState !== 'running')")


def choose(tab: "Page", label: str, option: str) -> None:
    """Search for an option of a picker by its title, and choose the first that is found."""
    tab.get_by_role("combobox", name=label, exact=True).fill(option)
    tab.get_by_role("option").filter(has_text=option).first.click()

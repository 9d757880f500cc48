"""Chromium without a window, wherever this machine has it: for tests and for measurements."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)


class NoChromiumError(RuntimeError):
    """This machine has none."""


def find(driver: "Playwright") -> str:
    """Path of Chromium: the one named by CHROMIUM_PATH or CHROME, else Playwright's own, else the system's.

    Playwright's own comes before the system's because it was made for this Playwright, and because Ubuntu has a
    ``chromium-browser`` that only tells how to install one.
    """
    if named := os.environ.get("CHROMIUM_PATH") or os.environ.get("CHROME"):
        return named
    if Path(own := driver.chromium.executable_path).is_file():
        return own
    if path := next(filter(None, map(shutil.which, NAMES)), None):
        return path
    raise NoChromiumError


@contextmanager
def browsing() -> "Iterator[Browser]":
    """Chromium, closed at the end.

    Raises
    ------
    NoChromiumError
        There is none to be found. One that is named but cannot be started is Playwright's error.
    """
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(driver), args=FLAGS)
        yield browser
        browser.close()

"""Where the time between a key press and the painted map goes, step by step, as the browser sees it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

from playwright.sync_api import Frame, Page

WATCH: Final = """(() => {
  const note = (kind, size) => window.seen.push([kind, performance.timeOrigin + performance.now(), size]);
  window.seen = [];
  if (window !== window.top) {
    const drawn = ({ data }) => data && data.type === "streamlit:render" && note("render", 0);
    window.addEventListener("message", drawn, true);
    return;
  }
  const { send } = WebSocket.prototype, Socket = window.WebSocket;
  WebSocket.prototype.send = function (data) {
    note("sent", data.byteLength || data.length);
    return send.call(this, data);
  };
  window.WebSocket = class extends Socket {
    constructor(...parts) {
      super(...parts);
      this.addEventListener("message", ({ data }) => note("got", data.byteLength || data.size || 0));
    }
  };
})()"""
"""Script for every frame: records when requests leave, answers arrive, and a component is asked to draw."""

STEPS: Final = (
    "the browser notices the change and asks the server",
    "the server computes the values of the map and they reach the browser",
    "Streamlit's page hands them to the frame of the map",
    "the map draws them, until the second frame after that",
)


@dataclass(frozen=True)
class Change:
    """Milliseconds that each of :data:`STEPS` took at one change, in their order."""

    asked: float
    answered: float
    handed: float
    painted: float

    @property
    def total(self) -> float:
        """Milliseconds from the key press to the painted map."""
        return float(sum(astuple(self)))


def forget(page: Page, frame: Frame) -> None:
    """Drop what :data:`WATCH` recorded."""
    page.evaluate("window.seen.length = 0")
    frame.evaluate("window.seen.length = 0")


def timed(page: Page, frame: Frame, began: float, painted: float) -> Change:
    """Split the time from ``began`` to ``painted``, both in milliseconds since the epoch."""
    mine: list[list[Any]] = page.evaluate("window.seen")
    theirs: list[list[Any]] = frame.evaluate("window.seen")
    asked = min(at for kind, at, _ in mine if kind == "sent" and at >= began)
    handed = max(at for _, at, _ in theirs if asked < at < painted)
    # the values are in the largest message before the frame is asked to draw
    answered = max((size, at) for kind, at, size in mine if kind == "got" and asked < at < handed)[1]
    return Change(asked - began, answered - asked, handed - answered, painted - handed)


def table(ours: Sequence[Change], floor: Sequence[Change]) -> str:
    """Medians of each step, of the app and of a page that computes and draws nothing, as Markdown."""
    middle = [[statistics.median(each) for each in zip(*map(astuple, found), strict=True)] for found in (ours, floor)]
    rows = [f"| {step} | {own:,.0f} ms | {least:,.0f} ms |" for step, own, least in zip(STEPS, *middle, strict=True)]
    whole = [statistics.median(each.total for each in found) for found in (ours, floor)]
    head = ["| step of a change, median | the app | `bench/floor.py` |", "|---|---:|---:|"]
    return "\n".join([*head, *rows, f"| all of them | {whole[0]:,.0f} ms | {whole[1]:,.0f} ms |"])

"""Legend of a print map: classes with their counts, marks with their sizes, numbered incidents."""

from __future__ import annotations

from math import inf
from typing import Any, Final

from layers.figure.keys import Key, keys_of
from layers.figure.panel import PATTERNS, Panel
from layers.figure.sheet import ACCENT, SOFT, Sheet
from layers.scene.mark_model import Mark
from layers.scene.model import Scene
from layers.text.i18n import Translator
from layers.text.typesetting import BOLD, PLAIN, Face, clamp, height_of, leading, width_of

_TITLE_LINES: Final = 3
_SIZES: Final = (1, 5, 20, 100)


class Legend:
    """The legend. Every method returns its height in millimetres; ``draw=False`` only measures.

    ``room`` is the height for the overlays in millimetres: what has no place in it is counted in a last line. A
    ``brief`` legend leaves out notes and method.

    The sizes of marks are known once the map is drawn: ``unit`` is the width of the mark of one event in millimetres,
    ``most`` the largest number of events in a mark.
    """

    def __init__(self, sheet: Sheet, scene: Scene, t: Translator, body: float, *, brief: bool = False) -> None:
        self.sheet, self.scene, self.t, self.body, self.brief = sheet, scene, t, body, brief
        self.room = inf
        self.unit, self.most = 0.7, 100

    def for_panel(self, panel: Panel) -> Legend:
        """Take scene and sizes of marks from a map that was drawn."""
        self.scene, self.unit, self.most = panel.scene, panel.unit, panel.most
        return self

    def _text(self, left: float, top: float, wide: float, text: str, size: float, face: Face, draw: bool) -> float:
        if draw:
            self.sheet.paragraph(left, top, wide, text, size, face)
        return height_of(text, wide, size, face)

    def colours(self, left: float, top: float, wide: float, *, draw: bool = True) -> float:
        """Draw title, unit, classes with their counts, *no data*, method and note of what colours the map."""
        start = top
        for position, key in enumerate(keys_of(self.scene, self.t)):
            top += 2.0 * bool(position)
            top += self._key(key, left, top, wide, draw=draw)
        return top - start

    def _key(self, key: Key, left: float, top: float, wide: float, *, draw: bool) -> float:
        body, start = self.body, top
        title = clamp(key.title, wide, body * 1.08, BOLD, lines=_TITLE_LINES)
        top += self._text(left, top, wide, title, body * 1.08, BOLD, draw)
        top += self._text(left, top, wide, clamp(key.unit, wide, body, lines=3), body, PLAIN, draw) + 0.8
        high, step = leading(body) * 0.8, leading(body) * 1.16
        for label, count, style in key.rows:
            height = max(step, height_of(label, wide - 20, body) + step - leading(body))
            if draw:
                self.sheet.swatch(left, top + 0.2, 8, high, **style)
                self.sheet.paragraph(left + 10, top, wide - 20, label, body)
                self.sheet.line(left + wide - width_of(count, body * 0.9), top, count, body * 0.9, color=SOFT)
            top += height
        top += 0.8
        for text in filter(None, (key.counted, *(() if self.brief else key.notes))):
            if draw:
                self.sheet.paragraph(left, top, wide, text, body * 0.84, color=SOFT)
            top += height_of(text, wide, body * 0.84)
        return top - start

    def marks(self, left: float, top: float, wide: float, *, draw: bool = True) -> float:
        """Draw the overlays with the sizes of their marks, and the numbered incidents."""
        whole = self._marks(left, top, wide, inf, draw=False)
        return self._marks(left, top, wide, inf if whole <= self.room else self.room, draw=draw)

    def _marks(self, left: float, top: float, wide: float, most: float, *, draw: bool) -> float:
        start = top
        overlays = [row for row in self.scene["overlays"] if row["kind"] != "hexagons"]
        for position, overlay in enumerate(overlays):
            room = most - (top - start) - 2 * leading(self.body)
            if self._mark(overlay, left, top, wide, room, draw=False) > room:
                more = self.t.plural(
                    "{n} more overlay on the map has no room here.",
                    "{n} more overlays on the map have no room here.",
                    len(overlays) - position,
                )
                return top + self._text(left, top, wide, more, self.body, BOLD, draw) - start
            height = self._mark(overlay, left, top, wide, room, draw=draw)
            top += height + (1.2 if height else 0)
        if any(row["kind"] == "points" for row in overlays):
            top += self._sizes(left, top, draw=draw)
        return max(top - start, 0.0) if overlays else 0.0

    def _mark(self, overlay: Mark, left: float, top: float, wide: float, room: float, *, draw: bool) -> float:
        body, step = self.body, leading(self.body)
        kind, start = overlay["kind"], top
        title = overlay["title"]
        if kind != "outlines":
            # of incidents only those in the window are listed; without any mark the text may say why
            count = self.t.number(overlay["count"]) if overlay["count"] else overlay["count_text"]
            title = f"{title} ({count})"
        title = clamp(title, wide - 10, body, lines=_TITLE_LINES)
        if draw:
            style: dict[str, Any] = {"facecolor": overlay["color"], "edgecolor": "none"}
            if kind == "outlines":
                self.sheet.swatch(left, top + step * 0.42, 8, 0.5, **style)
            elif kind == "shapes":
                hatch = PATTERNS[overlay["pattern"]] if overlay["pattern"] else None
                edge = {
                    "facecolor": "none",
                    "edgecolor": overlay["color"],
                    "linewidth": 0.7,
                    "hatch": hatch,
                    "hatchcolor": overlay["color"],
                }
                self.sheet.swatch(left, top + 0.2, 8, step * 0.8, **edge)
            else:
                disc = kind == "incidents" or overlay["gather"] == "place"
                self._disc(left + 4, top + step * 0.5, 2.4, overlay["color"], disc)
        top += self._text(left + 10, top, wide - 10, title, body, PLAIN, draw)
        if kind == "incidents" and overlay["count"]:
            titles = _incident_titles(overlay)
            for number, text in enumerate(titles, start=1):
                high = height_of(text, wide - 10, body * 0.88) + 0.3
                if top - start + high + step > room:
                    more = self.t("{n} more are not listed.", n=self.t.number(len(titles) - number + 1))
                    top += self._text(left + 10, top, wide - 10, more, body * 0.88, BOLD, draw)
                    break
                if draw:
                    self.sheet.line(left + 4 - width_of(str(number), body * 0.88, BOLD) / 2, top, str(number),
                                    body * 0.88, BOLD, color=ACCENT)  # fmt: skip
                    self.sheet.paragraph(left + 10, top, wide - 10, text, body * 0.88)
                top += high
        if overlay["note"] and kind != "incidents" and not self.brief:
            if draw:
                self.sheet.paragraph(left + 10, top, wide - 10, overlay["note"], body * 0.84, color=SOFT)
            top += height_of(overlay["note"], wide - 10, body * 0.84)
        return top - start

    def _sizes(self, left: float, top: float, *, draw: bool) -> float:
        """Draw marks of several numbers of events side by side."""
        if self.most < 2:
            return 0.0
        shown = [*(number for number in _SIZES if number < self.most / 1.5), self.most]
        is_round = any(row["kind"] == "points" and row["gather"] == "place" for row in self.scene["overlays"])
        high: float = max(self.unit * shown[-1] ** 0.5, leading(self.body))
        if draw:
            x, level = left + 2, top + high / 2
            for number in shown:
                size = self.unit * number**0.5
                self._disc(x + size / 2, level, size, SOFT, is_round)
                label = self.t.number(number)
                self.sheet.line(x + size + 1, level - leading(self.body) / 2, label, self.body * 0.9)
                x += size + 4 + width_of(label, self.body * 0.9)
            self.sheet.line(x - 1, level - leading(self.body) / 2, self.t("events"), self.body * 0.9, color=SOFT)
        return high

    def _disc(self, x: float, y: float, size: float, color: str, is_round: bool = True) -> None:
        axes = self.sheet.axes(x - size, y - size, 2 * size, 2 * size)
        axes.axis("off")
        axes.set(xlim=(-1, 1), ylim=(-1, 1))
        points = size / 25.4 * 72
        axes.scatter(
            [0], [0], s=points**2, c=color, marker="o" if is_round else "s", alpha=0.8, linewidths=0, clip_on=False
        )


def _incident_titles(overlay: Mark) -> list[str]:
    """Title and date of each numbered incident."""
    columns = overlay["fields"][:2]
    texts = [[column["words"][row] if row >= 0 else "" for row in column["rows"]] for column in columns]
    return [". ".join(filter(None, reversed(pair))) for pair in zip(*texts, strict=True)]

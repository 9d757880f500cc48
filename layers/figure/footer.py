"""Footer of a print map: notices, credits, and data version, boundaries and projection."""

from __future__ import annotations

from typing import Final

from layers.figure.sheet import INK, SOFT, Sheet
from layers.scene.model import Scene
from layers.scene.notes import credit_line
from layers.text.i18n import N_, Translator
from layers.text.typesetting import BOLD, height_of, leading

GAP: Final = 5.0
"""Millimetres between the parts of a sheet."""

_LARGEST: Final = 0.3
"""Share of the sheet's height that the footer takes at most."""

_SHRINK: Final = (1, 0.92, 0.85, 0.78, 0.7)
_MORE: Final = "more"
_PROJECTION: Final = N_("Projection: MAGNA-SIRGAS / Origen Nacional (EPSG:9377)")


class Footer:
    """Notices, sources with their licences, and a line with data version, boundaries, projection and scale."""

    def __init__(self, sheet: Sheet, scene: Scene, t: Translator, wide: float) -> None:
        self.sheet, self.t = sheet, t
        own = scene["choropleths"][0].get("notices", []) if scene["choropleths"] else []
        self.notices = list(dict.fromkeys([*own, *scene["notices"]]))
        self.credits = {row["id"]: credit_line(row) for row in scene["credits"]}
        self.colophon = scene["colophon"]
        room = sheet.paper.height * _LARGEST
        for shrink in _SHRINK:
            self.size = sheet.paper.body * 0.8 * shrink
            if self.height(wide) <= room:
                return
        notes, rest = self._columns(wide)
        room -= 2.8 + height_of(self._colophon_line(9_999_999), wide, self.size)
        self.notices = self._cut(self.notices, notes, room)
        names, texts = [*self.credits], [*self.credits.values()]
        kept = self._cut(texts, rest, room)
        if kept is not texts:
            self.credits = dict(zip([*names[: len(kept) - 1], _MORE], kept, strict=True))

    def _cut(self, texts: list[str], wide: float, room: float) -> list[str]:
        """As many texts as have room, and a last one that says how many have none."""
        if self._list_height(texts, wide) <= room:
            return texts
        kept = len(texts)
        while kept and self._list_height([*texts[:kept], self._more(len(texts) - kept)], wide) > room:
            kept -= 1
        return [*texts[:kept], self._more(len(texts) - kept)]

    def _more(self, n: int) -> str:
        return self.t("{n} more have no room here: the map in the app, and its data, list them.", n=self.t.number(n))

    def _colophon_line(self, scale: float) -> str:
        rounded = self.t.number(round(scale, -3 if scale < 1e6 else -4))
        fraction = self.t("about 1:{scale} on this paper", scale=rounded)
        return " · ".join(
            [*self.colophon, self.t(_PROJECTION), *([fraction] if self.sheet.paper.name == "A4" else [])]
        )

    def _columns(self, wide: float) -> tuple[float, float]:
        notes = (wide - GAP) * 0.4 if self.notices else 0.0
        return notes, wide - notes - (GAP if self.notices else 0)

    def height(self, wide: float) -> float:
        """Return the height in millimetres."""
        notes, rest = self._columns(wide)
        heights = [self._list_height([*self.credits.values()], rest), self._list_height(self.notices, notes)]
        return max(heights) + 2.8 + height_of(self._colophon_line(9_999_999), wide, self.size)

    def _list_height(self, texts: list[str], wide: float) -> float:
        if not texts:
            return 0.0
        return leading(self.size) + sum(height_of(text, wide, self.size) + 0.35 for text in texts)

    def draw(self, left: float, top: float, wide: float, scale: float, *, context: bool = True) -> None:
        """Draw the footer; ``scale`` is the denominator of the map scale on this paper.

        Natural Earth is credited only if ``context`` of it was drawn.
        """
        notes, rest = self._columns(wide)
        credits = [text for name, text in self.credits.items() if context or name != "natural_earth"]
        self.sheet.rule(left, top, wide, INK, 0.6)
        start = top + 1.6
        if self.notices:
            self._list(left, start, notes, self.t("What this map does not show"), self.notices)
        self._list(left + wide - rest, start, rest, self.t("Sources and licences"), credits)
        bottom = self.sheet.paper.height - self.sheet.paper.margin
        colophon = self._colophon_line(scale)
        level = bottom - height_of(colophon, wide, self.size)
        self.sheet.rule(left, level - 0.8, wide)
        self.sheet.paragraph(left, level, wide, colophon, self.size, color=SOFT)

    def _list(self, left: float, top: float, wide: float, title: str, texts: list[str]) -> None:
        self.sheet.line(left, top, title, self.size, BOLD)
        top += leading(self.size)
        for text in texts:
            top = self.sheet.paragraph(left, top, wide, text, self.size, color=SOFT) + 0.35

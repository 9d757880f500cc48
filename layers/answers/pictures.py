"""The pictures of an answer: which ones it has, each as SVG, or all on one sheet with words, limits and sources."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import pandas as pd

from layers.analysis.joint import Result
from layers.answers import intervals, plots, where, words
from layers.answers.frame import Box, Frame, nothing
from layers.figure.sheet import Paper, Sheet, house_style
from layers.ink import LIGHT, Ink
from layers.scene.web_assets import data_url
from layers.tables import Tables
from layers.text.i18n import DASH, Lang, Translator, translator

WIDE: Final = 170.0
NARROW: Final = 92.0
"""Widths in millimetres for a screen or paper, and for a phone."""

SIZE: Final = 7.4
"""Font size in points."""

MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png"}
"""Media types of the formats of pictures."""

_MAP_DPI: Final = 160
_KINDS: Final = ("coefficient", "lag", "month", "year", "cell", "rank", "distance", "null", "placebo", "break")
_TOGETHER: Final = {
    "month_outside": "month",
    **dict.fromkeys(("break", "break_year", "year_matched", "year_country"), "year"),
}
"""Series that are drawn into the picture of another."""

_TABLE_ONLY: Final = frozenset({"cell_pairs"})
"""Series that have a table and no picture."""


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes
    ----------
    kind, title
        Kind of series, and heading.
    data, media
        An SVG without a background or, of a map, a PNG, which is smaller than its many outlines; its media type.
    alt
        What it shows, for readers who cannot see it; a table has its numbers.
    """

    kind: str
    title: str
    data: bytes
    media: str
    alt: str

    @property
    def url(self) -> str:
        """The picture as the address of a page that makes no request."""
        return data_url(self.data, self.media)


@dataclass(frozen=True)
class Part:
    """A picture before it is drawn: its height at a width, and how it is drawn into a box."""

    kind: str
    title: str
    alt: str
    height: Callable[[Frame, float], float]
    draw: Callable[[Frame, Box], None]


def kind_of(series: str) -> str:
    """The kind of a series by its name, as in ``null_free``; empty for one that a map shows."""
    return next((kind for kind in _KINDS if series == kind or series.startswith(f"{kind}_")), "")


def parts(result: Result, tables: Tables, lang: Lang) -> list[Part]:
    """The pictures that an answer has: intervals first, what chance gives later, the map last."""
    t = translator(lang)
    if result.refused:
        return []
    ranked = (result.details["series"] == "rank").any()  # has the same intervals, and more
    found = [] if ranked else list(_intervals(result, t))
    families: dict[str, dict[str, pd.DataFrame]] = {}
    for series, rows in result.details.groupby("series", sort=False):
        if series in _TABLE_ONLY:
            continue
        family = _TOGETHER.get(str(series), str(series))
        families.setdefault(family, {})[str(series)] = rows
    for kind in _KINDS[1:]:
        for family, groups in families.items():
            if kind_of(family) == kind:
                found.append(_part(kind, family, groups, result, t))
    if where.has_map(result) and tables.has_boundaries:
        marked = where.marked(result)
        alt = t.plural("{n} municipality stands out.", "{n} municipalities stand out.", len(marked))
        found.append(Part("map", words.name(words.SERIES, "map", t), alt, where.height, where.draw))
    return found


def render(result: Result, tables: Tables, lang: Lang, width: float = WIDE, ink: Ink = LIGHT) -> list[Picture]:
    """Draw every picture of an answer, ``width`` millimetres wide."""
    return [draw(part, result, tables, lang, width, ink) for part in parts(result, tables, lang)]


def draw(
    part: Part,
    result: Result,
    tables: Tables,
    lang: Lang,
    width: float = WIDE,
    ink: Ink = LIGHT,
    *,
    kind: Literal["svg", "png"] = "svg",
) -> Picture:
    """Draw one of the :func:`parts`; a map is a PNG in any case."""
    with house_style():
        height = part.height(_frame(result, tables, lang, ink, width, 100.0), width)
        frame = _frame(result, tables, lang, ink, width, height)
        frame.sheet.figure.set_facecolor("none")
        part.draw(frame, (0.0, 0.0, width, height))
        if part.kind == "map":
            return Picture(part.kind, part.title, save(frame.sheet, "png", _MAP_DPI), "image/png", part.alt)
        return Picture(part.kind, part.title, save(frame.sheet, kind), MEDIA[kind], part.alt)


def _frame(result: Result, tables: Tables, lang: Lang, ink: Ink, width: float, height: float) -> Frame:
    sheet = Sheet(Paper("picture", width, height, 0, SIZE))
    return Frame(sheet, result, tables, translator(lang), ink, SIZE)


def save(sheet: Sheet, kind: str, dpi: int = 300) -> bytes:
    """The bytes of a sheet; the same sheet gives the same bytes."""
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": None},
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
    }
    stream = io.BytesIO()
    color = sheet.figure.get_facecolor()
    sheet.figure.savefig(stream, format=kind, dpi=dpi, metadata=metadata[kind], facecolor=color)
    return stream.getvalue()


def _intervals(result: Result, t: Translator) -> Iterator[Part]:
    """Numbers with an interval, or with what chance gives; the same number twice against two nulls is two rows."""
    rows = result.estimates
    shown = rows[(rows["low"].notna() & rows["high"].notna()) | rows["expected_low"].notna()]
    if len(shown):
        numbers = [
            (words.name(words.NAMES, row["statistic"], t), words.value(row["estimate"], row["unit"], t))
            for row in shown.to_dict("records")
        ]
        alt = "; ".join(f"{name}: {value}" for name, value in numbers)
        yield Part(
            "estimates",
            words.name(words.SERIES, "estimates", t),
            alt,
            lambda frame, width: intervals.intervals_height(frame, shown, width),
            lambda frame, box: intervals.intervals(frame, shown, box),
        )


def _part(kind: str, family: str, groups: dict[str, pd.DataFrame], result: Result, t: Translator) -> Part:
    rows = groups.get(family, next(iter(groups.values())))
    others = result.details["series"].str.startswith(f"{kind}_").any()
    title = _title(kind, family, t, plain="unweighted" if kind == "lag" and others else "")
    known = rows["estimate"].dropna()
    ends = {"low": t.significant(known.min()), "high": t.significant(known.max())} if len(known) else {}
    alt = t("{title}: {n} values, from {low} to {high}.", title=title, n=len(known), **ends) if ends else title
    estimates = result.estimates
    unit = estimates["unit"].iloc[0]
    draw: Callable[[Frame, Box], None]
    height: Callable[[Frame, float], float] = lambda frame, width: min(50.0, width * 0.46)  # noqa: E731
    if kind in ("null", "placebo"):
        observed = _observed(family, rows, estimates)
        middle = (rows["x"] + rows["y"]) / 2
        ends = {"low": t.significant(middle.min()), "high": t.significant(middle.max())}
        seen = DASH if observed is None else t.significant(observed["estimate"])
        alt = t("{title}: from {low} to {high}; observed: {seen}.", title=title, seen=seen, **ends)
        counted = t("random arrangements") if kind == "null" else t("dates")
        named = words.name(words.VARIANTS, family.partition("_")[2], t)
        x_label = named if observed is None else words.unit(observed["unit"], t)
        draw = partial(_null, rows=rows, observed=observed, labels=(x_label, counted))
    elif kind == "lag":
        years = bool((rows["key"].astype(float) != rows["x"]).any()) if rows["key"].notna().all() else False
        label = t("year") if years else t("years from the first measure to the second")
        y_label = words.unit(unit, t)
        draw = partial(_lag, rows=rows, around=nothing(unit) or 0.0, y_label=y_label, x_label=label)
    elif kind == "month":
        draw = partial(_groups, draw=plots.month, groups=groups)
        height = lambda frame, width: min(72.0, width * 0.62)  # noqa: E731
    elif kind == "cell":
        draw = partial(_rows, draw=plots.cell, rows=rows)
        height = lambda frame, width: min(78.0, width * 0.7)  # noqa: E731
    elif kind == "rank":
        shown = intervals.rank_rows(rows, result.request.place.codes)
        draw = partial(_rows, draw=intervals.rank, rows=shown)
        height = lambda frame, width: len(shown) * (frame.line + 0.9) + frame.line * 2.6  # noqa: E731
    elif kind == "distance":
        draw = partial(_rows, draw=plots.distance, rows=rows)
    else:
        draw = partial(_groups, draw=plots.year, groups=groups)
    return Part(kind, title, alt, height, draw)


def _null(frame: Frame, box: Box, rows: pd.DataFrame, observed: pd.Series | None, labels: tuple[str, str]) -> None:
    plots.null(frame, rows, box, observed, labels)


def _lag(frame: Frame, box: Box, rows: pd.DataFrame, around: float, y_label: str, x_label: str) -> None:
    plots.lag(frame, rows, box, around, y_label, x_label)


def _rows(frame: Frame, box: Box, draw: Callable[[Frame, pd.DataFrame, Box], None], rows: pd.DataFrame) -> None:
    draw(frame, rows, box)


def _groups(
    frame: Frame,
    box: Box,
    draw: Callable[[Frame, dict[str, pd.DataFrame], Box], None],
    groups: dict[str, pd.DataFrame],
) -> None:
    draw(frame, groups, box)


def _title(kind: str, family: str, t: Translator, plain: str) -> str:
    variant = family.removeprefix(kind).removeprefix("_") or plain
    title = words.name(words.SERIES, kind, t)
    named = words.name(words.VARIANTS, variant, t) if variant else ""
    return f"{title}: {named}" if named else title


def _observed(family: str, rows: pd.DataFrame, estimates: pd.DataFrame) -> pd.Series | None:
    """The estimate that a distribution belongs to: that with the same ending, else the headline.

    None if it is of something else, as it does not contain the expected value.
    """
    ending = family.partition("_")[2]
    same = estimates[estimates["statistic"].str.endswith(f"_{ending}")] if ending else estimates[:0]
    found = (same if len(same) else estimates).iloc[0]
    expected = found["expected"]
    foreign = pd.notna(expected) and not rows["x"].min() <= expected <= rows["y"].max()
    return None if foreign else found

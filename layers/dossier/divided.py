"""What a source finds inside and outside protected areas and reserves, by year."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Final

from markupsafe import Markup

from layers.analysis.overlaps import Overlap, overlaps
from layers.dossier import charts
from layers.dossier.blocks import Block, Cell, Picture, Table
from layers.dossier.charts import Columns
from layers.dossier.writer import Writer, known
from layers.text.i18n import N_

_INSIDE: Final = "#4a6b2f"
_OUTSIDE: Final = "#b0641c"
_FIRST: Final = "mapbiomas_transitions"
_DRAWN: Final = 2
"""Overlaps that are drawn, of those in the tables."""


def blocks(w: Writer) -> list[Block]:
    """Build a chart of the first overlaps with a value, and a table of those of each variable."""
    found = _found(w)
    if not found:
        return []
    grouped = groupby(found, key=lambda each: (each.source.id, each.sides.whole.id))
    return [_picture(w, found[:_DRAWN]), *(_table(w, list(group)) for _, group in grouped)]


def sentences(w: Writer) -> list[Markup]:
    """Write the newest year of the overlaps that are drawn."""
    said = []
    for each in _found(w)[:_DRAWN]:
        year = int(each.known_span["year"].iloc[-1])
        inside, outside = (
            w.yearly(each.source.id, side.id)[year] for side in (each.sides.inside, each.sides.outside)
        )
        said.append(
            w.sentence(
                N_("{title} in {year}: {inside} {unit}; outside: {outside} {unit}."),
                title=w.t(each.sides.inside.title),
                year=year,
                unit=w.t(each.sides.whole.unit),
                inside=w.number(inside),
                outside=w.number(outside),
            )
        )
    return said


def _found(w: Writer) -> list[Overlap]:
    """Overlaps with a value, deforestation first."""
    found = [each for each in overlaps(w.selection, w.tables) if not each.is_nothing]
    return sorted(found, key=lambda each: (each.sides.whole.over_years != "sum", each.source.id != _FIRST))


def _picture(w: Writer, drawn: list[Overlap]) -> Picture:
    series = [
        Columns(_short(w.t(variable.title)), known(w.yearly(each.source.id, variable.id)), color)
        for each in drawn
        for variable, color in ((each.sides.inside, _INSIDE), (each.sides.outside, _OUTSIDE))
    ]
    return Picture(
        partial(charts.columns, series, w.selection.years, w.t, 180, 27 * -(-len(series) // 2), 2),
        w.t("Columns by year inside and outside protected areas and reserves; years without data are shaded."),
        w.t("Each side has its own scale. Shaded: no data. A dot on the line is a measured zero."),
    )


def _table(w: Writer, group: list[Overlap]) -> Table:
    first = group[0]
    years = [int(year) for year in first.known_span["year"]]
    rows: list[list[Cell]] = []
    for each in group:
        sides = [w.yearly(each.source.id, variable.id) for variable in (each.sides.inside, each.sides.outside)]
        for variable, values in zip((each.sides.inside, each.sides.outside), sides, strict=True):
            cells = [w.number(values[year]) if year in values else w.missing for year in years]
            rows.append([w.t(variable.title), *cells])
        shares = each.rows.set_index("year")
        rows.append(
            [
                w.t("Inside, % of the total"),
                *(
                    w.share(
                        float(shares["inside"][year]), float(shares["total"][year]), f"{each.sides.inside.id}/share"
                    )
                    if shares["total"][year] > 0
                    else Markup("&ndash;")
                    for year in years
                ),
            ]
        )
    reach = [each for each in group if each.covered < each.asked]
    note = w.t("Inside and outside are of the same municipalities and years and add up to the whole.")
    if reach:
        counts = {"covered": w.t.number(reach[0].covered), "asked": w.t.number(reach[0].asked)}
        note += " " + w.t("With data: {reach}.", reach=w.t("{covered} of {asked} municipalities", **counts))
    unit = w.t(first.sides.whole.unit)
    caption = w.t("{title}, {unit}, inside and outside", title=w.t(first.sides.whole.title), unit=unit)
    return Table(caption, [w.t("What"), *map(str, years)], rows, note=note)


def _short(title: str) -> str:
    """A title without the name of the publisher in brackets."""
    return title.partition(" (")[0]

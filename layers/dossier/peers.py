"""Section of comparison: the ranks of a municipality, or a table of the municipalities of a region."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.statistics import summary
from layers.analysis.matrix import Chosen, Column, Matrix, matrix
from layers.catalog import CHOROPLETHS
from layers.catalog.model import Choropleth
from layers.dossier.blocks import Prose, Section, Table
from layers.dossier.writer import Writer
from layers.scene.choropleth import over_years
from layers.text.i18n import DASH, N_
from layers.text.terms import REGION_NAMES

_RANKED: Final = (
    "deaths", "homicides", "terrorism_acts", "massacre_victims", "mine_victims", "displacement", "confinement",
    "forest_loss", "deforestation", "deforestation_ideam", "evoa_ha", "evoa_illicit", "coca_density",
)  # fmt: skip


def section(w: Writer) -> Section:
    """Build the section; only rates, shares and areas that are comparable between municipalities."""
    return _ranks(w) if w.single else _members(w)


def _ranks(w: Writer) -> Section:
    code = w.codes[0]
    peer_area, peers = reference(w)
    rows = []
    for layer in _layers(_RANKED):
        values = w.tables.values(layer.measure, w.selection.years)
        if pd.isna(values["value"].get(code)):
            continue
        ranks = (summary.rank(values, code, peers), summary.rank(values, code))
        rows.append(
            [
                w.t(layer.title),
                w.t.years(values.attrs["years"]),
                _value(w, layer, float(values["value"][code])),
                w.t(layer.measure.unit),
                *(_rank(w, rank) if rank else DASH for rank in ranks),
            ]
        )
    text = N_(
        "Rank 1 is the highest value, equal values share a rank, and zero has none. Only municipalities with data"
        " are counted."
    )
    return Section(
        w.t("Comparison with other municipalities"),
        [
            Prose([w.sentence(text)]),
            Table(
                w.t("Rank by measure"),
                [w.t("Measure"), w.t("Years"), w.t("Value"), w.t("Unit"), peer_area, "Colombia"],
                rows,
                words=2,
            ),
        ],
    )


def reference(w: Writer) -> tuple[str, list[str]]:
    """Name and municipalities of the region or, outside them, the department that a municipality is compared with."""
    own = w.rows.iloc[0]
    table = w.tables.municipalities
    in_region = isinstance(own["region"], str)
    same = table["region"] == own["region"] if in_region else table["department_code"] == own["department_code"]
    name = REGION_NAMES[str(own["region"])] if in_region else str(own["department"])
    return name, list(table.loc[same, "municipality_code"])


def _members(w: Writer) -> Section:
    found = matrix(w.selection, w.tables, Chosen())
    of_measure = [list(columns) for _, columns in groupby(found.columns, lambda column: column.layer.id)]
    rows = [[name, *(_cell(w, columns, code) for columns in of_measure)] for code, name in _named(found)]
    note = N_(
        "Each cell: the rate; in brackets its rank among the municipalities with data, where 1 is the highest and a"
        " zero has none; below, the amount that it is made of."
    )
    return Section(
        w.t("Municipality by municipality"),
        [
            Table(
                w.t("Comparable measures"),
                [w.t("Municipality"), *(_head(w, columns) for columns in of_measure)],
                rows,
                note=w.t(note),
            )
        ],
    )


def _named(found: Matrix) -> list[tuple[str, str]]:
    return [(str(code), str(name)) for code, name in found.places["municipality"].items()]


def _head(w: Writer, columns: list[Column]) -> Markup:
    """Title of a measure with the units of its forms, the rate first, and the years that all of them cover."""
    layer, years = columns[0].layer, list(columns[0].years)
    units = [column.unit(w.sources, w.t) for column in reversed(columns)]
    over = {over_years(column.shown, years, w.t) for column in columns}
    parts = ["; ".join(units), w.t.years(years), over.pop() if len(over) == 1 else ""]
    return Markup("{} <small>{}</small>").format(w.t(layer.title), ", ".join(filter(None, parts)))


def _cell(w: Writer, columns: list[Column], code: str) -> Markup:
    *amounts, rate = columns
    value = rate.estimates["best"][code]
    if pd.isna(value):
        return w.missing
    rank = summary.rank(rate.estimates.rename(columns={"best": "value"}), code)
    text = w.plain(float(value), f"measure/{rate.id}")
    if rank:
        text += Markup(" <small>({})</small>").format(rank.place)
    for column in amounts:
        text += Markup("<br><small>{}</small>").format(_amount(w, column, code))
    return text


def _amount(w: Writer, column: Column, code: str) -> Markup:
    """An amount, with its low and high estimates where they differ."""
    what = f"measure/{column.id}"
    best, *band = (w.plain(column.estimates[bound][code], what) for bound in column.estimates)
    if not band or band[0] == band[1]:
        return best
    return w.sentence(N_("{best} (low {low}, high {high})"), best=best, low=band[0], high=band[1])


def _layers(names: tuple[str, ...]) -> list[Choropleth]:
    return [CHOROPLETHS[name] for name in names if name in CHOROPLETHS]


def _value(w: Writer, layer: Choropleth, value: float) -> Markup:
    return w.plain(value, f"measure/{layer.id}")


def _rank(w: Writer, rank: summary.Rank) -> Markup:
    return w.sentence(N_("{place} of {of}"), place=w.t.number(rank.place), of=w.t.number(rank.of))

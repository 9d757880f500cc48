"""Section of comparison: the ranks of a municipality, or a table of the municipalities of a region."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.statistics import summary
from layers.catalog import CHOROPLETHS
from layers.catalog.model import Choropleth
from layers.dossier.blocks import Prose, Section, Table
from layers.dossier.writer import Writer, values_of
from layers.text.i18n import N_
from layers.text.terms import REGION_NAMES, alphabetical

_RANKED: Final = (
    "deaths", "homicides", "terrorism_acts", "massacre_victims", "mine_victims", "displacement", "confinement",
    "forest_loss", "deforestation", "deforestation_ideam", "evoa_ha", "evoa_illicit", "coca_density",
)  # fmt: skip
_COMPARED: Final = ("deaths", "homicides", "terrorism_acts", "forest_loss", "evoa_ha", "coca_density")


def section(w: Writer) -> Section:
    """Build the section; only rates, shares and areas that are comparable between municipalities."""
    return _ranks(w) if w.single else _members(w)


def _ranks(w: Writer) -> Section:
    code = w.codes[0]
    peer_area, peers = reference(w)
    rows = []
    for layer in _layers(_RANKED):
        values = values_of(w.tables, layer.measure, w.selection.years)
        if pd.isna(values["value"].get(code)):
            continue
        ranks = (summary.rank(values, code, peers), summary.rank(values, code))
        rows.append(
            [
                w.t(layer.title),
                w.t.years(values.attrs["years"]),
                _value(w, layer, float(values["value"][code])),
                w.t(layer.measure.unit),
                *(_rank(w, rank) if rank else "–" for rank in ranks),
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
    layers = [layer for layer in _layers(_COMPARED) if _has_data(w, layer)]
    columns = [values_of(w.tables, layer.measure, w.selection.years) for layer in layers]
    rows = []
    for code in sorted(w.codes, key=lambda each: alphabetical(str(w.rows["municipality"][each]))):
        cells = []
        for layer, values in zip(layers, columns, strict=True):
            value = values["value"][code]
            if pd.isna(value):
                cells.append(w.missing)
                continue
            rank = summary.rank(values, code, w.codes)
            rank_text = Markup(" <small>({})</small>").format(rank.place) if rank else ""
            cells.append(_value(w, layer, float(value)) + rank_text)
        rows.append([str(w.rows["municipality"][code]), *cells])
    head = [
        Markup("{} <small>{}, {}</small>").format(
            w.t(layer.title), w.t(layer.measure.unit), w.t.years(values.attrs["years"])
        )
        for layer, values in zip(layers, columns, strict=True)
    ]
    note = w.t("In brackets: the rank among the municipalities with data; 1 is the highest and a zero has none.")
    return Section(
        w.t("Municipality by municipality"),
        [Table(w.t("Comparable measures"), [w.t("Municipality"), *head], rows, note=note)],
    )


def _layers(names: tuple[str, ...]) -> list[Choropleth]:
    return [CHOROPLETHS[name] for name in names if name in CHOROPLETHS]


def _has_data(w: Writer, layer: Choropleth) -> bool:
    return bool(values_of(w.tables, layer.measure, w.selection.years)["value"].reindex(w.codes).notna().any())


def _value(w: Writer, layer: Choropleth, value: float) -> Markup:
    return w.plain(value, f"measure/{layer.id}")


def _rank(w: Writer, rank: summary.Rank) -> Markup:
    return w.sentence(N_("{place} of {of}"), place=w.t.number(rank.place), of=w.t.number(rank.of))

"""The place among its peers: ranks of a municipality, or the municipalities of a region one by one."""

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
from layers.text.terms import REGION_NAMES

_RANKED: Final = (
    "deaths", "homicides", "terrorism_acts", "massacre_victims", "mine_victims", "displacement", "confinement",
    "forest_loss", "deforestation", "deforestation_ideam", "evoa_ha", "evoa_illicit", "coca_density",
)  # fmt: skip
_COMPARED: Final = ("deaths", "homicides", "terrorism_acts", "forest_loss", "evoa_ha", "coca_density")


def section(w: Writer) -> Section:
    """Ranks with the number of peers that have a value; only rates, shares and areas that compare."""
    return _ranks(w) if w.single else _members(w)


def _ranks(w: Writer) -> Section:
    code = w.codes[0]
    own = w.rows.iloc[0]
    table = w.tables.municipalities
    in_region = isinstance(own["region"], str)
    peers = table.loc[
        table["region"] == own["region"] if in_region else table["department_code"] == own["department_code"],
        "municipality_code",
    ]
    around = REGION_NAMES[str(own["region"])] if in_region else str(own["department"])
    rows = []
    for layer in _layers(_RANKED):
        values = values_of(w.tables, layer.measure, w.selection.years)
        near, far = summary.rank(values, code, list(peers)), summary.rank(values, code)
        if near is None or far is None:
            continue
        rows.append(
            [
                w.t(layer.title),
                w.t.years(values.attrs["years"]),
                _value(w, layer, float(values["value"][code])),
                w.t(layer.measure.unit),
                *([_place(w, near), _place(w, far)] if values["value"][code] > 0 else ["–", "–"]),
            ]
        )
    text = N_(
        "Place 1 is the highest value, equal values share a place, and zero has none. Only municipalities with data"
        " are counted."
    )
    return Section(
        w.t("Among its peers"),
        [
            Prose([w.say(text)]),
            Table(
                w.t("Rank by measure"),
                [w.t("Measure"), w.t("Years"), w.t("Value"), w.t("Unit"), around, "Colombia"],
                rows,
                words=2,
            ),
        ],
    )


def _members(w: Writer) -> Section:
    layers = [layer for layer in _layers(_COMPARED) if _known(w, layer)]
    columns = [values_of(w.tables, layer.measure, w.selection.years) for layer in layers]
    rows = []
    for code in sorted(w.codes, key=lambda each: str(w.rows["municipality"][each])):
        cells = []
        for layer, values in zip(layers, columns, strict=True):
            value = values["value"][code]
            if pd.isna(value):
                cells.append(w.missing)
                continue
            rank = summary.rank(values, code, w.codes)
            place = Markup(" <small>({})</small>").format(rank.place) if rank and value > 0 else ""
            cells.append(_value(w, layer, float(value)) + place)
        rows.append([str(w.rows["municipality"][code]), *cells])
    head = [
        Markup("{} <small>{}, {}</small>").format(
            w.t(layer.title), w.t(layer.measure.unit), w.t.years(values.attrs["years"])
        )
        for layer, values in zip(layers, columns, strict=True)
    ]
    note = w.t("In brackets: the place among the municipalities with data, 1 the highest.")
    return Section(
        w.t("Municipality by municipality"),
        [Table(w.t("Measures that compare"), [w.t("Municipality"), *head], rows, note=note)],
    )


def _layers(names: tuple[str, ...]) -> list[Choropleth]:
    known = CHOROPLETHS
    return [known[name] for name in names if name in known]


def _known(w: Writer, layer: Choropleth) -> bool:
    return bool(values_of(w.tables, layer.measure, w.selection.years)["value"].reindex(w.codes).notna().any())


def _value(w: Writer, layer: Choropleth, value: float) -> Markup:
    return w.plain(value, f"measure/{layer.id}")


def _place(w: Writer, rank: summary.Rank) -> Markup:
    return w.say(N_("{place} of {of}"), place=w.t.number(rank.place), of=w.t.number(rank.of))

"""A choropleth as the runtime draws it: a class and a written value for each municipality, and its legend.

Values are rounded as they are told before they are classed: a colour is that of the number that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.source import Aggregation
from geo.statistics.indicators import Measure
from layers.caching import weak_lru_cache
from layers.catalog.model import GROUPS, Choropleth
from layers.scene.classification import SCHEMES, ZERO, Classes, classify
from layers.scene.model import NODATA, OUTSIDE, LegendRow, Shade
from layers.scene.notes import heading, place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

BAND: Final = N_("{best} (low {low}, high {high})")
GAP: Final = N_("{title}: no figure for {years}.")
_FILES: Final = 3  # named one by one; the manifest has all
_OVER_YEARS: Final = {
    "sum": N_("total of the years"),
    "mean": N_("mean of the years"),
    "last": N_("last year"),
}


def shade(
    layer: Choropleth, selection: Selection, tables: Tables, codes: Sequence[str], classes: Classes | None = None
) -> Shade:
    """Colour the municipalities that a selection shows.

    Parameters
    ----------
    codes
        Municipalities of the base map, in its order.
    classes
        Of :func:`common_classes`, where several maps are to be read together; by default the selection's own.
    """
    t = translator(selection.lang)
    shown = tables.shown_codes(selection)
    found = estimates(layer, tables, selection.years, shown)
    years: list[int] = found.attrs["years"]
    values = found["best"]
    classes = classes or classify(values, layer.palette, layer.scheme, limit=layer.limit)
    assigned = pd.Series(classes.assign(values), index=shown)
    told = _told(found, t)
    known = values.dropna()
    bare = len(values) - len(known)
    top = str(known.idxmax()) if len(known) and known.max() > 0 else None
    letters = {code: NODATA if kind < 0 else str(kind) for code, kind in assigned.items()}
    return {
        "id": layer.id,
        "title": t(layer.title),
        "group": t(GROUPS[layer.group]),
        "unit": t(layer.measure.unit),
        "years": t.years(years),
        "over": _over_years(layer, years, t),
        "note": t(layer.note) if layer.note else "",
        "method": method(classes, t),
        "n": len(known),
        "classes": [
            {**row, "count_text": t.number(int((assigned == row["class"]).sum()))}
            for row in legend(classes, t, zero=bool((assigned == 0).any()))
        ],
        "nodata": {"label": t(layer.nodata), "n": bare, "count_text": t.number(bare)},
        "class_codes": "".join(letters.get(code, OUTSIDE) for code in codes),
        "values": [told.get(code, "") for code in codes],
        "range": [t.significant(float(bound)) for bound in (known.min(), known.max())] if len(known) else [],
        "top": [_names(tables)[top], told[top]] if top else [],
        "notices": [*_gaps(layer, selection, years, t), *coverage_notices(layer, tables, t)],
        "origin": origin(layer, tables, t),
        "heading": heading(place_name(selection, tables), t(layer.title), t),
    }


def common_classes(layer: Choropleth, selections: Iterable[Selection], tables: Tables) -> Classes:
    """One set of classes for several maps of a measure: the same colour is the same value on all of them."""
    found = [estimates(layer, tables, each.years, tables.shown_codes(each)) for each in selections]
    known = [each["best"] for each in found if each.attrs["years"]]
    values = pd.concat(known) if known else pd.Series(dtype=float)
    return classify(values, layer.palette, layer.scheme, limit=layer.limit)


def estimates(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> pd.DataFrame:
    """What a choropleth tells of municipalities over years, rounded as it is told.

    Returns
    -------
    pandas.DataFrame
        ``best`` by municipality, NaN without data, and where the layer has a band ``low`` and ``high``. The years
        used are in ``attrs["years"]``.
    """
    return _estimates(tables, layer, years, tuple(codes))


@weak_lru_cache(128)
def _estimates(tables: Tables, layer: Choropleth, years: tuple[int, ...], codes: tuple[str, ...]) -> pd.DataFrame:
    """They are the same in both languages, and for the map and its legend."""
    results = {name: tables.values(each, years) for name, each in measures(layer).items()}
    used = results["best"].attrs["years"]
    index = pd.Index(codes)
    told = {name: rounded(result["value"].reindex(index).to_numpy()) for name, result in results.items()}
    found = pd.DataFrame(told, index=index)
    if not used:
        found.loc[:, :] = float("nan")
    found.attrs["years"] = used
    return found


def measures(layer: Choropleth) -> dict[str, Measure]:
    """What is estimated: ``best``, and where the layer has a band ``low`` and ``high``."""
    band = zip(("low", "high"), layer.band or (), strict=False)
    return {"best": layer.measure} | {name: replace(layer.measure, variable=variable) for name, variable in band}


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values as they are told: three significant digits, whole numbers in full; never zero where they are above."""
    t, known = translator("en"), ~np.isnan(values)
    each, places = np.unique(values[known], return_inverse=True)
    told = np.full(values.shape, np.nan)
    told[known] = np.array([float(t.significant(one).replace(",", "")) or one for one in each.tolist()])[places]
    return told


def legend(classes: Classes, t: Translator, *, zero: bool) -> list[LegendRow]:
    """Rows of a legend without counts; one for zero where there is one."""
    rows: list[LegendRow] = [{"class": 0, "color": ZERO, "label": "0", "upto": 0}] if zero else []
    bounds = [0.0, *classes.breaks]
    for index, color in enumerate(classes.colors, start=1):
        lower, upper = (t.significant(bound) for bound in bounds[index - 1 : index + 1])
        label = f"{lower} – {upper}" if index > 1 else t("up to {upper}", upper=upper)
        rows.append({"class": index, "color": color, "label": label, "upto": bounds[index]})
    return rows


def method(classes: Classes, t: Translator) -> str:
    """How the classes were found, in words."""
    return t(SCHEMES[classes.scheme]) if classes.breaks else ""


def coverage_notices(layer: Choropleth, tables: Tables, t: Translator) -> list[str]:
    """What a choropleth does not show in any year: the coverage note of its source."""
    source = tables.sources.get(layer.measure.source)
    return [t(source.coverage.note)] if source and source.coverage.note else []


def _told(found: pd.DataFrame, t: Translator) -> dict[str, str]:
    told = {str(code): t.significant(value) for code, value in found["best"].dropna().items()}
    if "low" in found:
        for code, low, high in found.loc[list(told), ["low", "high"]].itertuples():
            if low != high:
                told[code] = t(BAND, best=told[code], low=t.significant(low), high=t.significant(high))
    return told


def _over_years(layer: Choropleth, years: list[int], t: Translator) -> str:
    if len(years) < 2:
        return ""
    if layer.measure.annual:
        return t("mean per year")
    pooled = layer.measure.per not in (None, "area") and not layer.measure.static  # both sides are summed
    how: Aggregation = "mean" if pooled else layer.measure.over_years
    return t(_OVER_YEARS[how])


def origin(layer: Choropleth, tables: Tables, t: Translator) -> list[str]:
    """Of the measure and what it is put over: who publishes it, how it was computed, what a zero means, the files."""
    measure = layer.measure
    series = [(measure.source, measure.variable)]
    if measure.per not in (None, "area"):
        series.append((measure.per_source or measure.source, str(measure.per)))
    known, said = tables.sources, []
    told = _lineage(tables)
    for row in (told[name] for name in series if name in told):
        files = [_short(entry) for entry in row["inputs"].split(" | ")]
        source = known.get(row["source"])
        title = t(source.title) if source else row["source"]
        said += [
            f"{title}, {t(row['release'])}. "
            + t("Retrieved on {date}.", date=t.date(date.fromisoformat(row["retrieved"]))),
            f"{t(row['method'])} {t(row['zeros'])}",
            t("Files and checksums: {files}", files=", ".join(files[:_FILES]) + " …" * (len(files) > _FILES)),
        ]
    return list(dict.fromkeys(said))


@weak_lru_cache(1)
def _lineage(tables: Tables) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row["source"], row["variable"]): {str(name): value for name, value in row.items()}
        for row in tables.lineage.to_dict("records")
    }


@weak_lru_cache(1)
def _names(tables: Tables) -> dict[str, str]:
    table = tables.municipalities
    return dict(zip(table["municipality_code"], table["municipality"], strict=True))


def _short(entry: str) -> str:
    """Name of a file and the head of its checksum."""
    path, _, digest = entry.partition(" sha256:")
    return f"{path.rpartition('/')[2]} {digest[:8]}"


def _gaps(layer: Choropleth, selection: Selection, years: list[int], t: Translator) -> list[str]:
    title, said = t(layer.title), []
    whole = selection.start.endswith("-01") and selection.end.endswith("-12")
    if not years:
        said.append(t("{title}: the source has no year of this period.", title=title))
    elif not layer.measure.standing and (missing := sorted(set(selection.years) - set(years))):
        said.append(t(GAP, title=title, years=t.years(missing)))
    if years and not whole and not layer.measure.standing:
        said.append(t("{title}: yearly figures, shown for whole years.", title=title))
    return said

"""A choropleth as data for the runtime: class and formatted value of each municipality, and the legend.

Values are rounded for display before they are classified, so that colour and printed number always agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.source import Aggregation
from geo.statistics.indicators import Measure
from layers.caching import weak_lru_cache
from layers.catalog.forms import amount_of, unit_in
from layers.catalog.model import GROUPS, Choropleth
from layers.scene.classification import SCHEMES, ZERO, Classes, classify
from layers.scene.lineage import origin
from layers.scene.mark_model import NODATA, OUTSIDE, LegendRow
from layers.scene.model import Amount, Shade
from layers.scene.notes import heading, place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import DECIMAL_STEPS, N_, Lang, Translator, translator
from layers.text.terms import unit_after

BAND: Final = N_("{best} (low {low}, high {high})")
GAP: Final = N_("{title}: no figure for {years}.")
_OVER_YEARS: Final = {
    "sum": N_("total of the years"),
    "mean": N_("mean of the years"),
    "last": N_("last year"),
}


def shade(
    layer: Choropleth, selection: Selection, tables: Tables, codes: Sequence[str], classes: Classes | None = None
) -> Shade:
    """Describe the choropleth of a selection for the runtime.

    Parameters
    ----------
    codes
        Municipalities of the base map, in its order.
    classes
        From :func:`common_classes` for maps that are compared; by default those of this selection.
    """
    t = translator(selection.lang)
    shown = tables.shown_codes(selection)
    years: list[int] = estimates(layer, tables, selection.years, shown).attrs["years"]
    coloured = _coloured(tables, layer, selection.years, tuple(shown.tolist()), tuple(codes), classes, t.lang)
    own = {
        "note": _note(layer, selection, t),
        "notices": [
            *gaps(t(layer.title), selection, years, t, standing=layer.measure.standing),
            *coverage_notices(layer, tables, t),
        ],
        "heading": heading(place_name(selection, tables), t(layer.title), t),
    }
    return cast("Shade", coloured | own)


@weak_lru_cache(256)
def _coloured(
    tables: Tables,
    layer: Choropleth,
    selected_years: tuple[int, ...],
    shown: tuple[str, ...],
    codes: tuple[str, ...],
    classes: Classes | None,
    lang: Lang,
) -> dict[str, Any]:
    """The part of a choropleth that depends on years, not months: mostly the same when a period moves by a month."""
    t, index = translator(lang), pd.Index(shown)
    found = estimates(layer, tables, selected_years, index)
    years: list[int] = found.attrs["years"]
    values = found["best"]
    classes = classes or classify(values, layer.palette, layer.scheme, limit=layer.limit)
    assigned = classes.assign(values)
    formatted = _format_values(found, t)
    made_of = amounts(layer, tables, years, index)
    counted = {} if made_of is None else _format_values(made_of, t)
    known = values.dropna()
    missing = len(values) - len(known)
    unknown = t(layer.nodata) if years else t("No data")  # a source without a year searched nothing
    top = str(known.idxmax()) if len(known) and known.max() > 0 else None
    numbers = zip(shown, assigned.tolist(), strict=True)
    class_codes = {code: NODATA if number < 0 else str(number) for code, number in numbers}
    return {
        "id": layer.id,
        "title": t(layer.title),
        "group": t(GROUPS[layer.group]),
        "unit": t(layer.measure.unit),
        "years": t.years(years),
        "over": over_years(layer, years, t),
        "method": method(classes, t),
        "n": len(known),
        "classes": [
            {**row, "count_text": t.number(int((assigned == row["class"]).sum()))}
            for row in legend(classes, t, zero=bool((assigned == 0).any()))
        ],
        "nodata": {"label": unknown, "n": missing, "count_text": t.number(missing)},
        "class_codes": "".join(class_codes.get(code, OUTSIDE) for code in codes),
        "values": [formatted.get(code, "") for code in codes],
        "amount": amount(layer, tables, years, t),
        "amounts": [counted.get(code, "") for code in codes] if counted else [],
        "range": [t.significant(float(bound)) for bound in (known.min(), known.max())] if len(known) else [],
        "top": [_names(tables)[top], formatted[top]] if top else [],
        "origin": origin(layer, tables, t),
    }


def _note(layer: Choropleth, selection: Selection, t: Translator) -> str:
    """The note of a layer; beside events of some actors, violence of all of them is said to be so."""
    is_wider = selection.actors and layer.group == "conflict"
    return " ".join(
        [
            *([t(layer.note)] if layer.note else []),
            *([t("Of all parties: only events are filtered.")] if is_wider else []),
        ]
    )


def common_classes(layer: Choropleth, selections: Iterable[Selection], tables: Tables) -> Classes:
    """One set of classes for several maps of a measure, so that a colour means the same on all of them."""
    results = [estimates(layer, tables, selection.years, tables.shown_codes(selection)) for selection in selections]
    known = [result["best"] for result in results if result.attrs["years"]]
    values = pd.concat(known) if known else pd.Series(dtype=float)
    return classify(values, layer.palette, layer.scheme, limit=layer.limit)


def estimates(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> pd.DataFrame:
    """The values of a choropleth over years, rounded for display.

    Returns
    -------
    pandas.DataFrame
        ``best`` by municipality, NaN without data, and ``low`` and ``high`` if the layer has a band. The years used
        are in ``attrs["years"]``.
    """
    return _estimates(tables, layer, years, tuple(codes.tolist()))  # to iterate over Arrow strings is slow


def amounts(layer: Choropleth, tables: Tables, years: Sequence[int], codes: pd.Index) -> pd.DataFrame | None:
    """The amounts that the rates of a layer are made of, as :func:`estimates`; None if it shows no rate.

    Parameters
    ----------
    years
        Those of the rates.
    """
    made_of = amount_of(layer, tables.sources)
    return estimates(made_of, tables, tuple(years), codes) if made_of and years else None


def amount(layer: Choropleth, tables: Tables, years: Sequence[int], t: Translator) -> Amount | None:
    """The unit of :func:`amounts`, and what they are divided by; None if the layer shows no rate."""
    if amount_of(layer, tables.sources) is None:
        return None
    unit = unit_in(layer, "count", tables.sources, t)
    return {"unit": unit, "one": unit_after(1, unit, t), "by": divided_by(layer, tables, years, t)}


def divided_by(layer: Choropleth, tables: Tables, years: Sequence[int], t: Translator) -> str:
    """What a rate of some years is divided by, and the years of that; empty for the area, which has none."""
    own = layer.measure
    if own.per in (None, "area") or not years:
        return ""
    name = own.per_source or own.source
    source = tables.sources.get(name)
    stated = [each.title for each in source.variables if each.id == own.per] if source else []
    known = [int(year) for year in tables.amounts(str(own.per), name).columns]
    used = known[-1:] if own.static else sorted({min(year, known[-1]) for year in years})
    title = t(stated[0] if stated else str(own.per))
    return t("divided by: {what}, {years}", what=title[:1].lower() + title[1:], years=t.years(used))


@weak_lru_cache(128)
def _estimates(tables: Tables, layer: Choropleth, years: tuple[int, ...], codes: tuple[str, ...]) -> pd.DataFrame:
    """Cached: both languages, the map and its legend need the same values."""
    results = {name: tables.values(each, years) for name, each in measures(layer).items()}
    used = results["best"].attrs["years"]
    index = pd.Index(codes)
    columns = {name: rounded(result["value"].reindex(index).to_numpy()) for name, result in results.items()}
    found = pd.DataFrame(columns, index=index)
    if not used:
        found.loc[:, :] = float("nan")
    found.attrs["years"] = used
    return found


def measures(layer: Choropleth) -> dict[str, Measure]:
    """The measures of a layer: ``best``, and ``low`` and ``high`` if it has a band."""
    band = zip(("low", "high"), layer.band or (), strict=False)
    return {"best": layer.measure} | {name: replace(layer.measure, variable=variable) for name, variable in band}


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round values for display: three significant digits, integers in full; a value above zero stays above zero."""
    scale = 10.0 ** (len(DECIMAL_STEPS) - np.searchsorted(DECIMAL_STEPS, np.abs(values), side="right"))
    scaled = values * scale
    whole = np.rint(scaled)
    result: NDArray[np.float64] = whole / scale
    # the product is inexact: near a half, the decimal text of the value decides, as where it is printed
    half = np.abs(np.abs(scaled - whole) - 0.5) < 1e-9 * np.maximum(1, np.abs(scaled))
    text = translator("en").significant
    result[half] = [float(text(value).replace(",", "")) for value in values[half].tolist()]
    return np.where(result == 0, values, result)


def legend(classes: Classes, t: Translator, *, zero: bool) -> list[LegendRow]:
    """Rows of a legend without counts; ``zero`` adds a row for zero."""
    rows: list[LegendRow] = [{"class": 0, "color": ZERO, "label": "0", "upto": 0}] if zero else []
    bounds = [0.0, *classes.breaks]
    for index, color in enumerate(classes.colors, start=1):
        lower, upper = (t.significant(bound) for bound in bounds[index - 1 : index + 1])
        label = f"{lower} – {upper}" if index > 1 else t("up to {upper}", upper=upper)
        rows.append({"class": index, "color": color, "label": label, "upto": bounds[index]})
    return rows


def method(classes: Classes, t: Translator) -> str:
    """The classification method as text."""
    return t(SCHEMES[classes.scheme]) if classes.breaks else ""


def coverage_notices(layer: Choropleth, tables: Tables, t: Translator) -> list[str]:
    """What a choropleth does not show in any year: the coverage note of its source."""
    source = tables.sources.get(layer.measure.source)
    return [t(source.coverage.note)] if source and source.coverage.note else []


def _format_values(found: pd.DataFrame, t: Translator) -> dict[str, str]:
    known = found["best"].dropna()
    formatted = {code: t.significant(value) for code, value in zip(known.index.tolist(), known.tolist(), strict=True)}
    if "low" in found:
        for code, low, high in found.loc[list(formatted), ["low", "high"]].itertuples():
            if low != high:
                formatted[code] = t(BAND, best=formatted[code], low=t.significant(low), high=t.significant(high))
    return formatted


def over_years(layer: Choropleth, years: Sequence[int], t: Translator) -> str:
    """How several years are combined in a value of a layer; empty for one year."""
    if len(years) < 2:
        return ""
    if layer.measure.annual:
        return t("mean per year")
    # of these, numerator and denominator are summed
    pooled = layer.measure.per not in (None, "area") and not layer.measure.static
    aggregation: Aggregation = "mean" if pooled else layer.measure.over_years
    return t(_OVER_YEARS[aggregation])


@weak_lru_cache(1)
def _names(tables: Tables) -> dict[str, str]:
    table = tables.municipalities
    return dict(zip(table["municipality_code"], table["municipality"], strict=True))


def gaps(
    title: str, selection: Selection, years: Sequence[int], t: Translator, *, standing: bool = False
) -> list[str]:
    """Notices about the parts of a period that have no figure.

    Parameters
    ----------
    years
        Those that have one, as :func:`estimates` finds them.
    standing
        They are the state at one date and have no years.
    """
    texts = []
    whole_years = selection.start.endswith("-01") and selection.end.endswith("-12")
    if not years:
        texts.append(t("{title}: the source has no year of this period.", title=title))
    elif not standing and (missing := sorted(set(selection.years) - set(years))):
        texts.append(t(GAP, title=title, years=t.years(missing)))
    if years and not whole_years and not standing:
        texts.append(t("{title}: yearly figures, shown for whole years.", title=title))
    return texts

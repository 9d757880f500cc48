"""First and last part of a dossier: facts, key figures and maps; sources with terms, coverage and caveats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from markupsafe import Markup

from geo.source import Aggregation
from layers import figure
from layers.catalog import CHOROPLETHS
from layers.dossier import reported
from layers.dossier.blocks import DPI, Entry, Format, Notes, Pair, Picture, Prose, Section
from layers.dossier.counts import event_sources
from layers.dossier.writer import Writer
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_
from layers.text.terms import border, unit_after

_MAP_SIZE: Final = (87.0, 49.0, 5.5)
"""Width and height in millimetres, and points of the legend."""

_OTHERS: Final = (
    "mindefensa_homicides", "uariv_displacement", "ocha_confinement", "cnmh_cases", "mindefensa_mine_raids",
    "ceasefires", "incidents", "gfw_loss", "hansen_municipal", "ideam_deforestation", "mapbiomas_transitions", "evoa",
    "amw_mining", "mining_titles", "coca", "parks", "protected_caqueta", "reserves_caqueta",
    "peasant_reserves", "dane_population", "dane_mgn",
)  # fmt: skip


def used(w: Writer) -> list[str]:
    """Return the ids of the sources that a dossier uses."""
    return [source.id for source in event_sources(w)] + [name for name in _OTHERS if name in w.sources]


def tiles(w: Writer) -> list[tuple[Markup, str, str]]:
    """Return the key figures: number, label, and publisher with years, and with municipalities unless all have data.

    Where a source has none for the period, a figure of another stands in its place, under its own name.
    """
    rows: list[tuple[Markup, str, str]] = []
    for choices in _KEY_FIGURES:
        found = [(what, w.amount(source, variable, over)) for what, source, variable, over in choices]
        what, amount = next((each for each in found if each[1].value is not None), found[0])
        years = amount.years[-1:] if amount.over == "last" else amount.years
        number = w.number(amount)
        if amount.variable == "fatalities_best" and amount.value is not None:
            low, high = (w.amount(amount.source, f"fatalities_{bound}") for bound in ("low", "high"))
            if low.value != high.value:
                number += Markup(" <small>{}–{}</small>").format(w.number(low), w.number(high))
        publisher = w.t(_PUBLISHERS[amount.source])
        scope = (publisher, w.t.years(list(years)), w.coverage(amount))
        rows.append((number, unit_after(amount.value, what, w.t), Markup(", ").join(text for text in scope if text)))
    return rows


_KEY_FIGURES: Final[tuple[tuple[tuple[str, str, str, Aggregation], ...], ...]] = (
    ((N_("people killed in armed conflict"), "ucdp_ged", "fatalities_best", "sum"),),
    (
        (N_("victims of homicide"), "police_homicides", "victims", "sum"),
        (N_("victims of homicide"), "mindefensa_homicides", "homicides", "sum"),
    ),
    ((N_("acts of terrorism"), "mindefensa_terrorism", "events", "sum"),),
    (
        (N_("ha of tree cover lost"), "gfw_loss", "tree_cover_loss", "sum"),
        (N_("ha of tree cover lost, any canopy"), "hansen_municipal", "tree_cover_loss_any_canopy", "sum"),
    ),
    ((N_("ha of alluvial gold mining, mean"), "evoa", "evoa_area", "mean"),),
    ((N_("ha of coca on 31 December"), "coca", "coca_area", "last"),),
)
KEY_SOURCES: Final = tuple(dict.fromkeys(choice[1] for choices in _KEY_FIGURES for choice in choices))
"""Sources of the key figures, in their order."""

_PUBLISHERS: Final = {
    "ucdp_ged": "UCDP", "police_homicides": N_("Police"), "mindefensa_homicides": N_("Ministry of Defence"),
    "mindefensa_terrorism": N_("Ministry of Defence"), "gfw_loss": "Global Forest Watch",
    "hansen_municipal": "Hansen/UMD", "evoa": "UNODC, EVOA", "coca": "UNODC",
}  # fmt: skip


def facts(w: Writer) -> list[tuple[str, Markup | str]]:
    """Return facts of the place as labels and values: population, area, department, PDET subregion."""
    population = w.latest("dane_population", "population")
    rows: list[tuple[str, Markup | str]] = []
    if population and population.value is not None:
        year = population.years[0]
        rows.append((w.t("Population, {year}", year=year), w.number(population)))
    rows.append((w.t("Area"), w.plain(float(w.rows["area_km2"].sum()), "area_km2") + " km²"))
    if w.single:
        own = w.rows.iloc[0]
        rows.append((w.t("Department"), str(own["department"])))
        subregion = own["pdet_subregion"]
        if relation := border(own["border_countries"], own["border_km"], w.t):
            rows.append((w.t("Land border"), relation))
        rows.append(("PDET", str(subregion) if isinstance(subregion, str) else w.t("none")))
    else:
        rows.append((w.t("Municipalities"), w.plain(float(len(w.codes)), "municipalities")))
        names = sorted({str(name) for name in w.rows["department"]})
        rows.append((w.t("Department"), ", ".join(names)))
    return rows


def maps(w: Writer) -> tuple[Pair, list[str]]:
    """Draw a map of violence and one of forest loss; return them and the sources to credit for their context."""
    known = CHOROPLETHS
    violent = "terrorism_acts" if w.rows["region"].notna().all() and "terrorism_acts" in known else "homicides"
    if violent not in known:
        violent = "deaths"
    region = w.rows["region"].iloc[0]
    base = replace(w.selection, region=region if w.single and isinstance(region, str) else w.selection.region)
    forest = next((name for name in ("forest_loss", "forest_loss_any_canopy") if _has_values(w, name)), "forest_loss")
    pictures, has_context = [], False
    for chosen, layers in ((violent, ("incidents",)), (forest, ("parks",))):
        shown = replace(base, choropleth=chosen, layers=layers)
        inset = figure.plain_map(shown, w.tables, *_MAP_SIZE)
        has_context |= inset.context
        alt = w.t("Map: {title}", title=w.t(known[chosen].title))
        pictures.append(Picture(partial(_map, inset, shown, w.tables), alt, wide=False))
    return Pair(pictures[0], pictures[1]), ["natural_earth"] if has_context else []


def _map(inset: figure.Inset, shown: Selection, tables: Tables, kind: Format) -> bytes:
    if kind == "svg":
        return inset.picture
    return figure.plain_map(shown, tables, *_MAP_SIZE, kind=kind, dpi=DPI).picture


def _has_values(w: Writer, layer: str) -> bool:
    values = w.tables.values(CHOROPLETHS[layer].measure, w.selection.years)["value"]
    return bool(values.reindex(w.codes).notna().any())


def credits(w: Writer, context: Sequence[str]) -> list[tuple[str, str]]:
    """Return titles, and attribution with licence, of the sources with data and of those in ``context``."""
    found: dict[tuple[str, str], list[str]] = {}
    with_data = {*_with_data(w), *context}
    for name in (*used(w), *context):
        source = w.sources[name]
        if source.kind == "register" or name in with_data:
            found.setdefault((w.t(source.attribution), w.t(source.licence)), []).append(w.t(source.title))
    return [("; ".join(titles), f"{attribution}, {licence}") for (attribution, licence), titles in found.items()]


def _with_data(w: Writer) -> set[str]:
    codes = w.tables.indicators["municipality_code"].isin(w.codes)
    return set(w.tables.indicators.loc[codes, "source"])


def sources(w: Writer, context: Sequence[str]) -> Section:
    """Build the section on sources: publisher, terms, day of retrieval, caveats.

    Sources without data for the place are listed with their coverage only. The sources in ``context`` are credited
    for what the maps show around the place.
    """
    inputs = w.tables.manifest.get("inputs", ())
    retrieved = {entry["source"]: entry["retrieved"] for entry in inputs if entry.get("retrieved")}
    dates = {name: w.t.date(date.fromisoformat(day)) for name, day in retrieved.items()}
    with_data = {*_with_data(w), *context}
    entries: list[Entry] = []
    without_data = []
    for name in (*used(w), *context):
        source = w.sources[name]
        if source.kind != "register" and name not in with_data:
            without_data.append(": ".join(filter(None, (w.t(source.title), w.t(source.coverage.note)))))
            continue
        terms = [w.t(source.attribution), w.t(source.period), w.t(source.licence)]
        if name in dates and len(set(dates.values())) > 1:
            terms.append(w.t("retrieved on {date}", date=dates[name]))
        limits = [] if name in context else [text for text in (source.coverage.note, *source.caveats[:1]) if text]
        entries.append((w.t(source.title), "; ".join(terms), [w.t(text) for text in limits]))
    if published := reported.entry(w):
        entries.append(published)
    if without_data:
        entries.append((w.t("Without data for this place"), "", without_data))
    days = sorted(set(dates.values()))
    intro = [w.sentence(N_("All sources were retrieved on {date}."), date=days[0])] if len(days) == 1 else []
    return Section(w.t("Sources, and what they do not show"), [Prose(intro), Notes(entries)])

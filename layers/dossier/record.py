"""The front and the back of a dossier: key figures and maps; coverage, caveats, sources with dates and licences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from markupsafe import Markup

from layers import figure
from layers.dossier.blocks import Notes, Pair, Picture, Section
from layers.dossier.conflict import event_sources
from layers.dossier.writer import Writer
from layers.i18n import N_
from layers.layer import choropleths

_OTHERS: Final = (
    "mindefensa_mine_raids", "ceasefires", "incidents", "gfw_loss", "ideam_deforestation", "mapbiomas_transitions",
    "evoa", "amw_mining", "mining_titles", "coca", "parks", "protected_caqueta", "reserves_caqueta",
    "peasant_reserves", "dane_population", "dane_mgn",
)  # fmt: skip


def used(w: Writer) -> list[str]:
    """Ids of the sources a dossier draws on."""
    known = w.sources
    return [source.id for source in event_sources(w)] + [name for name in _OTHERS if name in known]


def tiles(w: Writer) -> list[tuple[Markup, str, str]]:
    """Key figures: the number, what it is, of which years and by whom."""
    told = []
    for what, source, variable, over in (
        (N_("people killed in armed conflict"), "ucdp_ged", "fatalities_best", "sum"),
        (N_("victims of homicide"), "police_homicides", "victims", "sum"),
        (N_("acts of terrorism"), "mindefensa_terrorism", "events", "sum"),
        (N_("ha of tree cover lost"), "gfw_loss", "tree_cover_loss", "sum"),
        (N_("ha of alluvial gold mining, mean"), "evoa", "evoa_area", "mean"),
        (N_("ha of coca on 31 December"), "coca", "coca_area", "last"),
    ):
        amount = w.amount(source, variable, over)  # type: ignore[arg-type]
        years = amount.years[-1:] if over == "last" else amount.years
        number = w.number(amount)
        if variable == "fatalities_best" and amount.value is not None:
            low, high = (w.amount(source, f"fatalities_{bound}") for bound in ("low", "high"))
            if low.value != high.value:
                number += Markup(" <small>{}–{}</small>").format(w.number(low), w.number(high))
        publisher = w.t(_PUBLISHERS[source])
        told.append((number, w.t(what), f"{publisher}, {w.t.years(list(years))}" if years else publisher))
    return told


_PUBLISHERS: Final = {
    "ucdp_ged": "UCDP", "police_homicides": N_("Police"), "mindefensa_terrorism": N_("Ministry of Defence"),
    "gfw_loss": "Global Forest Watch", "evoa": "UNODC, EVOA", "coca": "UNODC",
}  # fmt: skip


def facts(w: Writer) -> list[tuple[str, Markup | str]]:
    """What the place is: people, area, programme."""
    people = w.latest("dane_population", "population")
    rows: list[tuple[str, Markup | str]] = []
    if people and people.value is not None:
        year = people.years[0]
        rows.append((w.t("Population, {year}", year=year), w.number(people)))
    rows.append((w.t("Area"), w.plain(float(w.rows["area_km2"].sum()), "area_km2") + " km²"))
    if w.single:
        own = w.rows.iloc[0]
        rows.append((w.t("Department"), str(own["department"])))
        subregion = own["pdet_subregion"]
        rows.append(("PDET", str(subregion) if isinstance(subregion, str) else w.t("none")))
    else:
        rows.append((w.t("Municipalities"), w.plain(float(len(w.codes)), "municipalities")))
        names = sorted({str(name) for name in w.rows["department"]})
        rows.append((w.t("Department"), ", ".join(names)))
    return rows


def maps(w: Writer) -> Pair:
    """Violence and forest, the place among its neighbours; the same maps as on the web."""
    known = choropleths()
    violent = "terrorism_acts" if w.rows["region"].notna().all() and "terrorism_acts" in known else "homicides"
    if violent not in known:
        violent = "deaths"
    region = w.rows["region"].iloc[0]
    base = replace(w.selection, region=region if w.single and isinstance(region, str) else w.selection.region)
    pictures = []
    for chosen, layers in ((violent, ("incidents",)), ("forest_loss", ("parks",))):
        shown = replace(base, choropleth=chosen, layers=layers)
        svg = figure.plain_map(shown, w.tables, 87, 92, 5.6)
        pictures.append(Picture(svg, w.t("Map: {title}", title=w.t(known[chosen].title)), wide=False))
    return Pair(pictures[0], pictures[1])


def sources(w: Writer) -> Section:
    """Who published what, on what terms, when it was retrieved, and what it does not show.

    Caveats stand where the source has a figure of the place; of the others the limits of its coverage are enough.
    """
    retrieved = {entry["source"]: entry.get("retrieved") for entry in w.tables.manifest.get("inputs", ())}
    speaking = set(w.tables.indicators.loc[w.tables.indicators["municipality_code"].isin(w.codes), "source"])
    entries = []
    for name in used(w):
        source = w.sources[name]
        day = retrieved.get(name)
        terms = [source.attribution, w.t(source.period), w.t(source.licence)]
        if day:
            terms.append(w.t("retrieved on {date}", date=w.t.date(date.fromisoformat(day))))
        silent = source.kind != "register" and name not in speaking
        told = [source.coverage.note, *(source.caveats[:0] if silent else source.caveats[:2])]
        entries.append((w.t(source.title), "; ".join(terms), [w.t(text) for text in told if text]))
    return Section(w.t("Sources, and what they do not show"), [Notes(entries)])

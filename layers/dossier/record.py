"""The front and the back of a dossier: key figures and maps; coverage, caveats, sources with dates and licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from markupsafe import Markup

from layers import figure
from layers.catalog import CHOROPLETHS
from layers.dossier import reported
from layers.dossier.blocks import Entry, Notes, Pair, Picture, Prose, Section
from layers.dossier.conflict import event_sources
from layers.dossier.writer import Writer
from layers.text.i18n import N_
from layers.text.terms import border

_OTHERS: Final = (
    "mindefensa_homicides", "uariv_displacement", "ocha_confinement", "cnmh_cases", "mindefensa_mine_raids",
    "ceasefires", "incidents", "gfw_loss", "hansen_municipal", "ideam_deforestation", "mapbiomas_transitions", "evoa",
     "amw_mining", "mining_titles", "coca", "parks", "protected_caqueta", "reserves_caqueta",
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
        (N_("killed in armed conflict"), "ucdp_ged", "fatalities_best", "sum"),
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
        if lies := border(own["border_countries"], own["border_km"], w.t):
            rows.append((w.t("Land border"), lies))
        rows.append(("PDET", str(subregion) if isinstance(subregion, str) else w.t("none")))
    else:
        rows.append((w.t("Municipalities"), w.plain(float(len(w.codes)), "municipalities")))
        names = sorted({str(name) for name in w.rows["department"]})
        rows.append((w.t("Department"), ", ".join(names)))
    return rows


def maps(w: Writer) -> tuple[Pair, list[str]]:
    """Violence and forest, the place among its neighbours, as on the web; and whose data lies around it."""
    known = CHOROPLETHS
    violent = "terrorism_acts" if w.rows["region"].notna().all() and "terrorism_acts" in known else "homicides"
    if violent not in known:
        violent = "deaths"
    region = w.rows["region"].iloc[0]
    base = replace(w.selection, region=region if w.single and isinstance(region, str) else w.selection.region)
    pictures, around = [], False
    for chosen, layers in ((violent, ("incidents",)), ("forest_loss", ("parks",))):
        shown = replace(base, choropleth=chosen, layers=layers)
        inset = figure.plain_map(shown, w.tables, 87, 49, 5.5)
        around |= inset.context
        pictures.append(Picture(inset.svg, w.t("Map: {title}", title=w.t(known[chosen].title)), wide=False))
    return Pair(pictures[0], pictures[1]), ["natural_earth"] if around else []


def sources(w: Writer, around: Sequence[str]) -> Section:
    """Who published what, on what terms, when it was retrieved, and what it does not show.

    Caveats stand where the source has a figure of the place; the others are listed with the limits of their coverage.
    What lies ``around`` the place on its maps is credited.
    """
    inputs = w.tables.manifest.get("inputs", ())
    retrieved = {entry["source"]: entry["retrieved"] for entry in inputs if entry.get("retrieved")}
    told = {name: w.t.date(date.fromisoformat(day)) for name, day in retrieved.items()}
    codes = w.tables.indicators["municipality_code"].isin(w.codes)
    speaking = {*w.tables.indicators.loc[codes, "source"], *around}
    entries: list[Entry] = []
    silent = []
    for name in (*used(w), *around):
        source = w.sources[name]
        if source.kind != "register" and name not in speaking:
            silent.append(f"{w.t(source.title)}: {w.t(source.coverage.note)}")
            continue
        terms = [w.t(source.attribution), w.t(source.period), w.t(source.licence)]
        if name in told and len(set(told.values())) > 1:
            terms.append(w.t("retrieved on {date}", date=told[name]))
        limits = [] if name in around else [text for text in (source.coverage.note, *source.caveats[:1]) if text]
        entries.append((w.t(source.title), "; ".join(terms), [w.t(text) for text in limits]))
    if published := reported.entry(w):
        entries.append(published)
    if silent:
        entries.append((w.t("Without data of this place"), "", silent))
    days = sorted(set(told.values()))
    intro = [w.say(N_("All sources were retrieved on {date}."), date=days[0])] if len(days) == 1 else []
    return Section(w.t("Sources, and what they do not show"), [Prose(intro), Notes(entries)])

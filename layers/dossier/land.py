"""Sections on forest, coca and protected areas, with the sources side by side."""

from __future__ import annotations

from functools import partial
from typing import Final

from markupsafe import Markup

from layers.dossier import alike, charts, divided
from layers.dossier.blocks import Block, Pair, Picture, Prose, Section, Table
from layers.dossier.charts import Columns
from layers.dossier.writer import Writer, known
from layers.text.i18n import N_

_FOREST: Final = (
    (N_("GFW: tree cover loss"), "gfw_loss", "tree_cover_loss", "#b0641c"),
    (N_("Hansen: loss, any canopy"), "hansen_municipal", "tree_cover_loss_any_canopy", "#c98a4b"),
    (N_("IDEAM: deforestation"), "ideam_deforestation", "deforestation", "#8c5a2b"),
    (N_("MapBiomas: deforestation"), "mapbiomas_transitions", "deforestation", "#6f7f3a"),
)
_NAMES: Final = {
    "gfw_loss": "Global Forest Watch",
    "hansen_municipal": "Hansen",
    "ideam_deforestation": "IDEAM",
    "mapbiomas_transitions": "MapBiomas",
}
_WHAT: Final = {
    "gfw_loss": N_("tree cover loss"),
    "hansen_municipal": N_("tree cover loss under any canopy"),
}
_METHOD_BREAK: Final = N_("{name}'s method changed in {years}: later years are not comparable with earlier ones.")
_AREAS: Final = (
    (N_("national parks (2018)"), "parks", "mainland_park_area"),
    (N_("protected areas on the national register (2025)"), "protected_caqueta", "protected_area"),
    (N_("indigenous reserves (2024)"), "reserves_caqueta", "reserve_area"),
    (N_("peasant reserve zones (2021)"), "peasant_reserves", "peasant_reserve_area"),
)


def forest(w: Writer) -> Section:
    """Build the section on forest: four sources side by side, never averaged."""
    sentences = []
    for _, source, variable, _ in _FOREST:
        sentences += _loss_sentences(w, source, variable)
    reference = w.latest("gfw_loss", "tree_cover_2000")
    loss = w.amount("gfw_loss", "tree_cover_loss")
    if loss.value and reference is not None and reference.value:
        sentences.insert(
            1,
            w.sentence(
                N_("That is {share} % of the tree cover of 2000 ({cover} ha)."),
                share=w.share(loss.value, reference.value, "gfw_loss/share"),
                cover=w.number(reference),
            ),
        )
    elif not w.yearly("gfw_loss", "tree_cover_loss"):
        sentences.append(w.sentence(N_("Global Forest Watch has no figure for this place and period.")))
    series = [
        Columns(w.t(title), known(w.yearly(source, variable)), color) for title, source, variable, color in _FOREST
    ]
    picture = Picture(
        partial(charts.columns, series, w.selection.years, w.t, 180, 27, 4),
        w.t("Columns by year of forest loss by four sources, in hectares; years without data are shaded."),
        w.t("Hectares a year. Each has its own definition: they are compared, never averaged or added."),
    )
    definitions = alike.table(w, "forest")
    blocks: list[Block] = [Prose(sentences), picture, _forest_table(w)]
    return Section(w.t("Forest"), [*blocks, definitions] if definitions else blocks)


def _loss_sentences(w: Writer, source: str, variable: str) -> list[Markup]:
    total, years = w.amount(source, variable), w.yearly(source, variable)
    if not years:
        return []
    name = _NAMES[source]
    what = w.t(_WHAT.get(source, N_("deforestation")))
    peak = max(years, key=lambda year: (years[year].value or 0, -year))
    if total.value is None:
        return [
            w.sentence(
                N_("{name} has {what} figures for {years} only: no total."),
                name=name,
                what=what,
                years=w.t.years(sorted(years)),
            )
        ]
    if total.value == 0:
        return [w.sentence(N_("{name} detects no {what} in {years}."), name=name, what=what, years=w.span(total))]
    changed = w.sources[source].coverage.breaks_within(min(years), max(years))
    coverage = w.coverage(total)
    text = (
        N_("{name} measures {area} ha of {what} in {years}{reach}; the highest year is {peak} ({most} ha).")
        if len(years) > 1
        else N_("{name} measures {area} ha of {what} in {years}{reach}.")
    )
    return [
        w.sentence(
            text,
            name=name,
            area=w.number(total),
            what=what,
            years=w.span(total),
            reach=Markup(" ({})").format(coverage) if coverage else "",
            peak=peak,
            most=w.number(years[peak]),
        ),
        *([w.sentence(_METHOD_BREAK, name=name, years=w.t.years(changed))] if changed else []),
    ]


def _forest_table(w: Writer) -> Table:
    years = [year for year in w.selection.years if any(year in w.yearly(s, v) for _, s, v, _ in _FOREST)][-14:]
    rows = []
    for title, source, variable, _ in _FOREST:
        series = w.yearly(source, variable)
        cells = [w.number(series[year]) if year in series else Markup("&ndash;") for year in years]
        covered = {series[year].total.covered for year in years if year in series}
        rows.append([Markup("{} <small>{}</small>").format(w.t(title), reach(w, covered)), *cells])
    return Table(
        w.t("Hectares by year"),
        [w.t("Source"), *map(str, years)],
        rows,
        note=w.t("A dash: no data for that year. 0: measured."),
    )


def reach(w: Writer, covered: set[int]) -> str:
    """The numbers of municipalities with data in the years of a row; empty if all have data in each of them."""
    if not covered or covered == {len(w.codes)}:
        return ""
    least, most = min(covered), max(covered)
    count = w.t.number(least) if least == most else f"{w.t.number(least)}–{w.t.number(most)}"
    return w.t("{covered} of {asked} municipalities", covered=count, asked=w.t.number(len(w.codes)))


def coca(w: Writer) -> Section:
    """Build the section on coca: the area at the end of each year."""
    years = w.yearly("coca", "coca_area")
    if not years:
        text = N_("The table of coca fields has no data for this place and period.")
        return Section(w.t("Coca"), [Prose([w.sentence(text)])])
    first, last = min(years), max(years)
    peak = max(years, key=lambda year: (years[year].value or 0, -year))
    if not any(each.value for each in years.values()):
        return Section(
            w.t("Coca"),
            [Prose([w.sentence(N_("UNODC detects no coca in {years}."), years=w.t.years(sorted(years)))])],
        )
    text = (
        N_("On 31 December {last} there were {area} ha of coca {here}; in {first}, {before} ha.")
        if last > first
        else N_("On 31 December {last} there were {area} ha of coca {here}.")
    )
    sentences = [
        w.sentence(
            text,
            last=last,
            area=w.number(years[last]),
            here=w.here,
            first=first,
            before=w.number(years[first]),
        )
    ]
    if peak not in (first, last):
        sentences.append(w.sentence(N_("The most was {most} ha in {peak}."), most=w.number(years[peak]), peak=peak))
    if coverage := w.coverage(years[last]):
        sentences.append(w.sentence(N_("The sum covers {reach}."), reach=coverage))
    sentences.append(w.sentence(N_("It is the area on that day: fields cleared during the year are not included.")))
    chart = Columns(w.t("Hectares on 31 December"), known(years), "#5f7a4a")
    picture = Picture(
        partial(charts.columns, [chart], w.selection.years, w.t, 86, 27, 1),
        w.t("Columns by year of the area of coca."),
        wide=False,
    )
    return Section(w.t("Coca"), [Pair(Prose(sentences), picture)])


def protected(w: Writer) -> Section:
    """Build the section on protected areas and their shares of the place."""
    area = float(w.rows["area_km2"].sum()) * 100
    sentences, without_data = [], []
    for title, source, variable in _AREAS:
        found = w.latest(source, variable)
        if found is None or found.value is None:
            without_data.append(w.t(title))
        elif found.value == 0:
            sentences.append(w.sentence(N_("There are no {what}."), what=w.t(title)))
        else:
            share = w.share(found.value, area, f"{source}/share")
            text = N_("{area} ha, {share} % of the area, are {what}.")
            sentences.append(w.sentence(text, area=w.number(found), share=share, what=w.t(title)))
    if without_data:
        sentences.append(w.sentence(N_("No data: {list}."), list=", ".join(without_data)))
    sentences.append(w.sentence(N_("These areas overlap and are not added up.")))
    sentences += divided.sentences(w)
    return Section(w.t("Protected areas"), [Prose(sentences), *divided.blocks(w)])

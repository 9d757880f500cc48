"""Section on gold mining: EVOA by permit, Amazon Mining Watch where it searched, titles, operations."""

from __future__ import annotations

from functools import partial
from typing import Final

from markupsafe import Markup

from layers.dossier import charts
from layers.dossier.blocks import Block, Pair, Picture, Prose, Section, Table
from layers.dossier.charts import Columns
from layers.dossier.writer import Amount, Writer, known
from layers.text.i18n import N_

_PERMITS: Final = (
    (N_("with permit"), "evoa_permitted", "#9ebcda"),
    (N_("in transit to a permit"), "evoa_in_transit", "#8c96c6"),
    (N_("illicit"), "evoa_illicit", "#810f7c"),
)
_UNSPLIT: Final = "#c9c4b8"


def section(w: Writer) -> Section:
    """Build the section."""
    blocks: list[Block] = []
    years = w.yearly("evoa", "evoa_area")
    sentences = _evoa(w, years)
    sentences += _amazon(w)
    if w.single:  # a title counts in every municipality that it touches, so there is no sum for a region
        latest = w.latest("mining_titles", "gold_titles")
        if latest and latest.value:
            sentences.append(
                w.plural(
                    "The register of July 2026 has {count} gold title in exploitation here, at most.",
                    "The register of July 2026 has {count} gold titles in exploitation here, at most.",
                    latest.value,
                    count=w.number(latest),
                )
            )
        elif latest and latest.value == 0:
            sentences.append(w.sentence(N_("The register of July 2026 has no gold title in exploitation here.")))
    raids = w.amount("mindefensa_mine_raids", "events")
    if raids.value:
        sentences.append(
            w.plural(
                "The Ministry of Defence has {count} operation against illicit mines on record in {years}: they show"
                " what the state did, not how many mines there are.",
                "The Ministry of Defence has {count} operations against illicit mines on record in {years}: they show"
                " what the state did, not how many mines there are.",
                raids.value,
                count=w.number(raids),
                years=w.span(raids),
            )
        )
    elif raids.value == 0:
        sentences.append(
            w.sentence(
                N_("The Ministry of Defence has no operation against illicit mines on record in {years}."),
                years=w.span(raids),
            )
        )
    blocks.append(Prose(sentences))
    if any(each.value for each in years.values()):
        blocks.append(Pair(_evoa_table(w, years), _evoa_chart(w, years)))
    return Section(w.t("Gold mining"), blocks)


def _evoa(w: Writer, years: dict[int, Amount]) -> list[Markup]:
    if not years:
        return []
    mean = w.amount("evoa", "evoa_area", "mean")
    if mean.value == 0:
        return [w.sentence(N_("EVOA detects no alluvial gold mining on land in {years}."), years=w.span(mean))]
    last = max(years)
    sentences = [
        w.sentence(
            N_("EVOA detects {area} ha of alluvial gold mining on land in {last}; the mean of {years} is {mean} ha."),
            area=w.number(years[last]),
            last=last,
            years=w.span(mean),
            mean=w.number(mean),
        )
    ]
    illicit = w.yearly("evoa", "evoa_illicit").get(last)
    total = years[last].value
    if illicit and illicit.value is not None and total:
        share = w.share(illicit.value, total, "evoa/illicit")
        sentences.append(
            w.sentence(
                N_("Of that, {part} ha or {share} % have no permit and are not in transit to one."),
                part=w.number(illicit),
                share=share,
            )
        )
    return sentences


def _amazon(w: Writer) -> list[Markup]:
    detected = w.amount("amw_mining", "gold_mining_detected")
    if detected.value is None:
        return [
            w.sentence(
                N_("Amazon Mining Watch did not search {here}: there is no data, which is not zero."), here=w.here
            )
        ]
    if detected.value == 0:
        return [
            w.sentence(
                N_("Amazon Mining Watch detects no gold mining {here} in {years}."),
                here=w.here,
                years=w.span(detected),
            )
        ]
    return [
        w.sentence(
            N_(
                "Amazon Mining Watch detects {area} ha of gold mining {here} up to {last}, including all that was"
                " visible in {first}."
            ),
            area=w.number(detected),
            here=w.here,
            first=min(detected.years),
            last=max(detected.years),
        )
    ]


def _evoa_table(w: Writer, years: dict[int, Amount]) -> Table:
    parts = [(title, w.yearly("evoa", variable)) for title, variable, _ in _PERMITS]
    rows = [
        [
            str(year),
            w.number(amount),
            *(w.number(series[year]) if year in series else w.missing for _, series in parts),
        ]
        for year, amount in sorted(years.items())
    ]
    return Table(
        w.t("EVOA: land worked for alluvial gold, ha"),
        [w.t("Year"), w.t("Total"), *(w.t(title) for title, _ in parts)],
        rows,
    )


def _evoa_chart(w: Writer, years: dict[int, Amount]) -> Picture:
    parts = [(w.t(title), color, w.yearly("evoa", variable)) for title, variable, color in _PERMITS]
    split = set(parts[0][2])
    stacks = [(title, color, known(series)) for title, color, series in parts]
    unsplit = {year: value for year, value in known(years).items() if year not in split}
    stacks.append((w.t("not split"), _UNSPLIT, unsplit))
    years_shown = [year for year in w.selection.years if min(years) <= year <= max(years)]
    chart = Columns(w.t("Hectares by permit"), stacks=stacks)
    return Picture(
        partial(charts.columns, [chart], years_shown, w.t, 86, 42, 1),
        w.t("Columns by year of alluvial gold mining, split by permit."),
        wide=False,
    )

"""Section on armed conflict: what each source counts, and the parties involved."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.statistics import summary
from layers.dossier import alike, charts, counts
from layers.dossier.blocks import Block, Pair, Picture, Prose, Section, Table
from layers.dossier.charts import Columns
from layers.dossier.writer import BOUNDS, Amount, Writer, known
from layers.text.i18n import N_

_MAX_ROWS: Final = 5
_CHARTS: Final = (
    (N_("People killed, UCDP"), "ucdp_ged", "fatalities_best", "#8a3324"),
    (N_("Victims of homicide, police"), "police_homicides", "victims", "#5b5650"),
    (N_("Acts of terrorism, Ministry of Defence"), "mindefensa_terrorism", "events", "#8a3324"),
    (N_("People killed in massacres, CNMH"), "cnmh_massacres", "fatalities_best", "#8a3324"),
    (N_("Victims of kidnapping, Ministry of Defence"), "mindefensa_kidnappings", "victims", "#5b5650"),
    (N_("Victims of landmines, AICMA"), "aicma_mine_victims", "victims", "#5b5650"),
)


def section(w: Writer) -> Section:
    """Build the section."""
    blocks: list[Block] = [Prose(_sentences(w))]
    series = [
        Columns(w.t(title), known(w.yearly(source, variable)), color) for title, source, variable, color in _CHARTS
    ]
    alt = w.t("Columns by year of six series of violence; years without data are shaded.")
    blocks.append(
        Picture(
            partial(charts.columns, series, w.selection.years, w.t, 180, 41, 3),
            alt,
            w.t("Shaded: no data. A dot on the line is a measured zero. Each series has its own scale."),
        )
    )
    homicide = alike.table(w, "homicide")
    blocks += [counts.side_by_side(w), *([homicide] if homicide else []), *_by_whom(w)]
    return Section(w.t("Armed conflict"), blocks)


def _sentences(w: Writer) -> list[Markup]:
    sentences = []
    if not (w.selection.start.endswith("-01") and w.selection.end.endswith("-12")):
        text = N_(
            "These figures count whole years, also where the period has only a part of one; where its months have"
            " another figure, the note below the table gives it."
        )
        sentences.append(w.sentence(text))
    deadly = w.amount("ucdp_ged", "events")
    if deadly.value == 0:
        sentences.append(
            w.sentence(N_("UCDP records no deadly event {here} in {years}."), here=w.here, years=w.span(deadly))
        )
    elif deadly.value:
        values = {"count": w.number(deadly), "here": w.here, "years": w.span(deadly), "killed": w.band("ucdp_ged")}
        sentences.append(
            w.plural(
                "UCDP records {count} deadly event {here} in {years}; people killed: {killed}.",
                "UCDP records {count} deadly events {here} in {years}; people killed: {killed}.",
                deadly.value,
                **values,
            )
        )
    sentences += _precise_places(w, deadly)
    cases = w.amount("cnmh_massacres", "events")
    if cases.value == 0:
        sentences.append(w.sentence(N_("The CNMH documents no massacre in {years}."), years=w.span(cases)))
    elif cases.value:
        sentences.append(
            w.plural(
                "The CNMH documents {count} massacre in {years}, with {killed} people killed.",
                "The CNMH documents {count} massacres in {years}, with {killed} people killed.",
                cases.value,
                count=w.number(cases),
                years=w.span(cases),
                killed=w.band("cnmh_massacres"),
            )
        )
    sentences += [*_cases(w), *_trend(w), *_displaced_and_confined(w)]
    acts = w.yearly("mindefensa_terrorism", "events")
    total = w.amount("mindefensa_terrorism", "events")
    if total.value == 0:
        sentences.append(
            w.sentence(
                N_("The Ministry of Defence has no act of terrorism on record in {years}."), years=w.span(total)
            )
        )
    elif total.value and len(acts) == 1:
        text = N_("Acts of terrorism on record with the Ministry of Defence in {years}: {count}.")
        sentences.append(w.sentence(text, years=w.span(total), count=w.number(total)))
    elif total.value:
        peak = max(acts, key=lambda year: (acts[year].value or 0, -year))
        sentences.append(
            w.plural(
                "The Ministry of Defence has {count} act of terrorism on record in {years}.",
                "The Ministry of Defence has {count} acts of terrorism on record in {years}; the highest year"
                " is {peak} ({most}).",
                total.value,
                count=w.number(total),
                years=w.span(total),
                peak=peak,
                most=w.number(acts[peak]),
            )
        )
    return sentences


def _precise_places(w: Writer, deadly: Amount) -> list[Markup]:
    """Deadly events that UCDP's earlier release has at precise places alone, outside the years that it covers."""
    events = w.tables.events
    kept = events[(events["source"] == "ucdp_ged_211") & events["municipality_code"].isin(w.codes)]
    kept = kept[kept["date_start"].dt.year.isin(set(w.selection.years) - set(deadly.years))]
    if kept.empty:
        return []
    sums = [float(kept[f"fatalities_{bound}"].sum()) for bound in BOUNDS]
    low, best, high = (w.plain(value, "ucdp_ged_211/killed") for value in sums)
    band = w.sentence(N_("{best} (low {low}, high {high})"), best=best, low=low, high=high)
    return [
        w.sentence(
            N_(
                "Of {years} UCDP's release 21.1 has events at precise places only, which count in no year: {count}"
                " {here}; people killed: {killed}."
            ),
            years=w.t.years(sorted(kept["date_start"].dt.year.unique())),
            count=w.plain(float(len(kept)), "ucdp_ged_211/events"),
            here=w.here,
            killed=best if sums[0] == sums[2] else band,
        )
    ]


def _cases(w: Writer) -> list[Markup]:
    """Cases of the CNMH of all kinds, which include its massacres and kidnappings."""
    cases = w.amount("cnmh_cases", "cnmh_cases")
    if not cases.value:
        return []
    return [
        w.plural(
            "Of eleven kinds of violence, massacres and kidnappings among them, the CNMH documents {count} case in"
            " {years} so far.",
            "Of eleven kinds of violence, massacres and kidnappings among them, the CNMH documents {count} cases in"
            " {years} so far.",
            cases.value,
            count=w.number(cases),
            years=w.span(cases),
        )
    ]


def _trend(w: Writer) -> list[Markup]:
    """Homicides of the first and the last year, or of the only one, of each of two sources; no cause is given."""
    sentences = []
    police_years = w.yearly("police_homicides", "victims")
    ministry_years = w.yearly("mindefensa_homicides", "homicides")
    police, ministry = _first_and_last(police_years), _first_and_last(ministry_years)
    for years, text in (
        (police_years, N_("Victims of homicide in {year} according to the police: {count}.")),
        (
            ministry_years,
            N_(
                "Victims of homicide in {year} according to the Ministry of Defence, apparently from a later version"
                " of the police register: {count}."
            ),
        ),
    ):
        if len(years) == 1:
            [(year, people)] = years.items()
            sentences.append(w.sentence(text, year=year, count=w.number(people)))
    if police:
        values, before = _values(w, police)
        sentences.append(
            w.plural(
                "The police count {before} victim of homicide in {first} and {after} in {last}.",
                "The police count {before} victims of homicide in {first} and {after} in {last}.",
                before,
                **values,
            )
        )
    if ministry:
        values, before = _values(w, ministry)
        sentences.append(
            w.plural(
                "The Ministry of Defence, apparently from a later version of the police register, counts {before}"
                " victim of homicide in {first} and {after} in {last}.",
                "The Ministry of Defence, apparently from a later version of the police register, counts {before}"
                " victims of homicide in {first} and {after} in {last}.",
                before,
                **values,
            )
        )
    return sentences


def _displaced_and_confined(w: Writer) -> list[Markup]:
    """People who had to leave the place, and people confined in it."""
    sentences = []
    displaced = w.yearly("uariv_displacement", "displaced")
    if years := _first_and_last(displaced):
        values, _ = _values(w, years)
        text = N_(
            "People displaced {here} according to the register of victims, by the place they left: {before} in"
            " {first}, {after} in {last}; late declarations still raise both figures."
        )
        sentences.append(w.sentence(text, here=w.here, **values))
    elif displaced:
        [(year, people)] = displaced.items()
        text = N_(
            "People displaced {here} according to the register of victims, by the place they left: {count} in {year};"
            " late declarations still raise the figure."
        )
        sentences.append(w.sentence(text, here=w.here, year=year, count=w.number(people)))
    confined = w.amount("ocha_confinement", "people_confined")
    if confined.value == 0:
        text = N_(
            "OCHA has no mass confinement {here} on record in {years}; there may have been some it did not record."
        )
        sentences.append(w.sentence(text, here=w.here, years=w.span(confined)))
    elif confined.value:
        sentences.append(
            w.plural(
                "OCHA has {count} person confined {here} on record in {years}.",
                "OCHA has {count} people confined {here} on record in {years}.",
                confined.value,
                count=w.number(confined),
                here=w.here,
                years=w.span(confined),
            )
        )
    return sentences


def _first_and_last(years: dict[int, Amount]) -> dict[int, Amount]:
    """Return the first and the last of the years; empty if there are fewer than two."""
    return {year: years[year] for year in (min(years), max(years))} if len(years) > 1 else {}


def _values(w: Writer, years: dict[int, Amount]) -> tuple[dict[str, object], float]:
    """Return two years and their numbers as values of a sentence, and the first number, which decides the plural."""
    (first, before), (last, after) = years.items()
    values: dict[str, object] = {"first": first, "last": last, "before": w.number(before), "after": w.number(after)}
    return values, before.value or 0


def _by_whom(w: Writer) -> list[Block]:
    parties = _actors(w, "ucdp_ged", w.t("Parties to deadly events, according to UCDP"))
    massacres = _actors(w, "cnmh_massacres", w.t("Presumed perpetrators of massacres, according to CNMH"))
    if parties and massacres:
        return [Pair(parties, massacres)]
    return [table for table in (parties, massacres) if table]


def _actors(w: Writer, source: str, caption: str) -> Table | None:
    """Build a table of events and deaths by party or pair of parties, the most frequent first."""
    covered = set(w.amount(source, "events").years)
    events = w.tables.events
    kept = (
        (events["source"] == source)
        & events["municipality_code"].isin(w.codes)
        & events["date_start"].dt.year.isin(covered)
    )
    chosen = events[kept]
    if chosen.empty:
        return None
    chosen = chosen.assign(
        **{name: w.tables.parties.unified(chosen[name].fillna(""), w.t.lang) for name in ("actor_1", "actor_2")}
    )
    counted = summary.count_by_source(chosen, w.sources, ["actor_1", "actor_2"])
    counted = counted.sort_values(
        ["events", "fatalities_best", "actor_1", "actor_2"], ascending=[False, False, True, True]
    )
    rows = []
    for row in counted.head(_MAX_ROWS).to_dict("records"):
        names = [name for name in (row["actor_1"], row["actor_2"]) if name]
        pair = w.t(" and ").join(names) or w.t("not known")
        people = [row[f"fatalities_{bound}"] for bound in BOUNDS]
        bounds = [w.missing if pd.isna(each) else w.plain(float(each), f"{source}/actors") for each in people]
        rows.append([pair, w.plain(float(row["events"]), f"{source}/actors"), *bounds])
    rest = len(counted) - _MAX_ROWS
    note = w.t.plural(
        "{n} more party or pair with fewer events.", "{n} more parties or pairs with fewer events.", rest
    )
    return Table(
        f"{caption}, {w.t.years(sorted(covered))}",
        [w.t("Parties"), w.t("Events"), w.t("Killed, low"), w.t("best"), w.t("high")],
        rows,
        note=note if rest > 0 else "",
    )

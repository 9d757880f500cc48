"""Monthly series with the calendar of ceasefires, and incidents in detail."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.schema import DatePrecision
from geo.statistics import summary
from layers.analysis.series import ceasefires, dialogues
from layers.charts import spells
from layers.dossier import charts
from layers.dossier.blocks import Block, Picture, Prose, Section, Table
from layers.dossier.writer import Writer
from layers.text.i18n import N_

_MONTHLY: Final = (
    (N_("Acts of terrorism a month (Ministry of Defence)"), "mindefensa_terrorism", "events"),
    (N_("Victims of homicide a month (police)"), "police_homicides", "victims"),
)


def section(w: Writer) -> Section | None:
    """Build the section: monthly series with the ceasefires in force here, their table, and the incidents."""
    applied = ceasefires(w.selection, w.tables)
    blocks: list[Block] = []
    if len(applied):
        blocks += _under_ceasefires(w, applied)
    blocks += _incidents(w)
    return Section(w.t("During the ceasefires"), blocks) if blocks else None


def _under_ceasefires(w: Writer, applied: pd.DataFrame) -> list[Block]:
    first = max(applied["start"].min() - pd.DateOffset(years=1), pd.Timestamp(w.selection.start))
    first = first.to_period("Y").start_time
    last = min(pd.Timestamp(w.selection.end), pd.Timestamp(applied["end"].max()) + pd.DateOffset(months=8))
    series = [(w.t(title), monthly(w, source, measure, first, last)) for title, source, measure in _MONTHLY]
    bars, outlines = _spells(w, applied), _spells(w, dialogues(w.selection, w.tables))
    with_data = [pair for pair in series if pair[1].notna().any()]
    lanes = len(charts.groups_of(bars)) + len(charts.groups_of(outlines))
    picture = partial(
        charts.calendar, with_data, bars, outlines, (first, last), w.t, 180, 8 + 3.2 * lanes + 15 * len(with_data)
    )
    intro = w.sentence(
        N_(
            "Bars: bilateral ceasefires in force in this department, from decree to end; outlines: dialogues, which"
            " are not ceasefires. In force does not mean observed, and what changed in a month may have other causes."
        )
    )
    rows = [
        [
            row[f"group_{w.t.lang}"],
            w.t.date(row["start"].date()),
            w.t.date(row["end"].date()),
            row[f"ended_how_{w.t.lang}"],
        ]
        for row in applied.to_dict("records")
    ]
    table = Table(
        w.t("Ceasefires in force here"),
        [w.t("Group"), w.t("First day"), w.t("Last day"), w.t("How it ended")],
        rows,
        words=4,
    )
    alt = w.t("Monthly series of violence below bars that show when ceasefires were in force.")
    return [Prose([intro]), Picture(picture, alt), table]


def _spells(w: Writer, rows: pd.DataFrame) -> list[charts.Spell]:
    """Group, first and last day of ceasefires or dialogues."""
    names = rows[f"group_{w.t.lang}"].map(spells.short)
    return [(str(group), start, end) for group, start, end in zip(names, rows["start"], rows["until"], strict=True)]


def monthly(w: Writer, source: str, measure: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Count by month; months that the source does not cover are NaN."""
    index = pd.date_range(first, last, freq="MS")
    if w.amount(source, measure).value is None:
        return pd.Series(float("nan"), index=index)
    events = w.tables.events
    dated = events["date_precision"] <= DatePrecision.MONTH
    kept = (events["source"] == source) & events["municipality_code"].isin(w.codes) & dated
    chosen = events[kept]
    months = chosen["date_start"].dt.to_period("M").dt.to_timestamp()
    counted = summary.count_by_source(chosen.assign(month=months), w.sources, ["month"]).set_index("month")
    coverage = w.sources[source].coverage
    complete = index + pd.offsets.MonthEnd(1) <= pd.Timestamp(coverage.end)
    in_span = [bool(coverage.spans(month, month)) for month in index.strftime("%Y-%m")]
    covered = (index >= pd.Timestamp(coverage.start)) & complete & in_span
    values = counted[measure].reindex(index).astype(float).fillna(0.0)
    return values.where(pd.Series(covered, index=index))


def cited(sources: str) -> list[tuple[str, str]]:
    """Sources of an incident: publisher with day, and address, which is empty if the source has none."""
    parts = [text.partition(", http") for text in sources.split(" | ")]
    return [(name, f"http{address}" if address else "") for name, _, address in parts]


def _incidents(w: Writer) -> list[Block]:
    """Build the table of incidents in the place, each with its sources."""
    cells = []
    for row in w.tables.incidents_within(w.selection).to_dict("records"):
        when = w.t.days(row["date_start"].date(), row["date_end"].date(), precision=row["date_precision"])
        description = row[f"description_{w.t.lang}"]
        note = row[f"note_{w.t.lang}"]
        text = Markup("<b>{}.</b> {}{}").format(
            row[f"title_{w.t.lang}"], description, Markup(" <i>{}</i>").format(note) if isinstance(note, str) else ""
        )
        names = "; ".join(name for name, _ in cited(row["sources"]))
        cells.append([when, text, names])
    if not cells:
        return []
    caption = w.t("Incidents in detail: a selection, not a count")
    return [Table(caption, [w.t("Date"), w.t("What happened"), w.t("Sources")], cells, words=3)]

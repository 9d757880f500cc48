"""A story as a page: what the tables say of one episode, with map, months, incidents and their sources.

Every sentence is a row of the tables of incidents, ceasefires and dialogues, or a template filled from counts.
Nothing is said that has no row. A story is one self-contained page, in both languages, and the same in the app.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from geo.schema import DatePrecision
from layers import charts, figure
from layers.analysis.series import ceasefires, dialogues
from layers.catalog import CHOROPLETHS
from layers.charts import multiples, spells
from layers.charts.model import Chart, breaks
from layers.charts.panels import Mark
from layers.charts.svg import document
from layers.dossier.calendar import cited
from layers.dossier.measure_headlines import of_map
from layers.dossier.stories import Story, incidents, opening
from layers.dossier.story_months import in_words, monthly_series, monthly_table, panel
from layers.dossier.writer import Writer
from layers.ink import ink_of
from layers.scene import notes
from layers.scene.citation import cite
from layers.scene.linked_data import dataset
from layers.scene.web_assets import data_url, render_fragment, render_page
from layers.tables import Tables
from layers.text.i18n import N_, Lang

_PEOPLE: Final = {
    "killed": N_("killed: {people}"),
    "wounded": N_("wounded: {people}"),
    "held": N_("held: {people}"),
    "displaced": N_("displaced: {people}"),
}
_CERTAINTY: Final = {
    "confirmed": N_("confirmed"),
    "partly": N_("confirmed in part"),
}


READING: Final = N_(
    "The numbers are those of the incidents listed; shaded, a ceasefire was in force; outlined, a dialogue; hatched,"
    " no data. In force does not mean observed."
)


def page(chosen: Story, tables: Tables, lang: Lang) -> str:
    """Render a story as a self-contained HTML page."""
    content = _content(chosen, tables, lang, "light")
    about = dataset(content["title"], content["lead"], chosen.selection(lang), tables, content["sources"])
    drawing = chart(chosen, tables, lang)
    files = {
        "svg": data_url(charts.render(drawing, "svg")),
        "csv": data_url(charts.render(drawing, "csv"), "text/csv"),
    }
    return render_page(
        "story.html",
        "story.css",
        "pixels.js",
        dataset=about,
        files=files,
        file_name=drawing.file_name,
        labels=charts.FILES,
        **content,
    )


def article(chosen: Story, tables: Tables, lang: Lang, theme: str = "light") -> Markup:
    """Render a story as the part of a page, for the app; its styles are in ``story.css``."""
    return render_fragment("story_body.html", **_content(chosen, tables, lang, theme))


def chart(chosen: Story, tables: Tables, lang: Lang, theme: str = "light") -> Chart:
    """The months of a story with its incidents, as a chart to download."""
    w = Writer(chosen.selection(lang), tables)
    rows = incidents(chosen, tables)
    series = list(monthly_series(w))
    first, last = w.selection.interval
    lanes = spells.lanes(w.selection, tables)
    period = w.t.period(chosen.start, chosen.end)
    by_month = w.t("Month by month")
    numbered = [
        f"{at}: {row[f'title_{lang}']}, "
        + w.t.days(row["date_start"].date(), row["date_end"].date(), precision=row["date_precision"])
        for at, row in enumerate(rows, start=1)
    ]
    draw = partial(
        multiples.draw,
        [panel(w, each, theme) for each in series],
        lanes,
        (first.date(), last.date()),
        w.t,
        ink_of(theme),
        marks=[Mark(row["date_start"].date(), str(at)) for at, row in enumerate(rows, start=1)],
    )
    return Chart(
        kind="story",
        selection=w.selection,
        tables=tables,
        title=f"{w.t(chosen.title)}: {by_month[:1].lower()}{by_month[1:]}",
        place=w.name,
        period=period,
        note=" ".join((w.t(READING), *(f"{text}." for text in numbered))),
        alt=w.t(
            "{titles}: by month, {period}, below ceasefires and dialogues, with the incidents by their numbers.",
            titles="; ".join(each.title for each in series),
            period=period,
        ),
        caveats=breaks([each.source for each in series], w.selection, tables, w.t),
        sources=[*(each.source for each in series), *(("ceasefires", "dialogues") if lanes else ()), "incidents"],
        tabulate=lambda: monthly_table(w, series),
        draw=lambda width: draw(width=width),
    )


def _content(chosen: Story, tables: Tables, lang: Lang, theme: str) -> dict[str, Any]:
    w = Writer(chosen.selection(lang), tables)
    rows = incidents(chosen, tables)
    series = list(monthly_series(w))
    drawing = chart(chosen, tables, lang, theme)
    ink = ink_of(theme).text
    looks = {"wide": 640.0, "narrow": multiples.WIDTH}
    drawn = figure.plain_map(w.selection, tables, 112, 78, 6.3) if tables.has_boundaries else None
    ended = list(_ended(w, rows))
    used = [
        *CHOROPLETHS[chosen.choropleth].sources,
        *(each.source for each in series),
        *("incidents", "ceasefires", "dialogues"),
    ]
    return {
        "t": w.t,
        "title": w.t(chosen.title),
        "place": w.name,
        "period": w.t.period(chosen.start, chosen.end),
        "lead": opening(chosen, tables, lang),
        "headline": of_map(w.selection, tables),
        "map": data_url(drawn.picture) if drawn else "",
        "map_alt": w.t("Map: {title}", title=w.t(CHOROPLETHS[chosen.choropleth].title)),
        "charts": {
            look: data_url(document(drawing.draw(width), width, ink).encode()) for look, width in looks.items()
        },
        "chart_alt": drawing.alt,
        "reading": w.t(READING),
        "months": [in_words(w, each) for each in series],
        "incidents": [_incident(w, row) for row in rows],
        "ended": [sentence for sentence, at_once in ended if at_once],
        "ended_too": [sentence for sentence, at_once in ended if not at_once],
        "sources": used,
        "citation": cite(w.t(chosen.title), w.selection, tables, used),
        "colophon": notes.colophon(tables, w.t)[0],
    }


def _ended(w: Writer, rows: list[dict[Any, Any]]) -> Iterator[tuple[Markup, bool]]:
    """Ceasefires and dialogues of the place that ended within the period: from when, to when, how, by which act.

    One that goes on the day after did not end.

    Yields
    ------
    tuple
        The sentence, and whether it ended on a day of an incident.
    """
    first, last = w.selection.interval
    days = {
        day
        for row in rows
        for day in pd.date_range(row["date_start"], row["date_end"])
        if row["date_precision"] < DatePrecision.MONTH
    }
    kinds = (
        (ceasefires(w.selection, w.tables), "decree",
         N_("{group}: the ceasefire was in force from {start} to {end}. {how}. {act}")),
        (dialogues(w.selection, w.tables), "act",
         N_("{group}: the dialogue went on from {start} to {end}. {how}. {act}")),
    )  # fmt: skip
    for table, act, text in kinds:
        follows = set(zip(table["group"], table["start"], strict=True))
        ended = [
            row
            for row in table[(table["end"] >= first) & (table["end"] <= last)].to_dict("records")
            if (row["group"], row["end"] + pd.Timedelta(days=1)) not in follows
        ]
        for row in sorted(ended, key=lambda row: row["end"]):
            how, by = row[f"ended_how_{w.t.lang}"], row[act]
            sentence = w.sentence(
                text,
                group=row[f"group_{w.t.lang}"],
                start=w.t.date(row["start"].date()),
                end=w.t.date(row["end"].date()),
                how=how if isinstance(how, str) else w.t("How it ended is not known"),
                act=f"{by}." if isinstance(by, str) else "",
            )
            yield sentence, row["end"] in days


def _incident(w: Writer, row: Mapping[Any, Any]) -> dict[str, Any]:
    lang = w.t.lang
    certainty = row["certainty"]
    note, actors = row[f"note_{lang}"], row[f"actors_{lang}"]
    people = [
        w.t(text, people=_people(w, [row[f"{what}_{bound}"] for bound in ("low", "best", "high")]))
        for what, text in _PEOPLE.items()
        if pd.notna(row[f"{what}_best"])
    ]
    return {
        "when": w.t.days(row["date_start"].date(), row["date_end"].date(), precision=row["date_precision"]),
        "where": row["place"],
        "title": row[f"title_{lang}"],
        "text": row[f"description_{lang}"],
        "people": "; ".join(people),
        "actors": actors if isinstance(actors, str) else "",
        "note": note if isinstance(note, str) else "",
        "certainty": w.t(_CERTAINTY[certainty]),
        "sources": cited(row["sources"]),
    }


def _people(w: Writer, bounds: list[float]) -> str:
    low, best, high = (w.t.number(float(each)) for each in bounds)
    return best if low == high else w.t("{best} (low {low}, high {high})", best=best, low=low, high=high)

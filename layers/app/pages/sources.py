"""The sources page, made from the catalogue and the manifest of the build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.catalogue import declared_sources
from geo.source import Kind, Source
from layers.analysis.alike import own_definition
from layers.app import coverage_calendar, state, style, widgets
from layers.app.table_cache import shared_cache
from layers.catalog import LAYERS
from layers.catalog.synonyms import SYNONYMS
from layers.scene.web_assets import searching
from layers.text.i18n import DASH, LANGS, N_, Translator, translator
from layers.text.terms import counted_period, written_period

KINDS: Final[Mapping[Kind, str]] = {
    "events": N_("Events"),
    "indicators": N_("Figures by municipality and year"),
    "raster": N_("Satellite maps"),
    "points": N_("Points, counted by municipality"),
    "features": N_("Places and areas"),
    "register": N_("Registers and boundaries"),
}


TOPICS: Final[Mapping[str, str]] = {
    "armed_group_reach": N_("Municipalities with an armed group's presence"),
    "deforestation": N_("Deforestation"),
    "displacement": N_("Forced displacement"),
    "flight_abroad": N_("Flight across the border"),
    "forces_killed": N_("Members of the armed forces and police killed"),
    "drone_attacks": N_("Attacks with drones on the armed forces and police"),
    "oil_pipeline_attacks": N_("Attacks on oil pipelines"),
    "wildlife_seizures": N_("Wildlife seizures"),
}
BOUNDS: Final[Mapping[str, str]] = {
    "stated": "{figure}",
    "about": N_("about {figure}"),
    "more_than": N_("more than {figure}"),
}


def page() -> None:
    """Show every source: content, publisher, terms, coverage, limits, files."""
    tables = shared_cache().get()
    manifest: Mapping[str, Any] = tables.manifest if tables else {}
    selection = state.fit_to_build(state.current(), tables) if tables else state.current()
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            "Terrapaz",
            t("Sources"),
            t("Where each number comes from, under which licence, and what it does not show."),
        )
        widgets.language(selection)
    widgets.link_notices(t)
    inputs: dict[str, list[Mapping[str, Any]]] = {}
    for entry in manifest.get("inputs", ()):
        inputs.setdefault(entry["source"], []).append(entry)
    missing = manifest.get("missing", {})
    sources = tables.sources if tables else declared_sources()
    sections = []
    for kind, title in KINDS.items():
        found = [source for source in sources.values() if source.kind == kind]
        cards = "".join(_card(source, inputs.get(source.id, ()), missing.get(source.id), t) for source in found)
        sections.append(f"<section><h2>{escape(t(title))}</h2>{cards}</section>")
    _search(len(sources), t)
    style.subheading(
        t("Years that each source covers"),
        t("One strip per source in this build. Where it is blank, no map, chart or table has a figure of it."),
        anchor="years-covered",
    )
    held = [source for source in sources.values() if source.id in inputs or not inputs]
    st.html(coverage_calendar.calendar(held, KINDS, t))
    st.html(f'<div class="tp-sources">{"".join(sections)}</div>')
    if tables is not None and len(tables.reported_figures):
        style.subheading(
            t("Figures reported as totals"),
            t("Published as totals, mostly in the press: they are not a series and are not mapped."),
            anchor="reported-totals",
        )
        st.html(_reported(tables.reported_figures, t))
    style.notices([_colophon(manifest, t)], "quiet")


def _search(total: int, t: Translator) -> None:
    """Show the field that searches the sources in the browser."""
    some, none = t("{n} of {total} sources", n="{n}", total="{total}"), t("Nothing found")
    every = t("{n} sources", n=t.number(total))
    st.html(
        f'<div class="tp-search" role="search"><label for="tp-search">{escape(t("Find a source"))}</label>'
        f'<input id="tp-search" type="search" autocomplete="off" spellcheck="false">'
        f'<span role="status" data-some="{escape(some)}" data-none="{escape(none)}">{escape(every)}</span></div>'
    )
    st.html(f"<script>{searching('listing.js')}</script>", unsafe_allow_javascript=True)  # constant


def _reported(figures: pd.DataFrame, t: Translator) -> str:
    """Render the figures as they were published, with their publishers."""
    rows = ""
    for topic, title in TOPICS.items():
        found = figures[figures["topic"] == topic].sort_values([f"subject_{t.lang}", "start_year"])
        if len(found):
            rows += f'<tr class="tp-group"><th colspan="4" scope="rowgroup">{escape(t(title))}</th></tr>'
            rows += "".join(_figure_row(row, t) for row in found.to_dict("records"))
    heads = (t("What"), t("When"), t("How much"), t("Source"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<div class="tp-wide"><table class="tp-table tp-reported"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _figure_row(row: Mapping[Any, Any], t: Translator) -> str:
    years = counted_period(row, t)
    bound = BOUNDS[row["bound"]]
    number = t(bound, figure=t.number(row["value"]))
    publisher, url, note = escape(row["publisher"]), row["url"], row[f"note_{t.lang}"]
    if isinstance(url, str) and url.startswith(("https://", "http://")):
        publisher = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{publisher}</a>'
    note_html = f"<small>{escape(note)}</small>" if isinstance(note, str) else ""
    return (
        f'<tr><th scope="row">{escape(row[f"subject_{t.lang}"])}{note_html}</th><td>{escape(years)}</td>'
        f"<td>{escape(number)} {escape(row[f'unit_{t.lang}'])}</td><td>{publisher}</td></tr>"
    )


def _card(source: Source, files: Sequence[Mapping[str, Any]], missing: str | None, t: Translator) -> str:
    absent = t("optional, not in this build") if source.on_request else t("missing")
    status = t("in this build") if files else absent
    facts = {
        t("Publisher"): source.publisher,
        t("Licence"): t(source.licence),
        t("Attribution"): t(source.attribution),
        t("Period"): written_period(source.period, t),
        t("Covers"): t(source.coverage.note) if source.coverage.note else "",
        **dict(own_definition(source, t)),
        t("Holds"): ", ".join(f"{t(variable.title)} ({t(variable.unit)})" for variable in source.variables),
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    rows += _next_release(source, t)
    caveats = "".join(f"<li>{escape(t(caveat))}</li>" for caveat in source.caveats)
    limits = f"<h3>{escape(t('What it does not show'))}</h3><ul>{caveats}</ul>" if caveats else ""
    file_items = "".join(_file(entry, t) for entry in files)
    reason = f'<p class="tp-missing">{escape(missing)}</p>' if missing else ""
    css_class = "" if files else ' class="tp-absent"'
    return (
        f'<details{css_class} id="{escape(source.id)}" data-words="{escape(_words(source, t))}">'
        f"<summary><b>{escape(t(source.title))}</b>"
        f" <span>{escape(written_period(source.period, t))} · {escape(status)}</span></summary>"
        f"{reason}<dl>{rows}</dl>{limits}<ul class='tp-files'>{file_items}</ul>"
        f'<p><a href="{escape(source.publisher_url)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(source.publisher_url)}</a></p></details>"
    )


def _words(source: Source, t: Translator) -> str:
    """What finds a source beyond its own text: its title in other languages, its layers, their synonyms."""
    others = [translator(lang) for lang in LANGS if lang != t.lang]
    drawn = [layer for layer in LAYERS.values() if source.id in layer.sources]
    titles = (source.title, *(layer.title for layer in drawn), *(variable.title for variable in source.variables))
    words = (*(t(layer.title) for layer in drawn), *(word for layer in drawn for word in SYNONYMS.get(layer.id, ())))
    return " ".join((*(other(title) for other in others for title in titles), *words))


def _next_release(source: Source, t: Translator) -> str:
    """Render what was published of the next release, with a link to it."""
    if not source.next_release:
        return ""
    address, word = escape(source.next_release_url), escape(t("Source"))
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{word}</a>'
    return f"<dt>{escape(t('Next release'))}</dt><dd>{escape(t(source.next_release))} ({link})</dd>"


def _file(entry: Mapping[str, Any], t: Translator) -> str:
    size = t.significant(entry["bytes"] / 1e6)
    retrieved = entry["retrieved"] and t.date(date.fromisoformat(entry["retrieved"]))
    facts = t("{size} MB, retrieved on {date}", size=size, date=retrieved) if retrieved else t("{size} MB", size=size)
    sources = ""
    if originals := entry.get("originals"):
        facts = t("{size} MB of facts and figures that Terrapaz extracted from:", size=size)
        sources = f"<ul>{''.join(_original(file, t) for file in originals)}</ul>"
    path, checksum = escape(entry["path"]), escape(entry["sha256"])
    return f"<li><code>{path}</code> {escape(facts)}<br><code>sha256 {checksum}</code>{sources}</li>"


def _original(file: Mapping[str, Any], t: Translator) -> str:
    """Render a publisher's file from which a bundled table was made."""
    when = escape(t("retrieved on {date}", date=t.date(date.fromisoformat(file["retrieved"]))))
    return f"<li><code>{escape(file['path'])}</code> {when}<br><code>sha256 {escape(file['sha256'])}</code></li>"


def _colophon(manifest: Mapping[str, Any], t: Translator) -> str:
    edition = manifest.get("boundaries") or {}
    return t(
        "Data version {version}; boundaries: {edition}.",
        version=manifest.get("data_version", DASH),
        edition=t(edition.get("title", N_("none, seats only"))),
    )

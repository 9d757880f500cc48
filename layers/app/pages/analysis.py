"""The analysis page: a question of joint statistics, its answer in words, pictures and tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import streamlit as st

from geo.analyses.model import Place, Request
from geo.schema import REGIONS
from layers.analysis import joint, requests
from layers.answers import account, method, pictures, write
from layers.answers import tables as numbers
from layers.answers.pictures import Picture
from layers.app import choices, state, style, widgets
from layers.app.asking import ask
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.ink import ink_of
from layers.scene.notes import place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang, Translator, translator

FILES: Final = (
    (N_("Page, one HTML file"), "html"),
    (N_("Sheet, picture (PNG)"), "png"),
    (N_("Sheet, vector picture (SVG)"), "svg"),
    (N_("Sheet for print (PDF)"), "pdf"),
    (N_("Tables (CSV, zipped)"), "csv.zip"),
    (N_("Tables (Excel)"), "xlsx"),
    (N_("Everything (JSON)"), "json"),
)
_ANSWERED: Final = "answered"


def page() -> None:
    """Show the question of the link, and its answer."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.fit_to_build(state.current(), tables)
    t = translator(selection.lang)
    with st.sidebar:
        selection = choices.place(selection, tables, t)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            place_name(selection, tables),
            t("Analysis"),
            t("Whether conflict, deforestation and mining meet, with the uncertainty and the limits of each answer."),
        )
        widgets.language(selection)
    asked = ask(selection, tables, t)
    state.store_selection(selection, requests.to_params(asked))
    widgets.link_notices(t)
    result = _answer(asked, tables, t)
    if result is not None:
        _show(result, tables, t)


def _answered(tables: Tables) -> dict[str, joint.Result]:
    """What was computed for this session, by request; another build begins anew."""
    version: str
    found: dict[str, joint.Result]
    version, found = st.session_state.get(_ANSWERED, ("", {}))
    if version != tables.version:
        found = {}
        st.session_state[_ANSWERED] = (tables.version, found)
    return found


def _answer(asked: Request, tables: Tables, t: Translator) -> joint.Result | None:
    """The answer, of the build or of this session; None until the reader asks for it."""
    found = joint.stored(tables, asked)
    if found is not None:
        return found
    answered = _answered(tables)
    if asked.id not in answered:
        style.prose(t("This is not among the standard answers. Each test that you ask counts for the correction."))
        with st.container(horizontal=True, vertical_alignment="center"):
            asks = st.button(t("Answer it"), type="primary", key="answer")
            _answers_around(asked, tables, t)
        if not asks:
            return None
        with st.spinner(t("Answering …")):
            answered[asked.id] = joint.answer(tables, asked, answered.values())
        st.rerun()
    # the tests asked since then count too
    others = [result for name, result in answered.items() if name != asked.id]
    return joint.answer(tables, asked, others)


def _answers_around(asked: Request, tables: Tables, t: Translator) -> None:
    """Offer the places around that of the request, about which the build answers the question."""
    for selection in _around(asked.place, tables, t.lang):
        around = requests.place(selection, tables)
        if around.id != asked.place.id and requests.standard_requests(tables, asked.question, around.id):
            name = around.name.in_language(t.lang)
            label = t("The answer about {place}", place=name)
            st.button(label, key=f"around-{around.id}", on_click=state.choose, args=(selection,), type="tertiary")


def _around(place: Place, tables: Tables, lang: Lang) -> Iterator[Selection]:
    """The regions that hold the whole of a place, then the country."""
    rows = tables.municipalities
    own = rows.loc[rows["municipality_code"].isin(place.codes), "region"].unique()
    if len(own) == 1 and own[0] in REGIONS:
        yield requests.selection_of(own[0], lang)
    yield requests.selection_of(requests.COUNTRY, lang)


def _show(result: joint.Result, tables: Tables, t: Translator) -> None:
    lang: Lang = t.lang
    first, *others = result.sentences(lang)
    with st.container(key="answer-text"):
        style.subheading(account.title(result, tables, lang), account.subject(result.request, tables, lang))
        if result.refused:
            style.lead(f"{t('This question was not answered.')} {first}")
        else:
            style.lead(first)
    if not result.refused:
        with st.container(key="answer-files", horizontal=True):
            _downloads(result, tables, t)
        shown = drawn(tables, result.request, lang, style.theme_name())
        style.figures(shown)
        with st.container(key="answer-others"):
            for text in others:
                style.prose(text)
        table = numbers.estimates(result, t)
        with st.container(key="answer-table"):
            style.table(table.caption, "", table.head, table.rows, "")
    style.definitions(
        [
            (t("What it is based on"), result.coverage(lang)),
            (t("Correction"), _correction(result, tables, t)),
            (t("Sources"), "" if result.refused else account.credit(result, tables, lang)),
        ]
    )
    with st.expander(t("Method, assumptions and literature")):
        st.markdown(method.markdown(result.question))
    if len(result.details):
        with st.expander(t("The pictures as tables")):
            for table in numbers.details(result, tables, t):
                style.table(table.caption, "", table.head, table.rows, "")


def _correction(result: joint.Result, tables: Tables, t: Translator) -> str:
    asked = sum(len(each.tested()) for each in _answered(tables).values())
    own = t("Tests asked in this session besides: {n}.", n=t.number(asked))
    return " ".join(filter(None, (account.corrected(result, t), own)))


def _downloads(result: joint.Result, tables: Tables, t: Translator) -> None:
    with st.popover(t("Download"), type="tertiary", key="download", on_change="rerun") as menu:
        if menu.open:
            for label, ending in FILES:
                name = f"terrapaz-{result.request.id.replace('.', '-').replace('_', '-')}.{ending}"
                st.download_button(
                    t(label),
                    partial(_write, result, tables, t.lang, name),
                    name,
                    on_click="ignore",
                    type="tertiary",
                    key=f"download-{ending}",
                )


def _write(result: joint.Result, tables: Tables, lang: Lang, name: str) -> bytes:
    return write(result, tables, lang, name)[name]


@st.cache_data(
    max_entries=64, show_spinner=False, hash_funcs=BY_VERSION | {Request: lambda asked: (asked.id, asked.place.id)}
)
def drawn(tables: Tables, asked: Request, lang: Lang, theme: str) -> list[tuple[Picture, Picture]]:
    """Every picture of an answer for wide and for narrow screens."""
    result, ink = joint.answer(tables, asked), ink_of(theme)
    return [
        (pictures.draw(part, result, tables, lang, pictures.WIDE, ink),
         pictures.draw(part, result, tables, lang, pictures.NARROW, ink))
        for part in pictures.parts(result, tables, lang)
    ]  # fmt: skip

"""Widgets that make a request: the question, one of the standard requests, or measures and years of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from geo.analyses.model import Question, Request
from geo.analyses.run import QUESTIONS
from geo.analyses.wording import span
from geo.schema import REGIONS, GeoDataError
from layers.analysis import requests
from layers.answers import account, words
from layers.app import state, style
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

_OTHER: Final = "other"
_NOTHING: Final = ""


def ask(selection: Selection, tables: Tables, t: Translator) -> Request:
    """Show the widgets; return the request that they make, at first that of the link."""
    linked = _linked(selection, tables)
    questions = {name: question.title.in_language(t.lang) for name, question in QUESTIONS.items()}
    left, right = st.columns([1, 2], gap="medium")
    with left:
        name = st.selectbox(
            t("Question"),
            list(questions),
            key=state.seed("question", linked.question),
            format_func=questions.__getitem__,
            on_change=_forget,
        )
    question = QUESTIONS[name]
    usual = _usual(question, linked.place.id, tables)
    if linked.question != name:
        linked = requests.request(name, selection, tables) if not usual else next(iter(usual.values()))
    choices = {each: account.subject(request, tables, t.lang) for each, request in usual.items()}
    options = [*choices, _OTHER]
    key = state.seed(f"asked:{name}:{linked.place.id}", linked.id if linked.id in usual else _OTHER)
    if st.session_state[key] not in options:
        st.session_state[key] = options[0]
    with right:
        chosen = st.selectbox(
            t("About"),
            options,
            key=key,
            format_func=lambda each: choices.get(each, t("Other measures or years …")),
            on_change=state.touch,
            filter_mode="contains",
        )
    style.asks(question.asks.in_language(t.lang), question.limits.in_language(t.lang))
    if chosen != _OTHER:
        return usual[chosen]
    return _own(question, linked, selection, tables, t)


def _forget() -> None:
    """Another question: what was asked about the previous one goes."""
    state.update_extra_params({"measures": "", "years": "", "scale": "", "subject": ""})


def _linked(selection: Selection, tables: Tables) -> Request:
    """The request of the link; what is not valid in it is reported and ignored."""
    params = {"question": _first_answered(selection, tables)} | state.extra_params()
    question = params["question"]
    try:
        return requests.from_params(params, selection, tables)
    except GeoDataError as error:
        column, value = error.column, error.value
        state.add_link_error(
            GeoDataError("not valid", source="link", column=column, value=value, remedy="choose another")
        )
        valid = question if question in QUESTIONS else next(iter(QUESTIONS))
        state.drop_extra_params(("question", "measures", "years", "scale", "subject"))
        return requests.from_params({"question": valid}, selection, tables)


def _first_answered(selection: Selection, tables: Tables) -> str:
    """Id of the first question that the build answers about the place or, if there is none, about a region."""

    def answered(place_id: str) -> set[str]:
        return {each.question for each in requests.standard_requests(tables, place_id=place_id)}

    usual = answered(requests.place(selection, tables).id) or set[str]().union(*map(answered, REGIONS))
    return next((name for name in QUESTIONS if name in usual), next(iter(QUESTIONS)))


def _usual(question: Question, place: str, tables: Tables) -> dict[str, Request]:
    """The standard requests of a question about a place, by id."""
    return {each.id: each for each in requests.standard_requests(tables, question.id, place)}


def _own(question: Question, linked: Request, selection: Selection, tables: Tables, t: Translator) -> Request:
    """Widgets for measures, years, scale and subject."""
    known = requests.measures(question, tables)
    names: list[str] = []
    columns = st.columns(question.at_most, gap="medium")
    for at, column in enumerate(columns):
        optional = at >= question.at_least
        options = [*([_NOTHING] if optional else []), *(name for name in known if name not in names)]
        wanted = linked.measures[at] if at < len(linked.measures) else _NOTHING
        key = state.seed(f"measure:{question.id}:{at}", wanted if wanted in options else options[0])
        if st.session_state[key] not in options:
            st.session_state[key] = options[0]
        with column:
            name = st.selectbox(
                _label(question, at, t),
                options,
                key=key,
                format_func=lambda each: known[each].in_language(t.lang) if each else t("None"),
                on_change=state.touch,
                filter_mode="contains",
            )
        names += [name] if name else []
    asked = replace(linked, question=question.id, measures=tuple(names), first=None, last=None)
    asked = _subject(question, linked, asked, tables, t)
    if len(question.scales) > 1:
        scale = st.segmented_control(
            t("Compared units"),
            list(question.scales),
            key=state.seed(f"scale:{question.id}", linked.scale),
            format_func=lambda each: t(words.SCALES[each]),
            on_change=state.touch,
            required=True,
        )
        asked = replace(asked, scale=scale or question.scales[0])
    return _years(linked, asked, tables, t)


def _subject(question: Question, linked: Request, asked: Request, tables: Tables, t: Translator) -> Request:
    possible = requests.subjects(question, tables)
    if not possible:
        return replace(asked, subject="")
    key = state.seed(f"subject:{question.id}", linked.subject if linked.subject in possible else next(iter(possible)))
    subject = st.selectbox(
        t("Ceasefire") if question.subjects == "ceasefires" else t("Incident"),
        list(possible),
        key=key,
        format_func=lambda each: possible[each].in_language(t.lang),
        on_change=state.touch,
        filter_mode="contains",
    )
    return replace(asked, subject=subject)


def _years(linked: Request, asked: Request, tables: Tables, t: Translator) -> Request:
    """Only years that all measures cover by one method can be chosen; those of sources of events are not chosen."""
    runs = {span(*run): run for run in requests.runs(tables, asked.measures)}
    if not runs:
        return asked
    within = [
        text for text, run in runs.items() if linked.first and run[0] <= linked.first and (linked.last or 0) <= run[1]
    ]
    longest = max(runs, key=lambda text: (runs[text][1] - runs[text][0], runs[text][1]))
    ending = ",".join(asked.measures)
    key = state.seed(f"run:{ending}", within[0] if within else longest)
    left, right = st.columns(2, gap="medium")
    with left:
        run = st.selectbox(t("Years that all cover by one method"), list(runs), key=key, on_change=state.touch)
    first, last = runs[run]
    if first == last:
        return replace(asked, first=first, last=last)
    own = bool(within) and run == within[0]
    initial = (linked.first, linked.last) if own else (first, last)
    with right:
        key = state.key(f"years:{ending}:{run}")
        chosen = st.slider(
            t("Years"), first, last, st.session_state.get(key, initial), key=key, on_change=state.touch
        )
    return replace(asked, first=chosen[0], last=chosen[1])


def _label(question: Question, at: int, t: Translator) -> str:
    if question.takes == "events":
        return t("Events")
    if question.at_most == 1:
        return t("Measure")
    return (t("First measure"), t("Second measure"), t("Third measure"))[min(at, 2)]

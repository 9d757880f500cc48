"""Widgets that make a request: the question, one of the standard requests, or measures and years of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.analyses.model import Question, Request
from geo.analyses.run import QUESTIONS
from geo.analyses.wording import Text, span
from geo.schema import REGIONS, GeoDataError
from layers.analysis import requests
from layers.answers import account, words
from layers.app import choices, picker, state, style
from layers.app.picker import Option
from layers.catalog import CHOROPLETHS
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
    options = [Option(each, account.subject(request, tables, t.lang)) for each, request in usual.items()]
    options.append(Option(_OTHER, t("Other measures or years …")))
    with right:
        chosen = picker.pick(
            t("About"),
            f"asked-{name}-{linked.place.id}",
            options,
            linked.id if linked.id in usual else _OTHER,
            t,
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
    options = _options(known, tables, t)
    names: list[str] = []
    columns = st.columns(question.at_most, gap="medium")
    for at, column in enumerate(columns):
        optional = at >= question.at_least
        nothing = [Option(_NOTHING, t("None"))] if optional else []
        wanted = linked.measures[at] if at < len(linked.measures) else _NOTHING
        with column:
            name = picker.pick(
                _label(question, at, t),
                f"measure-{question.id}-{at}",
                [*nothing, *(option for option in options if option.id not in names)],
                wanted,
                t,
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


def _options(known: Mapping[str, Text], tables: Tables, t: Translator) -> list[Option]:
    """Measures or sources of events, found in either language, and measures by their synonyms too."""
    measures = choices.measure_options(tables, tuple(name for name in known if name in CHOROPLETHS), t.lang)
    synonyms = {option.id: f"{option.title} {option.words}" for option in measures}
    return [
        Option(name, title.in_language(t.lang), words=f"{title.es} {title.en} {synonyms.get(name, '')}")
        for name, title in known.items()
    ]


def _subject(question: Question, linked: Request, asked: Request, tables: Tables, t: Translator) -> Request:
    possible = requests.subjects(question, tables)
    if not possible:
        return replace(asked, subject="")
    subject = picker.pick(
        t("Ceasefire") if question.subjects == "ceasefires" else t("Incident"),
        f"subject-{question.id}",
        _options(possible, tables, t),
        linked.subject,
        t,
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

"""What joint statistics can be asked of a build: measures, years, places; and requests made of words."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast

import pandas as pd

from geo.analyses import standard
from geo.analyses.ceasefires import EVENTS
from geo.analyses.evidence import Evidence
from geo.analyses.model import NamedMeasure, Place, Question, Request, Scale
from geo.analyses.run import QUESTIONS, question_of
from geo.analyses.wording import Text, span
from geo.schema import REGIONS, GeoDataError, one_of
from layers.caching import weak_lru_cache
from layers.catalog.model import Choropleth
from layers.selection import BORDERS, Selection
from layers.tables import Tables
from layers.text.i18n import Lang, Translator, translator
from layers.text.terms import BORDER_NAMES

COUNTRY: Final = "country"
_STATE: Final = "state_operation"
_SPAN: Final = re.compile(r"([0-9]{4})(?:[-–]([0-9]{4}))?")
_NO_ARTICLE: Final = ("11", "88")


@weak_lru_cache(1)
def evidence(tables: Tables) -> Evidence:
    """The tables that questions are answered from, with every measure that they may name."""
    names = ("municipalities", "indicators", "events", "ceasefires", "dialogues", "incidents", "actors")
    own: dict[str, pd.DataFrame] = {name: getattr(tables, name) for name in names}
    every = ChainMap(own, cast("dict[str, pd.DataFrame]", tables.features))
    return Evidence(every, tables.sources, _measures(tables))


def _measures(tables: Tables) -> dict[str, NamedMeasure]:
    """The measures of the standard requests, and every other choropleth with figures by year.

    What the State does measures the State, and is none.
    """
    events = tables.events
    state = set(events.loc[events["event_type"] == _STATE, "source"])
    others = [
        layer
        for layer in tables.layers.values()
        if isinstance(layer, Choropleth)
        and layer.id not in standard.MEASURES
        and not layer.measure.standing
        and layer.measure.source not in state
        and len(tables.amounts(layer.measure.variable, layer.measure.source).columns)
    ]
    named = {
        layer.id: NamedMeasure(
            layer.id,
            layer.measure,
            _inside_a_sentence(_in_both(layer.title)),
            _in_both(layer.measure.unit),
        )
        for layer in others
    }
    return standard.MEASURES | named


def measures(question: Question, tables: Tables) -> dict[str, Text]:
    """What a request of a question may name, by id: measures, or sources of events."""
    if question.takes == "measures":
        known = evidence(tables)
        found = {
            name: one.name
            for name, one in known.measures.items()
            if len(tables.amounts(one.measure.variable, one.measure.source).columns)
        }
        return dict(sorted(found.items(), key=lambda item: item[0] not in standard.MEASURES))
    events = tables.events
    state = set(events.loc[events["event_type"] == _STATE, "source"])
    sources = [name for name in sorted(events["source"].unique()) if name not in state and name in tables.sources]
    usual = {name for asked in standard_requests(tables, question.id) for name in asked.measures}
    named = {name: text for name, text in EVENTS.items() if name in sources}
    others = [*sources, *sorted(usual & set(tables.sources) - set(sources))]
    return named | {name: _in_both(tables.sources[name].title) for name in others if name not in named}


def subjects(question: Question, tables: Tables) -> dict[str, Text]:
    """The ceasefires or incidents that a question may be about, by id."""
    es, en = translator("es"), translator("en")
    if question.subjects == "ceasefires":
        rows = tables.ceasefires.sort_values("start").to_dict("records")
        spans = [(row["start"], row["end"]) for row in rows]
        named = [(row["ceasefire_id"], row["group_es"], row["group_en"]) for row in rows]
    elif question.subjects == "incidents":
        rows = tables.incidents.sort_values("date_start").to_dict("records")
        spans = [(row["date_start"], row["date_start"]) for row in rows]
        named = [(row["incident_id"], row["title_es"], row["title_en"]) for row in rows]
    else:
        return {}

    def dated(title: str, t: Translator, first: date, last: date) -> str:
        return f"{title}, {t.date(first)}" + (f" – {t.date(last)}" if last > first else "")

    return {
        name: Text(dated(spanish, es, *days), dated(english, en, *days))
        for (name, spanish, english), days in zip(named, spans, strict=True)
    }


@weak_lru_cache(256)
def runs(tables: Tables, asked: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Spans of years that can be asked for measures together; sources of events have none, all they cover is used."""
    known = evidence(tables)
    return tuple(known.runs(asked)) if asked and set(asked) <= set(known.measures) else ()


def place(selection: Selection, tables: Tables) -> Place:
    """The place of a selection, with its name as sentences need it.

    Raises
    ------
    GeoDataError
        The place is not in this edition of the boundaries.
    """
    codes = frozenset(tables.selected_codes(selection).tolist())
    if selection.municipality_code:
        row = tables.municipalities.set_index("municipality_code").loc[selection.municipality_code]
        name = f"{row['municipality']} ({row['department']})"
        return Place(selection.municipality_code, Text(name, name), codes)
    if selection.region in REGIONS:
        return Place(selection.region, standard.REGION_NAMES[selection.region], codes)
    if selection.region:
        border = _inside_a_sentence(_in_both(BORDER_NAMES[selection.region]))
        return Place(selection.region, Text(f"la {border.es}", f"the {border.en}"), codes)
    if selection.department_code:
        table = tables.municipalities
        name = str(table.loc[table["department_code"] == selection.department_code, "department"].iloc[0])
        named = Text(f"el departamento de {name}", f"the department of {name}")
        unnamed = selection.department_code in _NO_ARTICLE
        return Place(selection.department_code, Text(name, name) if unnamed else named, codes)
    return Place(COUNTRY, Text("Colombia", "Colombia"), codes)


def selection_of(place_id: str, lang: Lang) -> Selection:
    """The selection of a place by the id that requests give it."""
    if place_id == COUNTRY:
        return Selection(lang=lang)
    if place_id in REGIONS or place_id in BORDERS:
        return Selection(lang=lang, region=place_id)
    if len(place_id) == 2:
        return Selection(lang=lang, department_code=place_id)
    return Selection(lang=lang, municipality_code=place_id)


def request(
    question: str,
    selection: Selection,
    tables: Tables,
    *,
    named: Iterable[str] = (),
    years: str = "",
    scale: str = "",
    subject: str = "",
) -> Request:
    """Make a request of what a command or a link names.

    What it leaves out is that of the first standard request of the question or, without one, the first that it takes.

    Raises
    ------
    GeoDataError
        No such question, measure, scale or subject, or no years.
    """
    if question not in QUESTIONS:
        raise _unknown("question", question, QUESTIONS)
    asked = QUESTIONS[question]
    usual = next(iter(standard_requests(tables, question)), None)
    names = tuple(dict.fromkeys(named))
    first, last = _years(years)
    if not names and usual:
        names = usual.measures
        first, last = (usual.first, usual.last) if not years else (first, last)
    known = measures(asked, tables)
    names = names or tuple(known)[: asked.at_least]
    for name in names:
        if name not in known:
            raise _unknown("measures", name, known)
    if scale and scale not in asked.scales:
        raise _unknown("scale", scale, asked.scales)
    possible = subjects(asked, tables)
    if subject and subject not in possible:
        raise _unknown("subject", subject, possible)
    if possible and not subject:
        subject = usual.subject if usual else next(iter(possible))
    made = Request(
        question,
        place(selection, tables),
        first,
        last,
        names,
        next((each for each in asked.scales if each == scale), asked.scales[0]),
        subject,
    )
    question_of(made)
    return made


def to_params(asked: Request) -> dict[str, str]:
    """The parameters of a link that ask for a request; its place is in the selection."""
    return {
        "question": asked.question,
        "measures": ",".join(asked.measures),
        "years": "" if asked.first is None else f"{asked.first}-{asked.last}",
        "scale": asked.scale if asked.scale != QUESTIONS[asked.question].scales[0] else "",
        "subject": asked.subject,
    }


def from_params(params: Mapping[str, str], selection: Selection, tables: Tables) -> Request:
    """The request that a link asks for; without a question, the first.

    Raises
    ------
    GeoDataError
        As :func:`request`.
    """
    return request(
        params.get("question") or next(iter(QUESTIONS)),
        selection,
        tables,
        named=[name for name in params.get("measures", "").split(",") if name],
        years=params.get("years", ""),
        scale=params.get("scale", ""),
        subject=params.get("subject", ""),
    )


def standard_requests(tables: Tables, question: str | None = None, place_id: str | None = None) -> list[Request]:
    """The requests that every build answers, of one question and place or of all; refused ones are last."""
    table = tables.analyses
    of_question = (table["question"] == question) | (question is None)
    rows = table[of_question & ((table["place"] == place_id) | (place_id is None))]
    first = rows.drop_duplicates("analysis_id").sort_values("refused", kind="stable")
    return [request_of(row, tables) for row in first.to_dict("records")]


def request_of(row: Mapping[Any, Any], tables: Tables) -> Request:
    """The request of a row of :data:`geo.schema.ANALYSES`."""
    years = (row["first_year"], row["last_year"])
    first, last = (None if pd.isna(year) else int(cast("int", year)) for year in years)
    subject = row["subject"]
    return Request(
        str(row["question"]),
        place(selection_of(str(row["place"]), "es"), tables),
        first,
        last,
        tuple(str(row["measures"]).split()),
        cast("Scale", row["scale"]),
        subject if isinstance(subject, str) else "",
    )


def years_text(asked: Request) -> str:
    """The years of a request; empty if it names none."""
    return "" if asked.first is None or asked.last is None else span(asked.first, asked.last)


def _years(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    found = _SPAN.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise GeoDataError(
            "no years", source="request", column="years", value=text, remedy="write 2016-2018, or 2023"
        )
    return first, last


def _in_both(text: str) -> Text:
    return Text(translator("es")(text), translator("en")(text))


def _inside_a_sentence(text: Text) -> Text:
    """Without the capital letter of a title, unless it begins with an abbreviation."""

    def lower(words: str) -> str:
        return words if words[1:2].isupper() else words[:1].lower() + words[1:]

    return replace(text, es=lower(text.es), en=lower(text.en))


def _unknown(column: str, value: str, known: Iterable[str]) -> GeoDataError:
    remedy = one_of(value, sorted(known)) if known else "leave it out"
    return GeoDataError(
        f"no such {column.removesuffix('s')}", source="request", column=column, value=value, remedy=remedy
    )

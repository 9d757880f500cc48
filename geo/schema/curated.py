"""Schemas of the small curated tables in ``data/raw``, in which every row has its sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.schema.columns import (
    Column,
    RowRule,
    Rule,
    Schema,
    at_least,
    between,
    coded,
    count,
    day,
    degrees,
    matching,
    one_of,
    text,
)
from geo.schema.tables import MUNICIPALITIES
from geo.schema.vocabulary import CERTAINTIES, EVENT_TYPES, DatePrecision, LocationPrecision

if TYPE_CHECKING:
    import pandas as pd

_KNOWN: Final = ("region", "seat_lon", "seat_lat")

REGION_MUNICIPALITIES: Final = replace(
    MUNICIPALITIES,
    columns={
        name: replace(column, nullable=column.nullable and name not in _KNOWN)
        for name, column in MUNICIPALITIES.columns.items()
        if name not in ("pdet_subregion", "border_countries", "border_km", "geometry")
    },
)
"""The municipalities of the three regions; used for :data:`MUNICIPALITIES` if there are no boundaries."""

_DATE = r"^\d{4}(-\d\d){0,2}$"
_PART = r"^\d{4}(-\d\d){1,2}$"
_CITATION = r"[^,|]+, \d{4}(-\d\d){0,2}(, https?://[^\s|]+)?"
_COUNTS = ("killed", "wounded", "held", "displaced")


def _listed(item: str, separator: str) -> Rule:
    return matching(rf"^{item}({separator}{item})*$")


def _in_order(low: str, high: str) -> RowRule:
    return RowRule(lambda t: ~(t[low] > t[high]).fillna(value=False).astype(bool), message=f"{low} <= {high}")


def _together(*names: str) -> RowRule:
    def holds(table: pd.DataFrame) -> pd.Series:
        stated = table[list(names)].notna()
        return stated.all(axis="columns") | ~stated.any(axis="columns")

    return RowRule(holds, message=f"{', '.join(names)} go together")


_EVIDENCE: Final = {
    "sources": text("Publisher, date and address, separated by |", rule=_listed(_CITATION, r" \| ")),
    "certainty": text("confirmed, or partly: see the note", rule=one_of(*CERTAINTIES)),
    "note_es": text("What differs or is not confirmed, in Spanish", nullable=True),
    "note_en": text("What differs or is not confirmed, in English", nullable=True),
}
"""Columns of every table whose rows cite their sources."""

_EVIDENCE_RULES: Final = (
    _together("note_es", "note_en"),
    RowRule(lambda t: (t.certainty == "confirmed") | t.note_en.notna(), message="what is not confirmed has a note"),
)

INCIDENTS: Final = Schema(
    "incidents",
    {
        "incident_id": text("Date and place", unique=True),
        "story": text("incident_id of the row that opens the story"),
        "date_start": day("First day"),
        "date_end": day("Last day"),
        "date_precision": coded(DatePrecision, "1 day, 2 up to six days, 3 week, 4 month, 5 year"),
        "municipality_codes": text("DIVIPOLA codes, separated by spaces", rule=_listed(r"\d{5}", " ")),
        "location_precision": coded(LocationPrecision, "1 exact, 2 near, 3 municipality"),
        "place": text("Place name"),
        "lon": degrees(-82, -66, "Longitude, degrees; only at location_precision 1 and 2"),
        "lat": degrees(-5, 14, "Latitude, degrees; only at location_precision 1 and 2"),
        "event_type": text("Type in the common taxonomy", rule=one_of(*EVENT_TYPES)),
        "actors_es": text("Parties, in Spanish"),
        "actors_en": text("Parties, in English"),
        **{
            f"{who}_{bound}": count(f"People {who}, {bound} figure; empty is unknown")
            for who in _COUNTS
            for bound in ("low", "best", "high")
        },
        "title_es": text("Title, in Spanish"),
        "title_en": text("Title, in English"),
        "description_es": text("One sentence, in Spanish"),
        "description_en": text("One sentence, in English"),
        **_EVIDENCE,
    },
    row_rules=(
        _in_order("date_start", "date_end"),
        *(_together(*(f"{who}_{bound}" for bound in ("low", "best", "high"))) for who in _COUNTS),
        *(_in_order(f"{who}_low", f"{who}_best") for who in _COUNTS),
        *(_in_order(f"{who}_best", f"{who}_high") for who in _COUNTS),
        _together("lon", "lat"),
        *_EVIDENCE_RULES,
        RowRule(
            lambda t: t.lon.isna() | (t.location_precision <= LocationPrecision.NEAR),
            message="only location_precision 1 and 2 have a point",
        ),
        RowRule(lambda t: t.story.isin(t.incident_id), message="a story is the incident_id of the row that opens it"),
    ),
)
"""Curated incidents, one row per dated fact; rows of one ``story`` belong together. An empty number is unknown."""

CEASEFIRES: Final = Schema(
    "ceasefires",
    {
        "ceasefire_id": text("Group and start", unique=True),
        "group": text("Short id of the group"),
        "group_es": text("Group, in Spanish"),
        "group_en": text("Group, in English"),
        "start": day("First day in force"),
        "end": day("Last day in force"),
        "ended_how_es": text("How it ended, in Spanish"),
        "ended_how_en": text("How it ended, in English"),
        "scope_es": text("Where it held, in Spanish"),
        "scope_en": text("Where it held, in English"),
        "departments": text(
            "Departments it was limited to, codes separated by spaces", nullable=True, rule=_listed(r"\d{2}", " ")
        ),
        "except_departments": text(
            "Departments left out, codes separated by spaces", nullable=True, rule=_listed(r"\d{2}", " ")
        ),
        "decree": text("Legal act"),
        **_EVIDENCE,
    },
    row_rules=(
        _in_order("start", "end"),
        *_EVIDENCE_RULES,
        RowRule(
            lambda t: t.departments.isna() | t.except_departments.isna(),
            message="departments or except_departments, not both",
        ),
    ),
)
"""Curated ceasefires, one row per group, period and area; ``start`` and ``end`` are first and last day in force."""

DIALOGUES: Final = Schema(
    "dialogues",
    {
        "dialogue_id": text("Group and start", unique=True),
        "group": text("Short id of the group"),
        "group_es": text("Group, in Spanish"),
        "group_en": text("Group, in English"),
        "start": day("First day of the dialogue"),
        "end": day("Last day; empty if the sources state no end", nullable=True),
        "last_reported": day("If there is no end: last day on which the sources report it as open", nullable=True),
        "began_how_es": text("How it began, in Spanish"),
        "began_how_en": text("How it began, in English"),
        "ended_how_es": text("How it ended, in Spanish", nullable=True),
        "ended_how_en": text("How it ended, in English", nullable=True),
        "scope_es": text("Whom or where it concerned, in Spanish"),
        "scope_en": text("Whom or where it concerned, in English"),
        "departments": text(
            "Departments it concerned, codes separated by spaces; empty for the whole country",
            nullable=True,
            rule=_listed(r"\d{2}", " "),
        ),
        "municipality_codes": text(
            "In place of departments: municipalities, codes separated by spaces",
            nullable=True,
            rule=_listed(r"\d{5}", " "),
        ),
        "act": text("Legal act, where the sources name one", nullable=True),
        **_EVIDENCE,
    },
    row_rules=(
        _in_order("start", "end"),
        _in_order("start", "last_reported"),
        _together("end", "ended_how_es", "ended_how_en"),
        *_EVIDENCE_RULES,
        RowRule(lambda t: t.end.isna() != t.last_reported.isna(), message="end or last_reported, one of the two"),
        RowRule(
            lambda t: t.departments.isna() | t.municipality_codes.isna(),
            message="departments or municipality_codes, not both",
        ),
    ),
)
"""Tables of dialogue between the government and armed groups, curated: one row per group and span; not ceasefires."""

ACTOR_KINDS: Final = (
    *("state", "civilians", "guerrilla", "farc_dissidents", "paramilitary", "successor", "crime", "other", "unknown"),
)
"""What :data:`ACTORS` are; a successor is a group formed after the paramilitaries' demobilisation."""

_ALIAS = r"[^|]+"

ACTORS: Final = Schema(
    "actors",
    {
        "actor_id": text("Short id", unique=True),
        "name_es": text("Name, in Spanish"),
        "name_en": text("Name, in English"),
        "kind": text("What kind of party", rule=one_of(*ACTOR_KINDS)),
        "part_of": text("actor_id of the larger one it is part of", nullable=True),
        "aliases": text("What sources call it, separated by |", rule=_listed(_ALIAS, r" \| ")),
        "since": text("When it was formed, as precisely as is known", nullable=True, rule=matching(_DATE)),
        "until": text("When it was dissolved, as precisely as is known", nullable=True, rule=matching(_DATE)),
        "sources": text(
            "Publisher, date and address, separated by |", nullable=True, rule=_listed(_CITATION, r" \| ")
        ),
        "note_es": text("How names and parts changed, in Spanish", nullable=True),
        "note_en": text("How names and parts changed, in English", nullable=True),
    },
    row_rules=(
        _in_order("since", "until"),
        _together("note_es", "note_en"),
        RowRule(lambda t: t.part_of.isna() | t.part_of.isin(t.actor_id), message="part_of is the actor_id of a row"),
        RowRule(
            lambda t: t.sources.notna() | t[["part_of", "since", "until", "note_en"]].isna().all(axis="columns"),
            message="what is said of an actor beyond its names is cited",
        ),
    ),
)
"""Armed groups and other parties, curated: one row per actor, with the names that sources give it."""

TOPICS: Final = (
    *("armed_group_reach", "deforestation", "displacement", "drone_attacks", "flight_abroad", "forces_killed"),
    *("oil_pipeline_attacks", "wildlife_seizures"),
)
"""What :data:`REPORTED_FIGURES` are about."""

REPORTED_FIGURES: Final = Schema(
    "reported_figures",
    {
        "figure_id": text("Topic, subject and years", unique=True),
        "topic": text("What it is about", rule=one_of(*TOPICS)),
        "subject_es": text("Whom or what it counts, in Spanish"),
        "subject_en": text("Whom or what it counts, in English"),
        "start_year": Column("int16", "First calendar year", between(1980, 2100)),
        "end_year": Column("int16", "Last calendar year", between(1980, 2100)),
        "counted_start": text(
            "First day or month counted, if not all of these years are; empty if it is their first day",
            nullable=True,
            rule=matching(_PART),
        ),
        "counted_end": text(
            "Last day or month counted, if not all of these years are", nullable=True, rule=matching(_PART)
        ),
        "bound": text(
            "stated: the figure as published; about: rounded; more_than: a lower bound",
            rule=one_of("stated", "about", "more_than"),
        ),
        "value": Column("int64", "The figure", at_least(0)),
        "unit_es": text("What is counted, in Spanish"),
        "unit_en": text("What is counted, in English"),
        "scope_es": text("Where, in Spanish"),
        "scope_en": text("Where, in English"),
        "publisher": text("Who states it; in brackets who reported it, if another"),
        "url": text("Address it was read at; empty where it carries a person's name", nullable=True),
        "note_es": text("What the figure leaves out, in Spanish", nullable=True),
        "note_en": text("What the figure leaves out, in English", nullable=True),
    },
    row_rules=(
        _in_order("start_year", "end_year"),
        _in_order("counted_start", "counted_end"),
        _together("note_es", "note_en"),
        RowRule(
            lambda t: t.counted_end.isna() | (t.counted_end.str[:4] == t.end_year.astype(str)),
            message="counted_end is in end_year",
        ),
    ),
)
"""National figures that are published only as totals: for texts, never for a map."""

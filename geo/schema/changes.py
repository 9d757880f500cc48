"""Schemas of changes: between two releases of a source, and between two builds."""

from __future__ import annotations

from typing import Final

from geo.schema.columns import CODE, DEPARTMENT, Column, Schema, at_least, matching, one_of, text

CHANGE_KINDS: Final = ("new", "revised", "withdrawn", "coverage")
"""Kinds of changes. A record that was registered late is revised: only what is later than the data before is new."""

EVENT_FACTS: Final = ("events", "registration", "source", "type", "actors", "date", "deaths", "victims", "place")
"""What a change of an event is about: the whole event, its late registration, or one fact of it."""

CHANGES: Final = Schema(
    "changes",
    {
        "source": text("Id of the source; of two releases, of the later one"),
        "kind": text(
            "new: later than all that was covered before; revised: another value, or registered late; withdrawn: it"
            " should be there and is not; coverage: a place, time, variable or source that is covered only now, or no"
            " longer",
            rule=one_of(*CHANGE_KINDS),
        ),
        "municipality_code": text("Municipality, empty if it is not known or the change is not of one", nullable=True,
                                  rule=CODE),
        "department_code": text("Department, where known", nullable=True, rule=DEPARTMENT),
        "variable": text(
            "What changed: an indicator, or of an event: events (all of it), registration (it was registered late),"
            " source, type, actors, date, deaths, victims or place; empty for the coverage of a whole source",
            nullable=True,
        ),
        "unit": text("Unit of before and after, if they are numbers", nullable=True),
        "period": text("Year, month (YYYY-MM) or span of years that it is about", nullable=True),
        "before": text("As it was; empty if there was nothing, or it may not be redistributed", nullable=True),
        "after": text("As it is; empty if there is nothing, or it may not be redistributed", nullable=True),
        "count": Column("int64", "Number of events or values that the row stands for", at_least(1)),
        "preliminary": Column("bool", "Whether the source calls the data preliminary"),
        "event_id": text("The event, as in events, if the row is about one", nullable=True),
    },
    unique=("source", "kind", "municipality_code", "department_code", "variable", "period", "event_id"),
)  # fmt: skip
"""Changes between two releases or builds: one row per change, or per group of them where rows may not be shown."""

RELEASE_CHANGES: Final = Schema("release_changes", CHANGES.columns, CHANGES.unique)
"""Changes by a later release to the events of the one it revises; municipalities as the source states them."""

REPORTED_CHANGES: Final = Schema(
    "reported_changes",
    {
        **CHANGES.columns,
        "data_version": text("Version of the build that has the change"),
        "reported_on": text("Day on which the change was reported, YYYY-MM-DD", rule=matching(r"^\d{4}-\d\d-\d\d$")),
    },
)
"""Changes that ``terrapaz watch`` has reported, edition by edition."""

"""Ceasefires in force and dialogues as lanes of a chart, one lane a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from layers.analysis.series import ceasefires, dialogues
from layers.charts.panels import Lane
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

_HEADINGS: Final = {True: N_("Ceasefires with the government"), False: N_("Dialogues, which are not ceasefires")}


def lanes(selection: Selection, tables: Tables, *, headed: bool = False) -> list[Lane]:
    """The lanes of a selection, ceasefires first.

    Parameters
    ----------
    headed
        With a heading above the ceasefires and one above the dialogues, and with what each span was in words. Else
        the name of a dialogue says that it is one.
    """
    t = translator(selection.lang)
    found: list[Lane] = []
    for rows, filled in ((ceasefires(selection, tables), True), (dialogues(selection, tables), False)):
        heading = t(_HEADINGS[filled]) if headed else ""
        groups: dict[str, list[dict[Any, Any]]] = {}
        for row in rows.to_dict("records"):
            groups.setdefault(row["group"], []).append(row)
        for group in groups.values():
            name = short(group[0][f"group_{t.lang}"])
            label = name if filled or headed else t("{group}, dialogue", group=name)
            spans = [(row["start"].date(), row["until"].date()) for row in group]
            says = [_in_words(row, t) for row in group] if headed else []
            found.append(Lane(label, spans, filled, says, heading))
            heading = ""
    return found


def short(group: str) -> str:
    """Return the abbreviation of a group, or its name if it has none."""
    return group.split("(")[-1].rstrip(")").split(",")[0] if "(" in group else group


def _in_words(row: Mapping[Any, Any], t: Translator) -> str:
    ended = row[f"ended_how_{t.lang}"]
    return "\n".join(
        (
            row[f"group_{t.lang}"],
            f"{t.date(row['start'])} – {t.date(row['until'])}",
            row[f"scope_{t.lang}"],
            ended if isinstance(ended, str) else t("open on the last day reported"),
        )
    )

"""Figures published only as totals of the country, a department or a pipeline: context for a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
from markupsafe import Markup

from layers.dossier.writer import Writer
from layers.text.i18n import N_
from layers.text.terms import counted_period

_BOUNDS: Final = {"stated": "{value}", "about": N_("about {value}"), "more_than": N_("more than {value}")}


def entry(w: Writer) -> tuple[str, str, list[Markup]] | None:
    """Build an entry of :class:`layers.dossier.blocks.Notes` with the reported figures on topics of the place."""
    rows = w.tables.reported_figures
    years = w.selection.years
    kept = rows[(rows["start_year"] >= years[0]) & (rows["end_year"] <= years[-1])]
    kept = kept[[row["topic"] in _RELEVANT and _RELEVANT[row["topic"]](w, row) for _, row in kept.iterrows()]]
    if kept.empty:
        return None
    lang = w.t.lang
    ordered = kept.sort_values(["topic", f"subject_{lang}", "start_year", "end_year"])
    lines: dict[tuple[str, str], list[pd.Series]] = {}
    for _, row in ordered.iterrows():
        lines.setdefault((row[f"subject_{lang}"], row[f"unit_{lang}"]), []).append(row)
    caveat = N_(
        "Unless they name it, they are not figures of {name}; definitions and cut-off dates differ, so they do not"
        " form a series, and municipalities may be counted for several groups."
    )
    sentences = [
        Markup("{}, {}: {}.").format(*heading, Markup(", ").join(_figure(w, row) for row in rows_of))
        for heading, rows_of in lines.items()
    ]
    publishers = "; ".join(dict.fromkeys(ordered["publisher"]))
    return (
        w.t("Figures reported as totals of the country, a department or one pipeline"),
        publishers,
        [*sentences, w.sentence(caveat, name=w.name)],
    )


def _figure(w: Writer, row: pd.Series) -> Markup:
    """Years and value of a figure, as precise as it was stated, with a link to its source."""
    span = counted_period(row.to_dict(), w.t)
    value = w.plain(float(row["value"]), f"reported/{row['figure_id']}")
    text = w.sentence(_BOUNDS[row["bound"]], value=value)
    note = row[f"note_{w.t.lang}"]
    if isinstance(note, str) and isinstance(row["url"], str):
        text += Markup(" ({})").format(note.rstrip("."))
    if not str(row["url"]).startswith(("https://", "http://")):
        return Markup("{}: {}").format(span, text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>: {}').format(row["url"], span, text)


def _contested(w: Writer, _: pd.Series) -> bool:
    """Whether a source has events of armed groups here within the period."""
    series = (("ucdp_ged", "events"), ("cnmh_massacres", "events"), ("mindefensa_terrorism", "events"))
    return any(w.amount(source, variable).value for source, variable in series)


def _on_the_pipeline(w: Writer, _: pd.Series) -> bool:
    return not _PIPELINE.isdisjoint(code[:2] for code in w.codes)


def _where_people_fled(w: Writer, _: pd.Series) -> bool:
    return "catatumbo" in set(w.rows["region"])


def _with_forest(w: Writer, row: pd.Series) -> bool:
    """Whether the figure is of a department of the place, or of the country and forest was lost here."""
    if row["scope_es"] == "Colombia":
        return bool(w.amount("gfw_loss", "tree_cover_loss").value)
    return row["scope_es"] in set(w.rows["department"])


def _with_parks(w: Writer, _: pd.Series) -> bool:
    found = w.latest("parks", "mainland_park_area")
    return bool(found and found.value)


_PIPELINE: Final = frozenset({"15", "54", "81"})  # departments where attacks on it were reported
_RELEVANT: Final[Mapping[str, Callable[[Writer, pd.Series], bool]]] = {
    "armed_group_reach": _contested,
    "deforestation": _with_forest,
    "displacement": _contested,
    "drone_attacks": _contested,
    "flight_abroad": _where_people_fled,
    "forces_killed": _contested,
    "oil_pipeline_attacks": _on_the_pipeline,
    "wildlife_seizures": _with_parks,
}

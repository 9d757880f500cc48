"""Figures that were only ever published for the country or for one pipeline: context of a place, never its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
from markupsafe import Markup

from layers.dossier.writer import Writer
from layers.text.i18n import N_

_BOUNDS: Final = {"stated": "{value}", "about": N_("about {value}"), "more_than": N_("more than {value}")}


def entry(w: Writer) -> tuple[str, str, list[Markup]] | None:
    """Small print for :class:`layers.dossier.blocks.Notes`: what was reported on topics that matter to this place."""
    rows = w.tables.reported_figures
    years = w.selection.years
    kept = rows[(rows["start_year"] >= years[0]) & (rows["end_year"] <= years[-1])]
    kept = kept[kept["topic"].map(lambda topic: topic in _RELEVANT and _RELEVANT[topic](w)).astype(bool)]
    if kept.empty:
        return None
    lang = w.t.lang
    ordered = kept.sort_values(["topic", f"subject_{lang}", "start_year", "end_year"])
    lines: dict[tuple[str, str], list[pd.Series]] = {}
    for _, row in ordered.iterrows():
        lines.setdefault((row[f"subject_{lang}"], row[f"unit_{lang}"]), []).append(row)
    caution = N_(
        "They say nothing of {name} by itself; definitions and cut-off days differ, so that they make no series, and"
        " the municipalities of two groups overlap."
    )
    said = [
        Markup("{}, {}: {}.").format(*what, Markup(", ").join(_told(w, row) for row in told))
        for what, told in lines.items()
    ]
    publishers = "; ".join(dict.fromkeys(ordered["publisher"]))
    return w.t("Reported for the whole country or one pipeline"), publishers, [*said, w.say(caution, name=w.name)]


def _told(w: Writer, row: pd.Series) -> Markup:
    """A figure under its years, as exact as it was stated, with the page it was read on."""
    span = _span(w, row)
    value = w.plain(float(row["value"]), f"reported/{row['figure_id']}")
    told = w.say(_BOUNDS[row["bound"]], value=value)
    note = row[f"note_{w.t.lang}"]
    if isinstance(note, str) and isinstance(row["url"], str):
        told += Markup(" ({})").format(note.rstrip("."))
    if not str(row["url"]).startswith(("https://", "http://")):
        return Markup("{}: {}").format(span, told)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>: {}').format(row["url"], span, told)


def _span(w: Writer, row: pd.Series) -> str:
    return w.t.years(list(range(int(row["start_year"]), int(row["end_year"]) + 1)))


def _contested(w: Writer) -> bool:
    """Whether armed groups acted here within the period, as a source tells it."""
    told = (("ucdp_ged", "events"), ("cnmh_massacres", "events"), ("mindefensa_terrorism", "events"))
    return any(w.amount(source, variable).value for source, variable in told)


def _on_the_pipeline(w: Writer) -> bool:
    return not _PIPELINE.isdisjoint(code[:2] for code in w.codes)


def _with_parks(w: Writer) -> bool:
    found = w.latest("parks", "mainland_park_area")
    return bool(found and found.value)


_PIPELINE: Final = frozenset({"15", "54", "81"})  # the departments that its attacks were reported from
_RELEVANT: Final[Mapping[str, Callable[[Writer], bool]]] = {
    "armed_group_reach": _contested,
    "oil_pipeline_attacks": _on_the_pipeline,
    "wildlife_seizures": _with_parks,
}

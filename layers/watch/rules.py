"""The content of ``watch.toml``: sources and places, rules for alerts, outputs to renew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from layers.dossier import document as dossier
from layers.selection import KEYS, Selection
from layers.text.i18n import LANGS, Lang

EXAMPLE: Final = Path(__file__).with_name("example.toml")
COUNTRY: Final = "colombia"
EACH: Final = "municipalities"
"""Stands for every municipality in a rule's places."""

EVENT_MEASURES: Final = ("events", "fatalities_best", "victims")
"""What is counted of events, by month."""

Make = Literal["map", "figure", "report", "extract", "gallery"]


@dataclass(frozen=True)
class Rule:
    """What counts as a rise.

    Attributes
    ----------
    id
        Name of the rule; part of the ids of its alerts.
    measure
        ``events``, ``fatalities_best``, ``victims``, or a variable of a source of yearly figures.
    sources
        Ids of sources, each judged for itself; empty: every source of events that counts this.
    places
        As in :class:`Watch`, or :data:`EACH`.
    threshold
        A value that is a rise by itself; None if the rule is about what is unusual.
    unusual
        Months (12 or 36) of which an unusual count is the highest; None if there is a threshold.
    at_least
        Smallest count that can be unusual.
    """

    id: str
    measure: str
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = (EACH,)
    threshold: float | None = None
    unusual: int | None = None
    at_least: int = 5


@dataclass(frozen=True)
class Output:
    """A file (a folder, for a gallery) that is written again when something that it shows has changed.

    Attributes
    ----------
    make
        The command that writes it.
    file
        Its path in the output folder; ``{date}`` stands for the day of the edition.
    flags
        The command's flags, as text; lists are separated by commas.
    """

    make: Make
    file: str
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def selection(self) -> Selection:
        """What it shows; of a gallery, the country."""
        query = {key: value for key, value in self.flags.items() if key in KEYS}
        base = Selection.from_query(query)
        return dossier.place(self.flags["place"], base) if self.make == "report" else base


@dataclass(frozen=True)
class Watch:
    """The content of ``watch.toml``; its keys are explained in :data:`EXAMPLE`."""

    folder: Path
    refresh: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = (COUNTRY, "bajo-cauca", "catatumbo", "caqueta")
    languages: tuple[Lang, ...] = LANGS
    address: str = ""
    previous: Path | None = None
    sender: str = "terrapaz@localhost"
    receivers: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = (Rule("unusual-events", "events", unusual=12),)
    outputs: tuple[Output, ...] = ()


def place(name: str, base: Selection | None = None) -> Selection:
    """The place of a name in ``watch.toml``, as a selection.

    Raises
    ------
    GeoDataError
        It is none.
    """
    if name == COUNTRY:
        return base or Selection()
    return dossier.place(name, base)

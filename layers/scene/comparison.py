"""What is compared: two periods of a measure, side by side or as its change, or two measures in one map.

A :class:`Comparison` is to a comparison what a selection is to a map: links, flags and widgets all represent it.
:mod:`layers.scene.compared` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from geo.schema import GeoDataError, one_of
from layers.catalog import CHOROPLETHS, choropleth
from layers.catalog.forms import FORMS, Form
from layers.catalog.model import Choropleth
from layers.scene.change import forms
from layers.selection import MONTH, Selection
from layers.tables import Tables
from layers.text.i18n import N_
from layers.validation import uncovered_period

Mode = Literal["maps", "change", "both"]
MODES: Final[Mapping[Mode, str]] = {
    "maps": N_("Two maps"),
    "change": N_("Change between two periods"),
    "both": N_("Two measures in one map"),
}
KEYS: Final = ("mode", "with", "with_from", "with_to", "form", "as")
"""Keys of a comparison in a link, beside those of the selection; the flags of the command have the same names."""

SECOND_PERIOD: Final = ("with_from", "with_to")
"""Those of :data:`KEYS` that are the ends of the second period: one is nothing without the other."""

PERCENT: Final = "percent"
_USED: Final[Mapping[Mode, tuple[str, ...]]] = {
    "maps": ("with", *SECOND_PERIOD),
    "change": (*SECOND_PERIOD, "form", "as"),
    "both": ("with",),
}
_FALLBACKS: Final = ("deaths", "forest_loss")


@dataclass(frozen=True)
class Comparison:
    """What is compared, and how.

    Attributes
    ----------
    mode
        Two maps, the change between two periods, or two measures in one map.
    first, second
        Both sides: of one place, each with its measure and period. Of ``both`` the periods are equal.
    form
        Form of the measure of which the change is shown.
    relative
        Whether the change is coloured by its percentage.
    """

    mode: Mode
    first: Selection
    second: Selection
    form: Form = "map"
    relative: bool = False

    @property
    def is_of_one_measure(self) -> bool:
        """Whether both sides show the same measure, and are two periods."""
        return self.first.choropleth == self.second.choropleth

    @property
    def sides(self) -> tuple[Selection, Selection]:
        """Both sides in the order in which they are shown: of one measure, the earlier period first."""
        if self.is_of_one_measure and (self.second.start, self.second.end) < (self.first.start, self.first.end):
            return self.second, self.first
        return self.first, self.second

    @property
    def span(self) -> Selection:
        """The first side, over the period from the beginning of the earlier to the end of the later side."""
        ends = (self.first, self.second)
        return replace(self.first, start=min(each.start for each in ends), end=max(each.end for each in ends))

    @property
    def layers(self) -> tuple[Choropleth, Choropleth]:
        """The measures of both sides, as they are shown."""
        first, second = (choropleth(str(side.choropleth)) for side in self.sides)
        return first, second

    def to_params(self) -> dict[str, str]:
        """The parameters of a link beside those of the first side; an empty one is the default."""
        params: dict[str, str] = {"mode": self.mode}
        if self.mode != "change":
            params["with"] = "" if self.is_of_one_measure else str(self.second.choropleth)
        if self.mode != "both":
            params |= {"with_from": self.second.start, "with_to": self.second.end}
        if self.mode == "change":
            params |= {"form": "" if self.form == "map" else self.form, "as": PERCENT if self.relative else ""}
        return params

    @classmethod
    def from_params(cls, params: Mapping[str, str], selection: Selection, tables: Tables) -> Comparison:
        """Parse the parameters of a link or the flags of a command; what is missing has a default.

        What :func:`without_effect` names is ignored, but for a second period outside the data.

        Without a second period, two periods of one measure are two that it covers, as equally long as it has years:
        that of the selection and the years before it, else the years after it, else two halves.

        Raises
        ------
        GeoDataError
            A parameter that :func:`problems` names.
        """
        for error in problems(params):
            raise error
        selection = replace(selection, choropleth=selection.choropleth or _FALLBACKS[0])
        mode = _mode(params)
        params = {name: value for name, value in params.items() if name in _USED[mode]}
        own, wanted = str(selection.choropleth), params.get("with", "")
        if mode == "both":
            other = wanted if wanted and wanted != own else next(name for name in _FALLBACKS if name != own)
            return cls(mode, selection, replace(selection, choropleth=other))
        layer, second = choropleth(own), replace(selection, choropleth=wanted or own)
        if params.get("with_from"):
            second = replace(second, start=params["with_from"], end=params["with_to"])
        elif second.choropleth == own:
            selection, second = unlike(layer, selection, tables)
        form: Form = next((each for each in forms(layer, tables.sources) if each == params.get("form")), "map")
        return cls(mode, selection, second, form, relative=params.get("as") == PERCENT)


def problems(params: Mapping[str, str]) -> list[GeoDataError]:
    """What is not valid in the parameters of a comparison, each parameter once."""
    known: dict[str, tuple[str, ...]] = {
        "mode": tuple(MODES), "with": tuple(CHOROPLETHS), "form": FORMS, "as": (PERCENT,),
    }  # fmt: skip
    found = [
        GeoDataError("not valid", source="comparison", column=name, value=value, remedy=one_of(value, listed))
        for name, listed in known.items()
        if (value := params.get(name, "")) not in ("", *listed)
    ]
    months = {name: params.get(name, "") for name in SECOND_PERIOD}
    for name, month in months.items():
        if month and not MONTH.fullmatch(month):
            remedy = "write YYYY-MM, from 1900 on"
            found.append(GeoDataError("not a month", source="comparison", column=name, value=month, remedy=remedy))
    start, end = months.values()
    is_span = bool(start) == bool(end) and start <= end
    if not is_span and not any(error.column in months for error in found):
        remedy = "state both ends of the second period, the earlier one first"
        found.append(GeoDataError("not a period", source="comparison", column="with_to", value=end, remedy=remedy))
    return found


def without_effect(params: Mapping[str, str], selection: Selection, tables: Tables) -> list[GeoDataError]:
    """What is valid in the parameters of a comparison and changes nothing in it.

    That is a parameter of another mode, the first measure again where two are shown, a form that the measure does not
    have, and a second period of which no source has anything. ``params`` have no :func:`problems`.
    """
    mode, own = _mode(params), selection.choropleth or _FALLBACKS[0]
    remedies: dict[str, str] = {}
    for name, value in params.items():
        used_by = [each for each, names in _USED.items() if name in names]
        if value and used_by and mode not in used_by:
            remedies[name] = f"leave it out, or choose the mode {' or '.join(used_by)}"
    if mode == "both" and params.get("with") == own:
        remedies["with"] = "name a measure that is not the first one"
    offered = forms(choropleth(own), tables.sources)
    if mode == "change" and params.get("form", "map") not in ("", *offered):
        remedies["form"] = f"choose one of {', '.join(offered)}"
    found = [
        GeoDataError("has no effect", source="comparison", column=name, value=params[name], remedy=remedy)
        for name, remedy in remedies.items()
    ]
    if mode != "both" and params.get("with_from"):
        second = replace(selection, start=params["with_from"], end=params["with_to"])
        found += uncovered_period(second, tables, "with_from")
    return found


def unlike(layer: Choropleth, selection: Selection, tables: Tables) -> tuple[Selection, Selection]:
    """Two periods that a measure covers here: a selection's and the years before or after it, else two halves."""
    known = tables.amounts(layer.measure.variable, layer.measure.source).loc[tables.shown_codes(selection)]
    covered = [int(year) for year in known.columns[known.notna().any()]]
    own = [year for year in covered if year in selection.years]
    asked = own or list(selection.years)
    length = len(asked)
    other = [year for year in covered if year < asked[0]][-length:]
    other = other or [year for year in covered if year > asked[-1]][:length]
    if other:
        return selection, _over(selection, other)
    half = len(own) // 2
    if not half:
        return selection, selection
    return _over(selection, own[-half:]), _over(selection, own[-2 * half : -half])


def _mode(params: Mapping[str, str]) -> Mode:
    return next((each for each in MODES if each == params.get("mode")), "maps")


def _over(selection: Selection, years: list[int]) -> Selection:
    return replace(selection, start=f"{years[0]}-01", end=f"{years[-1]}-12")

"""The filter state: what a map, a table or an export shows.

The query of a link, the flags of a command and the widgets of the app all represent it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal

from geo.schema import EVENT_TYPES, REGIONS, GeoDataError, LocationPrecision, one_of
from layers.catalog import CHOROPLETHS, OVERLAYS, is_overlay_id
from layers.text.i18n import LANGS, Lang

Tiles = Literal["osm", "esri"]
TILES: Final[tuple[Tiles, ...]] = ("osm", "esri")
BORDERS: Final[Mapping[str, str]] = {
    "border": "",
    **{f"border-{country.lower()}": country for country in ("Brazil", "Ecuador", "Panama", "Peru", "Venezuela")},
}
"""Municipalities on the land border as a place: the country on the other side by id; empty for any."""

PLACES: Final = ("municipality_code", "department_code", "region")
"""Fields that name a place, the smallest first."""

MONTH: Final = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
"""A month in a link or a flag: a digit is 0 to 9, not that of every script."""

_NONE: Final = "none"


@dataclass(frozen=True)
class Selection:
    """What is shown.

    Attributes
    ----------
    lang
        ``es`` or ``en``.
    region, department_code, municipality_code
        The place: a region of :data:`geo.schema.REGIONS` or one of :data:`BORDERS`, a department, a municipality. The
        smallest one applies; without any, the country.
    start, end
        First and last month, ``YYYY-MM``, both included.
    sources, event_types, actors
        Filters on events; empty means all. An event has an actor if its source names it as one of the parties.
    choropleth
        Id of the measure that colours municipalities, or None.
    layers
        Ids of the overlays.
    precision
        Coarsest :class:`geo.schema.LocationPrecision` to draw as a point: 1 or 2, never more.
    embed
        Without title bar, notes and table, for a frame in another page.
    tiles
        Background tiles from the network: None, ``osm`` or ``esri``.

    Raises
    ------
    GeoDataError
        A value that is not allowed.
    """

    lang: Lang = "es"
    region: str | None = None
    department_code: str | None = None
    municipality_code: str | None = None
    start: str = "2010-01"
    end: str = "2025-12"
    sources: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    choropleth: str | None = "forest_loss"
    layers: tuple[str, ...] = ("regions", "incidents")
    precision: int = int(LocationPrecision.NEAR)
    embed: bool = False
    tiles: Tiles | None = None

    def __post_init__(self) -> None:
        for name, value, problem, remedy in _problems(self):
            raise GeoDataError(problem, source="selection", column=name, value=value, remedy=remedy)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that the period overlaps: yearly figures are shown for these."""
        return tuple(range(int(self.start[:4]), int(self.end[:4]) + 1))

    @property
    def place_id(self) -> str:
        """Code or id of the place, for names of files; ``colombia`` for the country."""
        return self.municipality_code or self.region or self.department_code or "colombia"

    @property
    def interval(self) -> tuple[datetime, datetime]:
        """First and last moment of the period."""
        first, last = (datetime.fromisoformat(f"{month}-01") for month in (self.start, self.end))
        following = (last + timedelta(days=31)).replace(day=1)
        return first, following - timedelta(microseconds=1)

    def to_query(self) -> dict[str, str]:
        """The query of a link, without fields that have their default."""
        default = Selection()
        return {
            key: to_text(getattr(self, name))
            for name, (key, _, to_text) in _KEYS.items()
            if getattr(self, name) != getattr(default, name)
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Selection:
        """Parse a link's query.

        Raises
        ------
        GeoDataError
            An unknown key or an invalid value.
        """
        selection, errors = parse_query(query)
        if errors:
            raise errors[0]
        return selection


def parse_query(query: Mapping[str, str]) -> tuple[Selection, list[GeoDataError]]:
    """Parse a link's query and ignore what is invalid in it.

    Returns
    -------
    tuple
        The selection, with defaults in place of invalid values, and one error for each parameter that has any. A list
        keeps what is valid in it.
    """
    errors = [
        GeoDataError("no such key", source="link", column=key, value=query[key], remedy=one_of(key, KEYS))
        for key in sorted(set(query) - set(KEYS))
    ]
    selection = Selection()
    changes: dict[str, Any] = {}
    for name, (key, parse, _) in _KEYS.items():
        if key not in query:
            continue
        try:
            value = parse(query[key])
            if name in ("start", "end"):
                _check_month(key, value)
            else:
                replace(selection, **{name: value})
        except GeoDataError as error:
            errors.append(error)
            if isinstance(error.value, tuple) and (kept := tuple(each for each in value if each not in error.value)):
                changes[name] = kept
        except ValueError:
            remedy = "remove it from the link, or copy the link again from the app"
            errors.append(GeoDataError("cannot be read", source="link", column=key, value=query[key], remedy=remedy))
        else:
            changes[name] = value
    try:
        return replace(selection, **changes), errors
    except GeoDataError as error:
        others = {name: value for name, value in changes.items() if name not in ("start", "end")}
        return replace(selection, **others), [*errors, error]


def _problems(state: Selection) -> list[tuple[str, Any, str, str]]:
    """Every violated rule: the field, its value or what a list must not contain, what is wrong, the remedy."""
    rules: tuple[tuple[str, Callable[[Any], bool], str, str | tuple[str, ...]], ...] = (
        ("lang", LANGS.__contains__, "no such language", LANGS),
        ("region", (None, *REGIONS, *BORDERS).__contains__, "no such region", (*REGIONS, *BORDERS)),
        ("department_code", partial(_is_code, digits=2), "not a department code", "two digits, as in 18"),
        ("municipality_code", partial(_is_code, digits=5), "not a municipality code", "five digits: 54810"),
        ("start", _is_month, "not a month", "write YYYY-MM, from 1900 on"),
        ("end", _is_month, "not a month", "write YYYY-MM, from 1900 on"),
        ("end", lambda end: state.start <= end, f"ends before it starts ({state.start})", "swap the two"),
        ("sources", _is_word, "not a source id", "terrapaz sources lists them"),
        ("event_types", EVENT_TYPES.__contains__, "no such event type", EVENT_TYPES),
        (
            "actors",
            _is_word,
            "not the id of an actor",
            f"{_in_small_letters(state.actors)}terrapaz actors lists them",
        ),
        ("choropleth", (None, *CHOROPLETHS).__contains__, "no such choropleth", tuple(CHOROPLETHS)),
        ("layers", is_overlay_id, "no such layer", tuple(OVERLAYS)),
        (
            "precision",
            (LocationPrecision.EXACT, LocationPrecision.NEAR).__contains__,
            "no such precision",
            "1 or 2: a coarser place is never drawn as a point",
        ),
        ("tiles", (None, *TILES).__contains__, "no such tiles", TILES),
    )
    found = []
    for name, is_allowed, problem, known in rules:
        value = getattr(state, name)
        refused = tuple(each for each in (value if isinstance(value, tuple) else (value,)) if not is_allowed(each))
        if refused:
            remedy = known if isinstance(known, str) else one_of(refused[0], known)
            found.append((name, refused if isinstance(value, tuple) else value, problem, remedy))
    return found


def _is_code(value: str | None, digits: int) -> bool:
    return value is None or bool(re.fullmatch(rf"[0-9]{{{digits}}}", value))


def _is_month(value: str) -> bool:
    return bool(MONTH.fullmatch(value))


def _is_word(value: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9_-]+", value))


def _in_small_letters(values: tuple[str, ...]) -> str:
    """A hint at the ids that a reader may have meant, if small letters are all they lack."""
    small = ",".join(value.lower() for value in values)
    return f"did you mean {small}? " if all(_is_word(value.lower()) for value in values) else ""


def _check_month(key: str, value: str) -> None:
    if not _is_month(value):
        raise GeoDataError(
            "not a month", source="link", column=key, value=value, remedy="write YYYY-MM, from 1900 on"
        )


def _parse_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


def _parse_digit(text: str) -> int:
    if not re.fullmatch("[0-9]", text):
        raise ValueError(text)
    return int(text)


def _parse_list(text: str) -> tuple[str, ...]:
    return () if text == _NONE else tuple(dict.fromkeys(part for part in text.split(",") if part))


def _format_list(values: tuple[str, ...]) -> str:
    return ",".join(values) or _NONE


def _parse_optional(text: str) -> str | None:
    return None if text == _NONE else text


def _format_optional(value: str | None) -> str:
    return value or _NONE


_OPTIONAL: Final = (_parse_optional, _format_optional)
_LIST: Final = (_parse_list, _format_list)
_KEYS: Final[dict[str, tuple[str, Callable[[str], Any], Callable[[Any], str]]]] = {
    "lang": ("lang", str, str),
    "region": ("region", *_OPTIONAL),
    "department_code": ("department", *_OPTIONAL),
    "municipality_code": ("municipality", *_OPTIONAL),
    "start": ("from", str, str),
    "end": ("to", str, str),
    "sources": ("sources", *_LIST),
    "event_types": ("types", *_LIST),
    "actors": ("actors", *_LIST),
    "choropleth": ("choropleth", *_OPTIONAL),
    "layers": ("layers", *_LIST),
    "precision": ("precision", _parse_digit, str),
    "embed": ("embed", _parse_flag, lambda value: str(int(value))),
    "tiles": ("tiles", *_OPTIONAL),
}
KEYS: Final = tuple(key for key, _, _ in _KEYS.values())
"""Keys of a link's query, in the order of the fields; the flags of ``terrapaz map`` have the same names."""

if [field.name for field in fields(Selection)] != list(_KEYS):  # a field without a key would be lost silently
    raise TypeError("every field of Selection needs a key in links: add the missing one to _KEYS")

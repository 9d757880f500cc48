"""Values that all tables share: precision codes, event types, regions; and the error that invalid data raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import IntEnum
from typing import Any, Final

CRS: Final = "EPSG:4326"
REGIONS: Final = ("bajo-cauca", "catatumbo", "caqueta")


class GeoDataError(ValueError):
    """Invalid input, with a message that lets a person correct it.

    Parameters
    ----------
    problem
        What is wrong, in one sentence.
    source, column
        The source's id (or a file), and the column.
    value
        The invalid value, quoted as it was read.
    remedy
        How to correct it.

    Attributes
    ----------
    source, column, value
        The arguments.

    Examples
    --------
    >>> str(GeoDataError("not five digits", source="evoa", column="cod_mpio", value=5120, remedy="read it as text"))
    'evoa: column cod_mpio: not five digits (found 5120). Remedy: read it as text.'
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str | None = None,
        column: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        self.source, self.column, self.value = source, column, value
        place = "".join(part + ": " for part in (source, f"column {column}" if column else None) if part)
        found = "" if value is None else f" (found {value!r})"
        ending = f". Remedy: {remedy}." if remedy else "."
        super().__init__(f"{place}{problem}{found}{ending}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (type(self), self.args), self.__dict__


def _unpickle(kind: type[GeoDataError], args: tuple[Any, ...]) -> GeoDataError:
    """Restore an error of another process, whose message is already complete."""
    error = kind.__new__(kind)
    error.args = args
    return error


def one_of(asked: str, known: Iterable[str], *, aliases: Mapping[str, str] | None = None, listing: str = "") -> str:
    """Word a remedy for a name that does not exist: the nearest one, and all of them.

    Parameters
    ----------
    known
        The names.
    aliases
        Names by what else one may write for them.
    listing
        What is said in place of all the names.

    Examples
    --------
    >>> one_of("ucdp", ["evoa", "ucdp_ged"])
    'did you mean ucdp_ged? One of evoa, ucdp_ged'
    """
    names = {name: name for name in known}
    listed = listing or f"one of {', '.join(names)}"
    names |= aliases or {}
    close = get_close_matches(asked, names, n=1) or [name for name in names if asked and asked in name]
    return f"did you mean {names[close[0]]}? {listed[0].upper()}{listed[1:]}" if close else listed


class LocationPrecision(IntEnum):
    """Precision of a location, on UCDP's ``where_prec`` scale, to which other sources are mapped.

    Only ``EXACT`` and ``NEAR`` may be drawn as points; less precise events are only counted in their municipality or
    department.
    """

    EXACT = 1
    NEAR = 2
    MUNICIPALITY = 3
    DEPARTMENT = 4
    AREA = 5
    COUNTRY = 6


class DatePrecision(IntEnum):
    """Precision of a date, on UCDP's ``date_prec`` scale; ``UNKNOWN`` has no date at all."""

    DAY = 1
    DAYS = 2
    WEEK = 3
    MONTH = 4
    YEAR = 5
    UNKNOWN = 6


EVENT_TYPES: Final = (
    "armed_clash",
    "violence_against_civilians",
    "massacre",
    "kidnapping",
    "terrorism",
    "attack",
    "explosive_hazard",
    "homicide",
    "extortion",
    "protest",
    "state_operation",
)
"""Common event types of all sources. The source's own type is in ``source_event_type``."""

LOCATED_BY: Final = ("code", "name", "point")
"""How the municipality of an event was found: the source's code, a name through a crosswalk, or its coordinates."""

CERTAINTIES: Final = ("confirmed", "partly")
"""Whether the cited sources confirm all of a row, or all except what its note names."""

"""The words every table shares: precision codes, event types, regions, and the one error bad data raises."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

CRS: Final = "EPSG:4326"
REGIONS: Final = ("bajo-cauca", "catatumbo", "caqueta")


class GeoDataError(ValueError):
    """Input that cannot be trusted, told so that a person can mend it.

    Parameters
    ----------
    problem
        What is wrong, in one sentence.
    source, column
        Where: the source's id (or a file) and the column.
    value
        The offending value, quoted as it was read.
    remedy
        What to do about it.

    Attributes
    ----------
    source, column, value
        As given.

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
        mend = f". Remedy: {remedy}." if remedy else "."
        super().__init__(f"{place}{problem}{found}{mend}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _as_told, (type(self), self.args), self.__dict__


def _as_told(kind: type[GeoDataError], args: tuple[Any, ...]) -> GeoDataError:
    """An error that came from another process: its sentence is whole already."""
    error = kind.__new__(kind)
    error.args = args
    return error


class LocationPrecision(IntEnum):
    """How well a place is known, on UCDP's ``where_prec`` scale, to which other sources are mapped.

    Only ``EXACT`` and ``NEAR`` may be drawn as points; coarser events are counted in their municipality or
    department and never pinned.
    """

    EXACT = 1
    NEAR = 2
    MUNICIPALITY = 3
    DEPARTMENT = 4
    AREA = 5
    COUNTRY = 6


class DatePrecision(IntEnum):
    """How well a date is known, on UCDP's ``date_prec`` scale; ``UNKNOWN`` has no date at all."""

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
"""One taxonomy for all sources. Each source keeps its own word in ``source_event_type``."""

LOCATED_BY: Final = ("code", "name", "point")
"""How an event came by its municipality: the source's code, a name through a crosswalk, or its coordinates."""

CERTAINTIES: Final = ("confirmed", "partly")
"""What the sources cited bear out: everything a row says, or all but what its note names."""

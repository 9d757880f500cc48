"""Workbooks of the Centro Nacional de Memoria Histórica: violence of the conflict case by case, a workbook a kind.

All have the layout of SIEVCAC, the centre's information system (:data:`geo.readers.registers.CASE_COLUMNS`), with no
column about a person; those of armed actions and of attacks on towns name the groups that took part in place of a
presumed perpetrator. This module has what the sources share; each module of :mod:`geo.sources` declares its kind.

Nobody could try the addresses while this was written. They and the columns were learnt from public code that reads
the workbooks of 2022, 2025 and March 2026, and agree with the two that are pinned (massacres, kidnappings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd, pd
from geo.publishers.download import Workbook
from geo.publishers.publisher import Delivery, Publisher
from geo.readers.calendar import dates_from_parts
from geo.readers.ministry import EXCLUDED_NOTE, NON_MUNICIPALIZED
from geo.readers.registers import CASE_COLUMNS, describe_rows, event_table, is_stated, parse_counts, read
from geo.readers.text import raise_for
from geo.source import Coverage, Measure, Source, refreshed

_FIRST: Final = 1958
"""First year that the centre documents."""

_NEVER: Final = "2026-01-01"
"""Placeholder in the coverage until the first refresh."""

_PLACE: Final = "Código DANE de Municipio"
_PERPETRATOR: Final = ("Presunto Responsable", "Descripción Presunto Responsable")
_GROUPS: Final = tuple((f"Grupo Armado {number}", f"Descripción Grupo Armado {number}") for number in (1, 2))

_NOTE: Final = "A zero means no documented case; the year of the last case is not complete."

COMMON: Final = (
    "Cases are documented years later: the latest years still grow.",
    "Perpetrators are presumed; where no organisation is named, the kind of group stands in its place.",
    "Cases without a year or a municipality are in the table of events and in no map.",
)
"""Caveats of every workbook, whatever its day."""

_TOGETHER: Final = "The cases are among those of all kinds together (cnmh_cases): never add them."


def case_source(*, kind: str, measures: tuple[Measure, ...], caveats: tuple[str, ...], **facts: Any) -> Source:
    """Declare the source of a workbook: optional, without files, and without years until it is refreshed.

    Parameters
    ----------
    kind
        The centre's name of the kind.
    caveats
        What this kind does not show; :data:`COMMON` is added.
    facts
        Fields of :class:`geo.source.Source`.
    """
    return Source(
        publisher=f"Centro Nacional de Memoria Histórica, SIEVCAC, {kind}",
        publisher_url="https://micrositios.centrodememoriahistorica.gov.co/observatorio/",
        licence="public, terms not verified",
        attribution="CNMH, Observatorio de Memoria y Conflicto",
        period="to the last cut-off that the centre has published",
        kind="events",
        files=(),
        coverage=Coverage(
            _NEVER,
            _NEVER,
            (),
            "country",
            absent_is_zero=True,
            note=f"{_NOTE} {EXCLUDED_NOTE}",
            excluded=NON_MUNICIPALIZED,
        ),
        measures=measures,
        optional=True,
        caveats=(*caveats, *COMMON, _TOGETHER),
        **facts,
    )


def case_publisher(page: str, number: int, columns: tuple[str, ...], caveats: tuple[str, ...] = ()) -> Publisher:
    """How a workbook is requested, and written as a table of some of its columns.

    Parameters
    ----------
    page, number
        Name and number of the download on the centre's site.
    caveats
        Replace those of the source, if they quote the pinned workbook.
    """
    address = f"https://micrositios.centrodememoriahistorica.gov.co/observatorio/download/{page}/?wpdmdl={number}"

    def deliver(answers: Mapping[str, Any], source: Source, today: date) -> Delivery:
        code = answers["cases"][_PLACE]
        cases: pd.DataFrame = answers["cases"].assign(**{_PLACE: code.mask(code.str.fullmatch(r"\d{4}"), "0" + code)})
        dated = cases[cases["Año"].str.fullmatch(r"[12]\d{3}")]
        if dated.empty:
            return Delivery({f"{source.id}.csv": cases.iloc[:0]}, source.coverage, source.period)
        until = (dated["Año"] + "-" + dated["Mes"].str.zfill(2).replace("00", "01")).max()
        last = int(until[:4])
        late = dated.loc[dated["Año"].astype(int) > today.year, "Año"]
        raise_for(late, f"a year after {today.year}", source, "the publisher has to correct it")
        coverage = replace(
            source.coverage,
            start=f"{dated['Año'].min()}-01-01",
            end=pd.Period(until, "M").end_time.date().isoformat(),
            years=tuple(range(_FIRST, last)),
            note=f"{_NOTE} {EXCLUDED_NOTE}" if source.coverage.excluded else _NOTE,
        )
        updates = {"caveats": caveats} if caveats else {}
        return Delivery({f"{source.id}.csv": cases}, coverage, f"to {until}", updates=updates)

    return Publisher({"cases": Workbook(address, columns)}, deliver)


@dataclass(frozen=True)
class CaseWorkbook:
    """The publisher and loader of a kind of violence, from what its module declares.

    Attributes
    ----------
    source
        The source, from :func:`case_source`.
    page, number
        As in :func:`case_publisher`.
    event_type, word
        The common event type, and the centre's own.
    killed
        The victims of a case are people killed.
    groups
        The workbook names the armed groups that took part, in place of a presumed perpetrator.
    labels
        Columns of the description, see :func:`geo.readers.registers.describe_rows`.
    by_month
        The day and the description are left out, so that no case of a small municipality can be traced to a person.
    """

    source: Source
    page: str
    number: int
    event_type: str
    word: str
    killed: bool = False
    groups: bool = False
    labels: Mapping[str, str] | None = None
    by_month: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are requested."""
        actors = [name for pair in _GROUPS for name in pair] if self.groups else list(_PERPETRATOR)
        basic = [name for name in CASE_COLUMNS if name not in (*_PERPETRATOR, "Modalidad")]
        dropped = {"Día"} if self.by_month else set()
        return tuple(dict.fromkeys(name for name in [*basic, *actors, *(self.labels or {})] if name not in dropped))

    @property
    def publisher(self) -> Publisher:
        """How the source is refreshed."""
        return case_publisher(self.page, self.number, self.columns)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the cases, one event per case.

        Returns
        -------
        geopandas.GeoDataFrame
            :data:`geo.schema.EVENTS`, without geometry. A case that states no number of victims has none.

        Raises
        ------
        GeoDataError
            If a date, a code or a number cannot be read, or an id is repeated.
        """
        source = refreshed(self.source, raw)
        cases = read(source, raw, list(self.columns))
        year, month = (parse_counts(cases[part], source) for part in ("Año", "Mes"))
        day = None if self.by_month else parse_counts(cases["Día"], source)
        stated = cases["Total de Víctimas del Caso"]
        victims = parse_counts(stated[stated != ""], source).reindex(cases.index)
        first, *second = [_actor(cases, pair) for pair in (_GROUPS if self.groups else [_PERPETRATOR])]
        return event_table(
            source,
            dates_from_parts(year, month, day, source),
            cases[_PLACE],
            event_type=self.event_type,
            source_event_type=self.word,
            ids=cases["ID Caso"],
            actor_1=first,
            actor_2=second[0] if second else None,
            killed=victims if self.killed else None,
            victims=victims,
            description=describe_rows(cases, self.labels) if self.labels else None,
        )


def _actor(cases: pd.DataFrame, columns: tuple[str, str]) -> pd.Series:
    """The organisation, or its kind if none is named."""
    kind, organisation = (cases[name] for name in columns)
    return organisation.where(is_stated(organisation), kind.where(is_stated(kind)))

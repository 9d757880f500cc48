"""Candidate events of UCDP, month by month before the yearly release: preliminary, and only when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.publishers.publisher import Publisher
from geo.publishers.ucdp import STATUS, Candidates, deliver_candidates
from geo.readers.crosswalk import read_crosswalk
from geo.readers.ged import COLUMNS, place, to_events
from geo.source import Coverage, Source, locate, refreshed
from geo.sources import ucdp_ged

SUPERSEDED_BY: Final = ucdp_ged.SOURCE.id
"""The final source: its events, and the time that it covers, replace preliminary ones."""

SOURCE: Final = Source(
    id="ucdp_candidate",
    title="Organised violence, preliminary (UCDP Candidate)",
    publisher="Uppsala Conflict Data Program, Candidate Events Dataset, Colombia",
    publisher_url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    attribution="Hegre et al. (2020), Introducing the UCDP Candidate Events Dataset, Research & Politics 7(3)",
    period="the months since the last yearly release",
    retrieved="2026-11-28",
    kind="events",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "listed",
        note="No year is covered: events may still be added or removed.",
    ),
    measures=("events", "fatalities"),
    optional=True,
    next_release="Every month, according to UCDP.",
    next_release_url="https://doi.org/10.1177/2053168020935257",
    caveats=(
        "UCDP has not checked these events yet: the status of each is in its citation, and some will be removed.",
        "Events that the yearly release contains, or whose time it covers, are no longer shown here.",
        "Never add them to the yearly figures.",
    ),
)

PUBLISHER: Final = Publisher({"events": Candidates(tuple(COLUMNS))}, deliver_candidates)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the candidate events that were last fetched.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, as :func:`geo.readers.ged.to_events` maps them; ``citation`` ends in the status.
    """
    source = refreshed(SOURCE, raw)
    table = pd.read_csv(locate(source.files[0], raw))
    names = read_crosswalk(locate(ucdp_ged.SOURCE.files[-1], raw))
    municipality, department = place(table, names, strict=False)
    events = to_events(table, municipality, department, SOURCE.id, "candidate")
    event = "UCDP Candidate " + table["release"].astype(str) + ", event " + events["source_event_id"]
    status = ", status: " + table[STATUS].fillna("")
    return events.assign(citation=(event + status).str.removesuffix(", status: "))

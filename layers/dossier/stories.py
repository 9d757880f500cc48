"""The stories: episodes of the table of incidents, each with the place, the months and the measure of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.schema import GeoDataError
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang


@dataclass(frozen=True)
class Story:
    """An episode.

    Attributes
    ----------
    id, title
        Id in links and commands; title, in English.
    incidents
        Values of ``story`` in the table of incidents.
    main
        The incident whose description opens the story.
    region, municipality_code
        Where the map and the counts are; without a municipality, the region.
    start, end
        First and last month of the chart.
    choropleth
        The measure of the map, in the years of the months.
    """

    id: str
    title: str
    incidents: tuple[str, ...]
    main: str
    region: str
    municipality_code: str | None
    start: str
    end: str
    choropleth: str

    def selection(self, lang: Lang) -> Selection:
        """The map of the story as a selection."""
        layers = ("regions", "incidents", "ucdp")
        return Selection(
            lang=lang,
            region=self.region,
            municipality_code=self.municipality_code,
            start=self.start,
            end=self.end,
            choropleth=self.choropleth,
            layers=layers,
        )


STORIES: Final[Mapping[str, Story]] = {
    story.id: story
    for story in (
        Story(
            "strike-2023",
            N_("The miners' strike in Bajo Cauca, 2023"),
            ("2023-03-02-bajo-cauca",),
            "2023-03-02-bajo-cauca",
            "bajo-cauca",
            None,
            "2023-01",
            "2023-06",
            "terrorism_acts",
        ),
        Story(
            "los-pozos-2023",
            N_("Los Pozos, March 2023"),
            ("2023-03-02-los-pozos",),
            "2023-03-02-los-pozos",
            "caqueta",
            "18753",
            "2023-01",
            "2023-06",
            "terrorism_acts",
        ),
        Story(
            "el-carmen-2023",
            N_("El Carmen, March 2023"),
            ("2023-03-29-el-carmen",),
            "2023-03-29-el-carmen",
            "catatumbo",
            "54245",
            "2023-01",
            "2023-06",
            "deaths",
        ),
        Story(
            "catatumbo-2025",
            N_("Catatumbo, January 2025"),
            ("2025-01-15-tibu",),
            "2025-01-16-catatumbo",
            "catatumbo",
            None,
            "2024-10",
            "2025-06",
            "displacement",
        ),
    )
}
"""The stories by id, oldest first."""


def story(name: str) -> Story:
    """Return the story of an id.

    Raises
    ------
    GeoDataError
        There is none.
    """
    if name not in STORIES:
        raise GeoDataError("no such story", source="story", value=name, remedy=f"one of {', '.join(STORIES)}")
    return STORIES[name]


def incidents(story: Story, tables: Tables) -> list[dict[Any, Any]]:
    """Rows of the incidents of a story, by day."""
    table = tables.incidents
    rows = table[table["story"].isin(story.incidents)].sort_values(["date_start", "incident_id"])
    return rows.to_dict("records")


def opening(story: Story, tables: Tables, lang: Lang) -> str:
    """Description of the main incident of a story, which opens it; empty if the build lacks the incident."""
    rows = incidents(story, tables)
    return next((str(row[f"description_{lang}"]) for row in rows if row["incident_id"] == story.main), "")


def available(tables: Tables) -> list[Story]:
    """The stories whose incidents and place a build has."""
    places = set(tables.municipalities["municipality_code"])
    return [
        story
        for story in STORIES.values()
        if incidents(story, tables) and (story.municipality_code is None or story.municipality_code in places)
    ]

"""Events by the parties that their source names: one name for each, and no count where a source names none."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.schema import GeoDataError
from layers import cli
from layers.analysis.by_party import by_party, silent_sources, sources_without_rows
from layers.analysis.series import over_time
from layers.analysis.totals import figures
from layers.catalog import LAYERS as CATALOG
from layers.catalog.model import Hexagons
from layers.charts.over_time import panels
from layers.extract import collect, extract
from layers.extract.hexagons import part
from layers.outputs import html
from layers.scene import basemap, compose
from layers.scene.hexagons import headline
from layers.scene.mark_model import Mark
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from layers.validation import problems
from tests import builders

HOSTILE = '<img src=x onerror="window.hit=1">'
ACTORS = (
    ("agc", "Clan del Golfo", "Clan del Golfo | EGC | AUC-AGC"),
    ("eln", "ELN", f"ELN | {HOSTILE}"),
    ("civilians", "Civilians", "Civilians"),
)
NAMED = (
    # source, first party, second party
    ("ucdp_ged", "AUC-AGC", "Civilians"),
    ("ucdp_ged", "EGC", "ELN"),
    ("ucdp_ged", "ELN, EGC", "somebody"),
    ("ucdp_ged", "somebody", None),
    ("ucdp_ged", HOSTILE, "Civilians"),
    ("cnmh_massacres", "ELN", None),
    ("cnmh_massacres", None, None),
    ("mindefensa_terrorism", None, None),
)
LAYERS = ("ucdp", "massacres", "terrorism")
ENGLISH = Selection(lang="en", start="2022-01", end="2023-12", layers=LAYERS, choropleth="deaths")
YEARS = replace(ENGLISH, start="2020-01")
EN = translator("en")


@pytest.fixture(scope="module")
def tables(small_tables: Tables) -> Tables:
    """Eight events of three sources in Florencia: UCDP's and the CNMH's name parties, the ministry's do not."""
    rows = [
        {"source": source, "actor_1": first, "actor_2": second, "source_event_id": str(number)}
        for number, (source, first, second) in enumerate(NAMED)
    ]
    events = builders.events(
        *rows,
        date_start="2023-03-02",
        municipality_code="18001",
        deaths=1,
        location_precision=1,
        geometry=builders.square(-75.9, 1.1).centroid,
    )
    actors = builders.actors(*ACTORS)
    kinds = actors["kind"].mask(actors["actor_id"] == "civilians", "civilians")
    return replace(small_tables, events=events, actors=actors.assign(kind=kinds))


def scene_of(selection: Selection, tables: Tables) -> Scene:
    return compose.scene(selection, tables, basemap.for_country(tables))


def mark(scene: Scene, name: str) -> Mark:
    return next(each for each in scene["overlays"] if each["id"] == name)


def words(scene: Scene, label: str) -> list[str]:
    return [word for field in mark(scene, "ucdp")["fields"] if field["label"] == label for word in field["words"]]


@pytest.mark.parametrize(
    ("actors", "expected"),
    [
        ((), "01234567"),
        (("agc",), "012"),  # under any of its names, also beside another party in one text
        (("eln",), "1245"),
        (("agc", "eln"), "01245"),  # of either
        (("civilians",), "04"),  # on either side
    ],
)
def test_events_of_actors(tables: Tables, actors: tuple[str, ...], expected: str) -> None:
    """The same events one by one and counted by month; nothing is guessed from a name that is not in the table."""
    selection = replace(ENGLISH, actors=actors)
    assert sorted(tables.events_of(selection)["source_event_id"]) == list(expected)
    assert tables.monthly_counts(selection)["events"].sum() == len(expected)


def test_a_source_that_names_no_party_has_no_zero(tables: Tables) -> None:
    """Neither on the map nor among the figures nor over time: it does not say, which is not that there was none."""
    selection = replace(ENGLISH, actors=("agc",))
    scene = scene_of(selection, tables)
    told = {name: mark(scene, name)["count_text"] for name in LAYERS}
    assert told == {"ucdp": "3", "massacres": "not stated", "terrorism": "not stated"}
    counted = [figure for figure in figures(selection, tables, EN) if figure.variable is None]
    assert [(figure.title, figure.detail) for figure in counted] == [
        ("Organised violence (UCDP GED) · Clan del Golfo", "in 3 events")
    ]
    assert counted[0].scope.endswith("1 more names no known party")
    series = over_time(selection, tables, EN)
    titles = set(series.loc[series["row"].str.endswith(":events"), "title"])
    assert titles == {"Organised violence (UCDP GED) · Clan del Golfo"}


def test_hexagons_name_the_actors_to_which_they_are_limited(tables: Tables) -> None:
    """Events of one group are not quoted as all: heading, headline and file name it; fires have no parties."""
    selection = replace(ENGLISH, actors=("agc",), layers=("ucdp_hexagons", "fires_hexagons"))
    events, fires = (CATALOG[name] for name in selection.layers)
    assert isinstance(events, Hexagons)
    assert isinstance(fires, Hexagons)
    named = "Deadly events, in hexagons · Clan del Golfo"
    assert headline(events, selection, tables).startswith(f"{named}, Colombia, ")
    assert scene_of(selection, tables)["title"] == f"Colombia: {named[:1].lower()}{named[1:]}"
    titles = [each.title for each in (part(layer, selection, tables, EN) for layer in (events, fires)) if each]
    assert titles == [named, "Active fires, in hexagons"]


def test_a_source_that_is_not_selected_is_not_spoken_of(tables: Tables) -> None:
    """Layers of other sources are empty for another reason, which they state themselves."""
    scene = scene_of(replace(ENGLISH, actors=("agc",), sources=("ucdp_ged",)), tables)
    assert not [
        text for text in scene["notices"] if text.startswith(("Massacres", "Acts of terrorism")) and "part" in text
    ]


def test_an_id_in_capitals_is_refused_with_the_one_in_small_letters() -> None:
    """A selection cannot know the actors of a build, but how their ids are written."""
    with pytest.raises(
        GeoDataError, match=r"found \('ELN',\)\). Remedy: did you mean eln\? terrapaz actors lists them"
    ):
        Selection(actors=("ELN",))


def test_a_named_party_without_events_here_is_a_zero(tables: Tables) -> None:
    """The source names it elsewhere."""
    selection = replace(ENGLISH, actors=("agc",), start="2024-01", end="2025-12")
    assert mark(scene_of(selection, tables), "ucdp")["count_text"] == "0"


def test_a_map_says_what_the_filter_does(tables: Tables) -> None:
    """Legend, notices and summary: of whom, what is not filtered, what cannot be judged."""
    scene = scene_of(replace(ENGLISH, actors=("agc", "civilians")), tables)
    assert mark(scene, "ucdp")["title"] == "Deadly events, located · Clan del Golfo, Civilians"
    assert scene["choropleths"][0]["note"].endswith("Of all parties: only events are filtered.")
    assert "Deadly events, located · Clan del Golfo, Civilians: 4." in scene["summary"]
    told = [text for text in scene["notices"] if "part" in text]
    assert told == [
        "Only events with these parties, as the source names them: Clan del Golfo, Civilians. The attribution is the"
        " source's and does not establish responsibility. Colours, yearly figures and incidents are of all parties.",
        "Massacres (CNMH): the source names none of these parties: Clan del Golfo, Civilians.",
        "Acts of terrorism (Ministry of Defence): the source names no party, so none of its events is shown.",
        "Organised violence (UCDP GED): 1 event names no party, or one that is not in the table of actors, and is"
        " left out.",
    ]
    unfiltered = scene_of(ENGLISH, tables)
    assert not [text for text in unfiltered["notices"] if "part" in text]
    assert "parties" not in unfiltered["choropleths"][0]["note"]


def test_a_popup_has_one_name_and_the_word_of_the_source(tables: Tables) -> None:
    """The word stays where it is another one; a name that the table lacks stays as published."""
    scene = scene_of(ENGLISH, tables)
    assert words(scene, "Between") == [
        "Clan del Golfo and Civilians",
        "Clan del Golfo and ELN",
        "ELN, Clan del Golfo and somebody",
        "somebody",
        "ELN and Civilians",
    ]
    assert words(scene, "In the source's words") == ["AUC-AGC", "EGC", "ELN, EGC", HOSTILE]


def test_a_name_of_a_source_is_never_markup(tables: Tables) -> None:
    """In the page it is within the data of the map, escaped, and nowhere else."""
    page = html.html(replace(ENGLISH, region="caqueta", actors=("eln",)), tables)
    assert "<img" not in page
    assert "\\u003cimg src=x onerror=" in page


def test_an_extract_has_ids_beside_the_words(tables: Tables) -> None:
    """And its description says to whom it is limited."""
    selection = replace(ENGLISH, actors=("eln",))
    gathered = collect(selection, tables)
    events = next(part for part in gathered.parts if part.name == "events")
    assert events.title == "Events · ELN"
    assert list(events.table.columns)[slice(*events.table.columns.get_indexer(["actor_1", "victims"]))][:3] == [
        "actor_1",
        "actor_2",
        "actor_ids",
    ]
    named = events.table.set_index("source_event_id")[["actor_1", "actor_ids"]]
    assert named.loc[["1", "2", "5"]].to_numpy().tolist() == [
        ["EGC", "agc eln"],
        ["ELN, EGC", "eln agc"],
        ["ELN", "eln"],
    ]
    package = json.loads(extract(selection, tables, "x.csv", "events")["x.datapackage.json"])
    text = json.dumps(package)
    assert "Only events with these parties, as the source names them: ELN." in text
    assert "Ids of the parties in the table of actors" in text
    assert pd.isna(next(part for part in collect(ENGLISH, tables).parts if part.name == "events")
                   .table.set_index("source_event_id").loc["3", "actor_ids"])  # fmt: skip


@pytest.mark.parametrize(("asked", "hint"), [("elm", "did you mean eln?"), ("egc", "did you mean agc?"), ("x9", "")])
def test_an_unknown_actor_is_refused(tables: Tables, asked: str, hint: str) -> None:
    """With the nearest id, also by a name that sources use, and where all are listed."""
    (problem,) = problems(Selection(actors=("eln", asked)), tables)
    assert problem.column == "actors"
    assert problem.value == (asked,)
    assert f"{hint} See terrapaz actors".strip() in str(problem)


def test_the_command_lists_actors_and_takes_their_ids(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Every id with its names; an unknown one ends the command before anything is written."""
    monkeypatch.setattr(Tables, "read", lambda _folder: tables)
    monkeypatch.chdir(str(tmp_path))
    run = CliRunner().invoke
    listed = run(cli.app, ["actors"], env={"COLUMNS": "200"}).stdout
    assert all(name in listed for name in ("agc", "Clan del Golfo, EGC, AUC-AGC", "guerrilla"))
    written = run(cli.app, ["extract", "--actors", "agc,eln", "--lang", "en", "-o", "x.csv"])
    assert written.exit_code == 0
    refused = run(cli.app, ["extract", "--actors", "agc,elm", "-o", "y.csv"])
    assert refused.exit_code != 0
    assert "did you mean eln?" in str(refused.exception) + refused.output


def test_series_by_party(tables: Tables) -> None:
    """An event counts for each party it names, civilians only if asked for; 2022 is no zero of UCDP."""
    rows = by_party(YEARS, tables, EN)
    found = {name: dict(zip(part["when"], part["value"], strict=True)) for name, part in rows.groupby("row")}
    assert found == {
        "ucdp_ged:agc": {"2023": 3},
        "ucdp_ged:eln": {"2023": 3},
        "ucdp_ged:-": {"2023": 1},
        "cnmh_massacres:eln": {"2020": 0, "2021": 0, "2022": 0, "2023": 1},
        "cnmh_massacres:-": {"2020": 0, "2021": 0, "2022": 0, "2023": 1},
    }
    asked = by_party(replace(YEARS, actors=("agc", "civilians")), tables, EN)
    assert asked.groupby("row")["value"].sum().to_dict() == {"ucdp_ged:agc": 3, "ucdp_ged:civilians": 2}


def test_events_of_no_armed_party_are_not_dropped(tables: Tables) -> None:
    """A source that names civilians alone has events, of which none names an armed party."""
    unarmed = replace(tables, events=tables.events.assign(actor_1="Civilians", actor_2=None))
    rows = by_party(ENGLISH, unarmed, EN)
    assert rows.query("row == 'ucdp_ged:-'")["value"].sum() == 5
    assert "ucdp_ged" not in {source.id for found in sources_without_rows(rows, ENGLISH, unarmed) for source in found}


def test_a_source_that_names_no_party_has_no_series(tables: Tables) -> None:
    """It is named as silent; with a filter of parties, so is one that names none of these."""
    assert [source.id for source in silent_sources(ENGLISH, tables)] == ["mindefensa_terrorism"]
    asked = silent_sources(replace(ENGLISH, actors=("agc",)), tables)
    assert [source.id for source in asked] == ["cnmh_massacres", "mindefensa_terrorism"]


def test_parties_of_a_source_share_a_scale(tables: Tables) -> None:
    """One death has a third of the bar of three, in the row of another party."""
    drawn = list(panels(by_party(YEARS, tables, EN), tables, YEARS, "light", shared=True))
    peaks = {panel.title.partition(" · ")[0]: panel.peak for panel in drawn if "UCDP" in panel.title}
    highest = {panel.title.partition(" · ")[0]: panel.highest for panel in drawn if "UCDP" in panel.title}
    assert len(set(peaks.values())) == 1
    assert highest["No armed party identified"] / highest["ELN"] == pytest.approx(1 / 3)
    assert peaks["ELN"] == max(highest.values())


def test_no_event_and_no_data_are_told_apart(tables: Tables) -> None:
    """In a place without events UCDP has looked in 2023, and has no data of 2021."""
    for start, seen, unseen in (("2023-01", True, False), ("2021-01", False, True)):
        asked = replace(ENGLISH, start=start, end=f"{start[:4]}-12", municipality_code="18150")
        eventless, uncovered = sources_without_rows(by_party(asked, tables, EN), asked, tables)
        assert ("ucdp_ged" in {source.id for source in eventless}) is seen
        assert ("ucdp_ged" in {source.id for source in uncovered}) is unseen

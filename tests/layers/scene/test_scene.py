"""A scene says what the tables say, in one language, and what they do not say as well."""

import json
from dataclasses import replace

import pytest

from geo.catalogue import catalogue
from layers.catalog import choropleth
from layers.scene import basemap, compose
from layers.scene.choropleth import shade
from layers.scene.compose import escape_json, scene
from layers.selection import Selection
from layers.tables import Tables

REGION = Selection(region="bajo-cauca", start="2012-01", end="2013-12", layers=())
COUNTRY = replace(REGION, region=None)


def show(selection: Selection, tables: Tables) -> compose.Scene:
    return scene(selection, tables, basemap.for_country(tables))


def overlay(selection: Selection, tables: Tables, name: str) -> dict:  # type: ignore[type-arg]
    return show(replace(selection, layers=(name,)), tables)["overlays"][0]


def cards(mark: dict) -> list[dict[str, str]]:  # type: ignore[type-arg]
    """Rows of an overlay as the runtime reads them."""
    return [
        {field["label"]: field["words"][field["rows"][i]] for field in mark["fields"] if field["rows"][i] >= 0}
        for i in range(mark["count"])
    ]


@pytest.mark.parametrize(
    ("selection", "classes", "values"),
    [
        (COUNTRY, "102-", ["3", "0", "20", ""]),
        (REGION, "10..", ["3", "0", "", ""]),
        (replace(COUNTRY, municipality_code="18001"), "..1-", ["", "", "20", ""]),
        (replace(COUNTRY, choropleth="evoa_ha", end="2014-12"), "10--", ["300", "0", "", ""]),
        (replace(COUNTRY, start="1999-01", end="1999-12"), "----", ["", "", "", ""]),
    ],
)
def test_zero_no_data_and_outside_are_three_things(
    tables: Tables, selection: Selection, classes: str, values: list[str]
) -> None:
    """0 is a class, - has no value and is named, a dot is not asked about."""
    part = show(selection, tables)["choropleths"][0]
    assert part["class_codes"] == classes
    assert part["values"] == values
    assert part["nodata"]["n"] == classes.count("-")
    assert part["n"] == sum(letter.isdigit() for letter in classes)
    told = {row["class"]: int(row["count_text"]) for row in part["classes"]}
    assert told == {int(kind): classes.count(kind) for kind in classes if kind.isdigit()}


def test_in_a_period_without_figures_nothing_was_searched(tables: Tables) -> None:
    """Only in a year with figures can a source have searched a municipality and found nothing."""
    layer = replace(choropleth("evoa_ha"), nodata=choropleth("coca_ha").nodata)
    labels = [
        shade(layer, replace(COUNTRY, lang="en", start=f"{year}-01", end=f"{year}-12"), tables, [])["nodata"]["label"]
        for year in (2014, 1999)
    ]
    assert labels == ["Never found to have coca, or no data", "No data"]


def test_low_and_high_stand_beside_the_best(tables: Tables) -> None:
    """Wherever they differ, and only there."""
    part = shade(choropleth("deaths"), replace(COUNTRY, lang="en"), tables, basemap.for_country(tables).codes)
    assert part["values"] == ["0.4 (low 0.2, high 0.9)", "0", "0.1", "0"]


def test_what_nobody_looked_at_is_no_zero(tables: Tables) -> None:
    """Shapes of a source that covers none of the municipalities, events and incidents before the first day."""
    english = replace(COUNTRY, lang="en")
    earlier = replace(english, start="2000-01", end="2001-12")
    assert [overlay(earlier, tables, each)["count_text"] for each in ("terrorism", "incidents")] == [
        "not covered"
    ] * 2
    assert overlay(replace(english, start="2022-01", end="2022-12"), tables, "terrorism")["count_text"] == "0"
    looked = replace(
        tables, indicators=tables.indicators.iloc[:1].assign(variable="gold_mining_detected", source="amw_mining")
    )
    (code,) = looked.indicators["municipality_code"]
    assert overlay(replace(english, municipality_code=code), looked, "mining")["count_text"] != "not covered"
    other = next(each for each in tables.municipalities["municipality_code"] if each[:2] != code[:2])
    assert overlay(replace(english, municipality_code=other), looked, "mining")["count_text"] == "not covered"


def test_too_many_events_for_a_page_are_counted(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is lost, none is listed, and the popup says why and what to do."""
    selection = replace(COUNTRY, lang="en", start="1990-01", end="2020-12")
    each = overlay(selection, tables, "massacres")
    monkeypatch.setattr("layers.scene.marks._MAX_LISTED", each["count"] - 1)
    counted = overlay(selection, tables, "massacres")
    assert counted["at"] == each["at"]
    assert counted["count_sentence"] == "Events counted here: {n}"
    assert {text for card in cards(counted) for text in card} == {"Note", "Attribution"}
    assert "a shorter period to see each one" in cards(counted)[0]["Note"]


def test_events_are_pinned_only_where_their_place_is_known(tables: Tables) -> None:
    """The others are counted in the notice, and none is lost."""
    selection = replace(COUNTRY, lang="en")
    mark = overlay(selection, tables, "ucdp")
    assert mark["count"] == 7
    pairs = list(zip(mark["xy"][::2], mark["xy"][1::2], strict=True))
    assert sorted(set(pairs)) == [(-745000, 75000), (-745000, 85000), (-735000, 75000)]
    said = show(replace(selection, layers=("ucdp",)), tables)["notices"]
    assert any("of 9 in all, 2 not drawn" in notice for notice in said)


def test_what_is_known_by_municipality_stands_on_it(tables: Tables) -> None:
    """A massacre without a place is drawn on its municipality's own anchor, as one of its squares."""
    mark = overlay(REGION, tables, "massacres")
    assert mark["gather"] == "municipality"
    assert mark["at"] == [0]
    assert "xy" not in mark


def test_a_card_says_how_well_it_knows(tables: Tables) -> None:
    """Low and high, precision of date and place, source: in each popup; what is not known is left out."""
    (card,) = cards(overlay(replace(REGION, lang="en"), tables, "massacres"))
    assert card == {
        "": "Massacre · March 2012",
        "Date known": "within the month",
        "Between": "Government of Colombia and FARC",
        "Killed": "4",
        "Municipality": "Cáceres, Antioquia",
        "Place known": "the municipality only",
        "Source": "UCDP GED 19.1",
        "Attribution": catalogue()["cnmh_massacres"].attribution,
    }
    first = cards(overlay(REGION, tables, "ucdp"))[-2]
    assert first["Personas muertas"] == "2 (estimación baja 1, alta 5)"
    assert first[""] == "Combate · 2 de marzo de 2012"
    assert "Fecha conocida" not in first


def test_hostile_text_is_kept_as_it_is(tables: Tables, hostile: tuple[str, ...]) -> None:
    """Nothing is stripped or escaped in the data: that is for whoever shows it."""
    told = [card.get("Relato") for card in cards(overlay(REGION, tables, "ucdp"))]
    assert set(hostile) <= set(told)


@pytest.mark.parametrize("text", ["</script>", "{{ 7 }}", "{% x %}", "{# x #}", "${x}", "\u2028", "&amp;", '"\\{{"'])
def test_guarded_json_is_the_same_data(text: str) -> None:
    """No character means anything to HTML, a script or a template, and JSON reads it back."""
    escaped = escape_json(json.dumps({text: [text, {"a": {}}]}, ensure_ascii=False))
    assert json.loads(escaped) == {text: [text, {"a": {}}]}
    assert not any(mark in escaped for mark in ("<", ">", "&", "$", "{{", "{%", "{#", "\u2028"))


def test_incidents_are_drawn_in_their_municipalities(tables: Tables) -> None:
    """At the place if it is known, else at the centre of one of the municipalities."""
    mark = overlay(REGION, tables, "incidents")
    assert mark["count"] == 2
    assert mark["xy"][2:] == [-732500, 72500]
    shapes = basemap.for_country(tables).data["topology"]["objects"]["municipalities"]["geometries"]
    anchors = [tuple(shape["properties"]["at"][:2]) for shape in shapes[:2]]
    assert (mark["xy"][0] / 1e4, mark["xy"][1] / 1e4) in anchors
    strike, _ = cards(mark)
    assert strike["Fecha"] == "2–13 de marzo de 2012"
    assert strike["Personas muertas"] == "2 (estimación baja 1, alta 3)"
    assert strike["Fuente"].split("\n") == ["El Tiempo, 2012-03, https://example.org/a", "Semana, 2012-03"]


def test_dated_shapes_are_drawn_from_their_year_on(tables: Tables) -> None:
    """Later ones are not yet there, those abroad never; steps lead round the outline."""
    mark = overlay(COUNTRY, tables, "mining")
    assert mark["count"] == 1
    ((ring,),) = mark["shapes"][0]
    assert abs(ring[0] + 744000) <= 100
    assert [sum(ring[2::2]), sum(ring[3::2])] == [0, 0]
    assert overlay(replace(COUNTRY, end="2020-12"), tables, "mining")["count"] == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "The 59"),
        ({"end": "2014-12"}, "no figure for 2014"),
        ({"start": "1999-01", "end": "1999-12"}, "no year of this period"),
        ({"start": "2012-03", "end": "2012-03"}, "whole years"),
        ({"layers": ("ucdp",), "end": "2020-12"}, "the source covers 1989–2018, 2023–2025 only"),
    ],
)
def test_limits_are_told(tables: Tables, change: dict[str, object], said: str) -> None:
    """What could be taken for a fact of the world although it is one of the data."""
    shown = show(replace(COUNTRY, lang="en", **change), tables)  # type: ignore[arg-type]
    told = [*shown["choropleths"][0]["notices"], *shown["notices"]]
    if said == "The 59":
        said = catalogue()["gfw_loss"].coverage.note
    assert any(said in notice for notice in told)


def test_a_source_that_could_not_be_had_is_named(tables: Tables) -> None:
    """The map says what it lacks."""
    lacking = replace(tables, manifest={**tables.manifest, "missing": {"gfw_loss": "offline"}})
    assert any("no se pudo obtener" in notice for notice in show(COUNTRY, lacking)["notices"])


def test_furniture_is_complete(tables: Tables) -> None:
    """Title, period, credits with licence, edition of the boundaries, version and date of the data, a summary."""
    shown = show(replace(COUNTRY, lang="en"), tables)
    assert shown["title"] == "Colombia: share of tree cover lost"
    assert shown["period"] == "2012–2013"
    assert {"Municipal boundaries", "Tree cover loss (Global Forest Watch)"} <= {
        part["title"] for part in shown["credits"]
    }
    assert all(part["licence"] and part["attribution"] for part in shown["credits"])
    assert shown["colophon"] == [
        "Boundaries: MGN 2018", "Data version 0123456789", "Data retrieved up to 5 January 2026", "Terrapaz",
    ]  # fmt: skip
    assert shown["summary"] == (
        "Map of Colombia, 2012–2013. Share of tree cover lost, % of the tree cover of 2000, 2012–2013: from 0 to 20."
        " Highest in Florencia: 20. 3 municipalities have data, 1 has none."
    )


def test_without_boundaries_seats_are_shown(seats: Tables) -> None:
    """The incidents are there, and a notice says what is missing."""
    shown = scene(
        replace(REGION, layers=("incidents", "regions", "ucdp", "parks")), seats, basemap.for_country(seats)
    )
    assert any("terrapaz build" in notice for notice in shown["notices"])
    assert {part["id"]: part["count"] for part in shown["overlays"]}["incidents"] == 2


def test_every_choropleth_with_data_can_be_chosen(tables: Tables) -> None:
    """The selected one first; those without a single value are left out."""
    shown = scene(REGION, tables, basemap.for_country(tables), all_choropleths=True)
    names = [part["id"] for part in shown["choropleths"]]
    assert names[0] == "forest_loss"
    assert {"forest_loss_ha", "deaths", "events"} <= set(names)
    assert "homicides" not in names
    assert all(part["n"] for part in shown["choropleths"])


def test_without_colours_nothing_is_claimed(tables: Tables) -> None:
    """No choropleth: no classes, no values, and a title that promises none."""
    shown = show(replace(REGION, choropleth=None, lang="en"), tables)
    assert shown["choropleths"] == []
    assert shown["title"] == "Bajo Cauca: a map"
    json.dumps(shown, allow_nan=False)


def test_what_was_never_obtained_or_is_filtered_out_is_no_zero(tables: Tables) -> None:
    """A layer of a source that waits for a refresh, and events of a source or of types that the filter leaves out."""
    english = replace(COUNTRY, lang="en", start="2022-01", end="2022-12")
    assert {name: overlay(english, tables, name)["count_text"] for name in ("pipelines", "areas_runap")} == {
        "pipelines": "not obtained",
        "areas_runap": "not obtained",
    }
    by_source = replace(english, sources=("ucdp_ged",))
    assert overlay(by_source, tables, "terrorism")["count_text"] == "left out by the filter"
    by_type = replace(COUNTRY, lang="en", event_types=("kidnapping",))
    assert overlay(by_type, tables, "ucdp")["count_text"] == "left out by the filter"

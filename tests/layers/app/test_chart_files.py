"""Charts to download: what is in the picture, numbers that equal those of the table, an address of their own."""

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo.schema import GeoDataError
from layers.charts import KINDS, Chart, chart, render, write
from layers.selection import Selection
from layers.tables import Tables
from tests import builders
from tests.layers.app.country import HOSTILE

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

SVG = "{http://www.w3.org/2000/svg}"
PLACE = Selection(lang="en", region="catatumbo", start="2014-01", end="2018-12")


def built(kind: str, tables: Tables, selection: Selection = PLACE) -> Chart:
    """A chart; that of two measures is of the whole small country, where two municipalities are too few.

    That of both sides of parks is of a country with mining inside and outside of them.
    """
    if kind == "inside_outside":
        variables = ("gold_mining_detected_in_parks", "gold_mining_detected_outside_parks")
        rows = [("54800", year, variable, 12.5) for year in (2015, 2017) for variable in variables]
        mined = builders.indicators(rows, unit="ha", source="amw_mining")
        tables = replace(tables, indicators=pd.concat([tables.indicators, mined]))
    whole = replace(selection, region=None, start="2015-01", end="2016-12") if kind == "two_measures" else selection
    found = chart(kind, whole, tables, second="deaths")
    assert found is not None
    return found


def texts(found: Chart) -> str:
    """What the picture says, with the line breaks of its paragraphs undone."""
    root = ET.fromstring(render(found, "svg"))
    return " ".join(each.text or "" for each in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_can_stand_alone(kind: str, lang: str, tables: Tables) -> None:
    """Title, place, period, unit, how to read it, each source with its licence, data version."""
    found = built(kind, tables, replace(PLACE, lang=lang))  # type: ignore[arg-type]
    told = texts(found)
    assert found.heading in told
    assert found.place in told
    assert found.period in told
    assert found.note in told
    for name in found.sources:
        source = tables.sources[name]
        assert source.attribution.rstrip(".") in told
    assert ("Data version test1" if lang == "en" else "Versión de los datos test1") in told
    assert "CC BY 4.0" in told
    units = {
        "two_measures": ("100 km²", "100 km²"),
        "by_month": ("events", "eventos"),
        "inside_outside": (" ha ", " ha "),
    }
    people = ("people killed", "personas muertas")
    assert units.get(kind, people)[lang == "es"] in told


@pytest.mark.parametrize("kind", KINDS)
def test_a_png_is_the_picture_with_its_text(kind: str, tables: Tables) -> None:
    """Of the size of the SVG at twice its pixels, and with ink where the title is: the fonts were found."""
    found = built(kind, tables)
    data = render(found, "png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    root = ET.fromstring(render(found, "svg"))
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (
        2 * float(root.get("width", 0)),
        pytest.approx(2 * float(root.get("height", 0)), abs=2),
    )
    assert len(data) > 40_000
    assert render(built(kind, tables), "png") == data


@pytest.mark.parametrize("kind", KINDS)
def test_a_csv_has_the_numbers_of_the_table(kind: str, tables: Tables) -> None:
    """Cell by cell; an empty cell has no data, and a zero is a zero."""
    found = built(kind, tables)
    rows = list(csv.reader(io.StringIO(render(found, "csv").decode("utf-8-sig"))))
    assert len(rows) == len(found.table) + 1
    for column, name in enumerate(found.table.columns):
        written = [row[column] for row in rows[1:]]
        if found.table[name].dtype.kind == "f":
            numbers = [float(text) if text else None for text in written]
            assert numbers == [None if pd.isna(each) else pytest.approx(each) for each in found.table[name]]


def test_the_table_has_what_the_chart_draws(tables: Tables) -> None:
    """A bar for each number, of that value; where there is no number there is no bar but the hatching."""
    found = built("over_time", tables)
    says = re.findall(r'class="tp-says"[^>]*>([^<]*)<', found.draw(None).parts)
    shown = [text.split(" ")[1] for text in says if "no data" not in text]
    numbers = found.table.loc[:, [not name.endswith((": low", ": high")) for name in found.table]]
    drawn = [value for name in numbers for value in numbers[name] if isinstance(value, float) and not pd.isna(value)]
    assert [float(text.replace(",", "")) for text in shown] == drawn
    assert found.table["When"].tolist() == ["2014", "2015", "2016", "2017", "2018"]
    loss = next(name for name in found.table if name.startswith("Tree cover loss"))
    assert found.table.set_index("When")[loss].isna().tolist() == [True, False, False, True, True]
    assert [text for text in says if text.endswith(": no data")] == ["2014: no data", "2017–2018: no data"]


def test_every_month_is_in_the_table_of_the_histogram(tables: Tables) -> None:
    """Two months of UCDP events in Catatumbo; of 2019 it has no data, which is no zero."""
    found = built("by_month", tables, replace(PLACE, start="2015-01", end="2019-06", sources=("ucdp_ged",)))
    numbers = found.table.set_index("When").iloc[:, 0]
    assert len(numbers) == 54
    assert numbers[numbers > 0].to_dict() == {"2015-02": 1, "2015-05": 1}
    assert numbers[numbers.isna()].index.tolist() == [f"2019-{month:02}" for month in range(1, 7)]


def test_a_filter_is_named_in_the_picture(tables: Tables) -> None:
    """A chart of some events must not pass for one of all."""
    told = texts(built("over_time", tables, replace(PLACE, event_types=("armed_clash",))))
    assert "Only events of these types: Armed clash." in told


def test_hostile_names_are_text(tables: Tables) -> None:
    """In pictures and spreadsheets alike; the document stays well-formed."""
    found = built("two_measures", tables, replace(PLACE, choropleth="events"))
    assert "<script" not in render(found, "svg").decode().lower()
    named = built("over_time", tables, replace(PLACE, region=None, municipality_code="54810"))
    assert HOSTILE[:20] in "".join(ET.fromstring(render(named, "svg")).itertext())


def test_what_cannot_be_drawn_is_said(tables: Tables) -> None:
    """No such chart, one measure of two, a period without data."""
    with pytest.raises(GeoDataError, match="no such chart"):
        chart("over_times", PLACE, tables)
    with pytest.raises(GeoDataError, match="needs two measures"):
        chart("two_measures", PLACE, tables)
    with pytest.raises(GeoDataError, match="no data"):
        write("over_time", replace(PLACE, start="1901-01", end="1902-12"), tables, "svg")


def test_a_link_shows_a_chart_alone(app: "AppTest") -> None:
    """No filters and no map; the link stays as it is."""
    app.query_params.update({"chart": "over_time", "region": "catatumbo", "lang": "en"})
    app.run()
    assert not app.exception
    assert not app.sidebar.get("bidi_component")
    assert app.query_params["chart"] == "over_time"
    drawn = [each.proto.body for each in app.get("html")]
    assert any("data-svg" in body for body in drawn)
    assert any("Figures over time by source" in body for body in drawn)


def test_an_unknown_chart_of_a_link_is_reported(app: "AppTest") -> None:
    """The map is shown instead."""
    app.query_params.update({"chart": "pie", "region": "catatumbo", "lang": "en"})
    app.run()
    assert "chart" not in app.query_params
    assert any("chart=pie" in each.proto.body for each in app.get("html"))

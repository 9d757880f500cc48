"""Print maps: complete, within the sheet, the scene of the web map, the same bytes each time."""

import re
import struct
from dataclasses import replace

import matplotlib.colors
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from geo.schema import GeoDataError
from layers import figure
from layers.figure.grid import GRID, beside, convergence, points, window
from layers.figure.scene_data import shapes_of
from layers.figure.sheet import PAPERS, house_style
from layers.scene import basemap, compose
from layers.selection import Selection
from layers.tables import Tables
from layers.text.typesetting import width_of, wrap

CAQUETA = Selection(region="caqueta", layers=("regions", "incidents", "ucdp", "massacres", "parks", "mining"))
CASES = [
    (paper, lang, place)
    for paper in PAPERS
    for lang, place in (
        ("es", {"region": "caqueta"}),
        ("en", {"municipality_code": "54810"}),
        ("en", {}),
        ("es", {"region": "caqueta", "choropleth": None}),
    )
]


def drawn(selection: Selection, tables: Tables, paper: str) -> tuple[Figure, list[Text]]:
    """The sheet and every text on it."""
    with house_style():
        sheet = figure.draw(selection, tables, PAPERS[paper])  # type: ignore[index]
        sheet.canvas.draw()
    return sheet, [text for text in sheet.findobj(Text) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize(("paper", "lang", "place"), CASES)
def test_every_text_is_on_the_sheet(small_tables: Tables, paper: str, lang: str, place: dict[str, str]) -> None:
    """Every text lies within the paper, in both languages and every format."""
    sheet, texts = drawn(replace(CAQUETA, **{"region": None, "lang": lang} | place), small_tables, paper)
    width, height = sheet.canvas.get_width_height()
    assert len(texts) > 20
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 > 0, text.get_text()
        assert box.y0 > 0, text.get_text()
        assert box.x1 < width, text.get_text()
        assert box.y1 < height, text.get_text()


@pytest.mark.parametrize("discs", [1, 2, 3])
def test_a_disc_covers_no_other(discs: int) -> None:
    """At its place if there is room, else as near as it fits; where there is none, at its place."""
    assert beside((0.0, 0.0), discs, [], 10) == (0, 0)
    assert beside((0.0, 0.0), discs, [(30.0, 0.0)], 10) == (0, 0)
    taken = [(4.0, 0.0)]
    x, y = beside((0.0, 0.0), discs, taken, 10)
    row = [(x + 10 * (position - (discs - 1) / 2), y) for position in range(discs)]
    assert min(np.hypot(a - 4, b) for a, b in row) >= 9.6
    assert 0 < np.hypot(x, y) <= 20
    full = [(float(a), float(b)) for a in range(-60, 61, 5) for b in range(-60, 61, 5)]
    assert beside((0.0, 0.0), discs, full, 10) == (0, 0)


def test_no_glyph_is_missing(small_tables: Tables) -> None:
    """Every character of every text is in the font it is set in, and the fonts come with matplotlib."""
    for lang in ("es", "en"):
        _, texts = drawn(replace(CAQUETA, lang=lang), small_tables, "a4-landscape")  # type: ignore[arg-type]
        for text in texts:
            path = findfont(text.get_fontproperties())
            assert "matplotlib" in path
            assert set(map(ord, text.get_text())) <= set(get_font(path).get_charmap()), text.get_text()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_furniture_is_complete(small_tables: Tables, paper: str) -> None:
    """Title, unit, classes, no data, n, notices, credits, projection, edition, version, date, north, inset."""
    base = basemap.for_selection(small_tables, CAQUETA)
    scene = compose.scene(CAQUETA, small_tables, base)
    first = scene["choropleths"][0]
    _, texts = drawn(CAQUETA, small_tables, paper)
    words = " ".join(text.get_text() for text in texts)
    wanted = [scene["title"], first["unit"], first["nodata"]["label"], "N", *scene["colophon"], GRID, "Ubicación"]
    wanted += [row["label"] for row in first["classes"]] + [row["title"] for row in scene["overlays"]]
    wanted += scene["notices"] + first["notices"]
    wanted += [row["attribution"] for row in scene["credits"]] + [row["licence"] for row in scene["credits"]]
    for text in wanted:
        assert all(word in words for word in text.rstrip(".").split()), text


def test_the_colours_are_those_of_the_web_map(small_tables: Tables) -> None:
    """Swatches of the legend and fills of the map have the scene's colours, class by class."""
    base = basemap.for_selection(small_tables, CAQUETA)
    classes = compose.scene(CAQUETA, small_tables, base)["choropleths"][0]["classes"]
    sheet, _ = drawn(CAQUETA, small_tables, "a4-landscape")
    wanted = {matplotlib.colors.to_hex(row["color"]) for row in classes}
    swatches = {matplotlib.colors.to_hex(each.get_facecolor()) for each in sheet.findobj(Rectangle)}
    fills = {matplotlib.colors.to_hex(each.get_facecolor()[0]) for axes in sheet.axes for each in axes.collections
             if len(each.get_facecolor())}  # fmt: skip
    assert wanted <= swatches
    assert wanted <= fills


@pytest.mark.parametrize(
    ("paper", "size"), [("a4-landscape", (3507, 2480)), ("a4-portrait", (2480, 3507)), ("slide", (4000, 2250))]
)
def test_a_png_has_300_dots_an_inch(small_tables: Tables, paper: str, size: tuple[int, int]) -> None:
    """A4 and 16:9 in pixels, and the same bytes twice."""
    once = figure.render(CAQUETA, small_tables, paper=paper)  # type: ignore[arg-type]
    assert struct.unpack(">II", once[16:24]) == pytest.approx(size, abs=1)
    assert once == figure.render(CAQUETA, small_tables, paper=paper)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_vectors_are_the_same_bytes_each_time(small_tables: Tables, kind: str, start: bytes) -> None:
    """No date and no random id; nothing is fetched from anywhere."""
    once, again = (figure.render(CAQUETA, small_tables, kind=kind) for _ in range(2))  # type: ignore[arg-type]
    assert once == again
    assert once.startswith(start)
    assert b"CreationDate" not in once
    assert b"<image" not in once or b'href="http' not in once


def test_hostile_texts_are_not_parsed(small_tables: Tables) -> None:
    """A dollar sign starts no formula, and a name is written as it is."""
    table = small_tables.incidents.assign(title_es="$\\frac{1}{2}$ <b> & {x}")
    _, texts = drawn(CAQUETA, replace(small_tables, incidents=table), "a4-landscape")
    assert "\\frac{1}{2}$" in " ".join(text.get_text() for text in texts)
    assert not any(text.get_parse_math() for text in texts if "$" in text.get_text())


def test_a_legend_has_no_zero_of_what_is_not_covered(small_tables: Tables) -> None:
    """In print as on the screen."""
    early = Selection(lang="en", region="caqueta", layers=("terrorism",), start="2000-01", end="2000-12")
    _, texts = drawn(early, small_tables, "a4-landscape")
    told = " ".join(text.get_text() for text in texts)
    assert "Acts of terrorism, counted (not covered)" in told


def test_a_legend_lists_only_what_the_map_shows(small_tables: Tables) -> None:
    """An incident outside the window has no number in the list."""
    legends = []
    for code in ("18150", "18001"):
        _, texts = drawn(replace(CAQUETA, municipality_code=code), small_tables, "a4-portrait")
        legends.append(" ".join(text.get_text() for text in texts))
    near, far = legends
    assert "title a" in near
    assert "title a" not in far


@pytest.mark.parametrize(
    ("paper", "kind", "problem"), [("a5", "png", "no such paper"), ("slide", "gif", "no such format")]
)
def test_an_unknown_paper_or_format_raises(small_tables: Tables, paper: str, kind: str, problem: str) -> None:
    """The error lists the valid ones."""
    with pytest.raises(GeoDataError, match=problem):
        figure.render(CAQUETA, small_tables, paper=paper, kind=kind)  # type: ignore[arg-type]


def test_without_boundaries_seats_are_drawn(small_tables: Tables) -> None:
    """Without geometry there is no error; a notice is shown."""
    bare = small_tables.municipalities.set_geometry([None] * len(small_tables.municipalities), crs="EPSG:4326")
    _, texts = drawn(CAQUETA, replace(small_tables, municipalities=bare, features={}), "a4-landscape")
    assert any("cabecera" in text.get_text() for text in texts)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.4])
def test_the_window_contains_the_place(small_tables: Tables, aspect: float) -> None:
    """It contains all of the region's bounds and has the panel's aspect."""
    minx, miny, maxx, maxy = window(CAQUETA, small_tables, aspect)
    assert (maxx - minx) / (maxy - miny) == pytest.approx(aspect)
    west, south, east, north = small_tables.municipalities[:3].total_bounds
    corners = points([(west, south), (east, north), (west, north), (east, south)])
    assert (corners[:, 0] > minx).all()
    assert (corners[:, 0] < maxx).all()
    assert (corners[:, 1] > miny).all()
    assert (corners[:, 1] < maxy).all()


def test_north_is_up_on_the_central_meridian() -> None:
    """Grid north is true north at 73° W; west of it and north of the equator the meridian leans to the east."""
    assert convergence(-73, 4) == pytest.approx(0, abs=1e-6)
    (x0, y0), (x1, y1) = points([(-77, 4), (-77, 4.1)])
    assert convergence(-77, 4) > 0
    assert x1 > x0
    assert y1 > y0


@settings(max_examples=60)
@given(st.lists(st.text("aáñiWM–.", min_size=1, max_size=30), min_size=1, max_size=12), st.floats(15, 80))
def test_wrapped_lines_keep_their_words_and_width(words: list[str], width: float) -> None:
    """No letter is lost and no line is wider than its column."""
    lines = wrap(" ".join(words), width, 8)
    assert "".join(lines).replace(" ", "") == "".join(words)
    assert all(width_of(line, 8) <= width for line in lines)


def test_fonts_are_found() -> None:
    """The font families are matplotlib's own, not a fallback."""
    assert findfont(FontProperties(family="DejaVu Serif", weight="bold")).endswith("DejaVuSerif-Bold.ttf")


@pytest.mark.data
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("region", ["bajo-cauca", "catatumbo", "caqueta"])
def test_real_maps_stay_on_the_sheet(real: Tables, region: str, lang: str) -> None:
    """The three regions with many layers, on A4 and a slide, in both languages."""
    for paper in ("a4-landscape", "a4-portrait"):
        chosen = replace(CAQUETA, region=region, lang=lang)  # type: ignore[arg-type]
        sheet, texts = drawn(chosen, real, paper)
        width, height = sheet.canvas.get_width_height()
        for text in texts:
            box = text.get_window_extent()
            assert box.x0 > 0
            assert box.y0 > 0
            assert box.x1 < width
            assert box.y1 < height


@pytest.mark.parametrize("paper", PAPERS)
def test_a_legend_without_room_says_what_it_leaves_out(small_tables: Tables, paper: str) -> None:
    """A hundred incidents, titles of a thousand characters, forty sources: the sheet has a map, and all is on it."""
    long = "Un título que no termina " * 40
    rows = small_tables.incidents
    many = pd.concat([rows.assign(incident_id=f"{rows['incident_id'].iloc[0]}-{n}") for n in range(60)])
    layers = {name: replace(layer, title=long) for name, layer in small_tables.overlays.items()}
    tables = replace(small_tables, incidents=many.assign(title_es=long).reset_index(drop=True))
    tables.__dict__["layers"] = {**tables.layers, **layers}
    sheet, texts = drawn(replace(CAQUETA, layers=tuple(layers)), tables, paper)
    width, height = sheet.canvas.get_width_height()
    for text in (text for text in texts if not text.get_clip_on()):
        box = text.get_window_extent()
        assert box.x0 > 0, text.get_text()
        assert box.y0 > 0, text.get_text()
        assert box.x1 < width, text.get_text()
        assert box.y1 < height, text.get_text()
    words = " ".join(text.get_text() for text in texts)
    assert re.search(r"no se\s+enumeran|no caben?", words)


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        ([], []),
        ([[[0, 0]]], ["Point"]),
        ([[[0, 0, 5, 5]]], ["LineString"]),
        ([[[0, 0, 9, 0, 0, 9, -9, -9]]], ["Polygon"]),
        ([[[0, 0, 9, 0, -9, 0]]], ["LineString"]),  # a polygon whose corners fell together
        ([[[0, 0, 9, 0, 0, 9, -9, -9], [1, 1, 1, 0]]], ["Polygon"]),  # with a hole whose corners did
    ],
)
def test_shapes_of_every_kind_are_decoded(parts: list[list[list[int]]], kinds: list[str]) -> None:
    """Also those that rounding has made a line, a point or nothing."""
    assert [part.geom_type for part in shapes_of(parts).geoms] == kinds


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "place", [{"region": "bajo-cauca"}, {"municipality_code": "88001"}, {"municipality_code": "54810"}], ids=str
)
def test_every_overlay_is_drawn_everywhere(real: Tables, paper: str, place: dict[str, str]) -> None:
    """Also where a layer comes out empty, or ragged at the edge of the window."""
    for name in real.overlays:
        _, texts = drawn(Selection(layers=(name,), **place), real, paper)  # type: ignore[arg-type]
        assert len(texts) > 5, name

"""The land border as a place: on the map, in dossiers, in what is said of a municipality."""

import math
from dataclasses import replace

import pytest

from geo.schema import GeoDataError
from layers.analysis.profile import profile
from layers.dossier import document as dossier
from layers.extract import extract
from layers.scene import notes
from layers.selection import BORDERS, Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, Lang, translator
from layers.text.terms import BORDER_NAMES, border


@pytest.fixture
def bordered(small_tables: Tables) -> Tables:
    """Tibu on the border with Venezuela, Solita on that with Ecuador and Peru, the rest some way off."""
    table = small_tables.municipalities.copy()
    on_it = {"54810": "Venezuela", "18785": "Ecuador Peru"}
    table["border_countries"] = table["municipality_code"].map(on_it).astype("str")
    table["border_km"] = [0.0 if code in on_it else 12.3 for code in table["municipality_code"]]
    return replace(small_tables, municipalities=table)


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("border", ["18785", "54810"]),
        ("border-venezuela", ["54810"]),
        ("border-peru", ["18785"]),
        ("border-ecuador", ["18785"]),
        ("border-brazil", []),
    ],
)
def test_a_stretch_of_the_border_is_a_place(bordered: Tables, region: str, codes: list[str]) -> None:
    """It holds the municipalities on it; a stretch that a build has nothing of is an error, not an empty map."""
    selection = Selection(region=region)
    if not codes:
        with pytest.raises(GeoDataError, match="border-brazil"):
            bordered.selected_codes(selection)
        return
    assert sorted(bordered.selected_codes(selection)) == codes
    assert sorted(bordered.shown_codes(replace(selection, municipality_code=codes[0]))) == codes


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("region", BORDERS)
def test_every_stretch_has_its_name(bordered: Tables, lang: Lang, region: str) -> None:
    """In headings and in links, in both languages."""
    selection = Selection(lang=lang, region=region)
    assert notes.place_name(selection, bordered) == translator(lang)(BORDER_NAMES[region])
    assert Selection.from_query(selection.to_query()) == selection
    assert dossier.place(region).region == region


def test_a_municipality_says_how_it_lies_to_the_border(bordered: Tables) -> None:
    """In its profile: with whom it borders, or how far away the border is; nothing where nobody knows."""
    t = translator("es")
    facts = {code: dict(profile(Selection(municipality_code=code), bordered, t).facts) for code in ("54810", "18001")}
    assert facts["54810"]["Frontera terrestre"] == "limita con Venezuela"
    assert facts["18001"]["Frontera terrestre"] == "a 12,3 km"
    assert border(None, math.nan, t) == ""
    assert border("Ecuador Peru", 0.0, t) == "limita con Ecuador y Perú"


def test_a_dossier_of_the_border_is_called_by_it(bordered: Tables) -> None:
    """Its heading says border, not region."""
    page = dossier.html(dossier.place("border-venezuela", Selection(lang="en")), bordered)
    assert "<h1>Border with Venezuela</h1>" in page
    assert "Terrapaz · Border" in page


def test_the_columns_leave_with_an_extract(bordered: Tables) -> None:
    """Countries and distance are in the table of municipalities."""
    text = extract(Selection(region="border"), bordered, "x.csv", "municipalities")["x.csv"].decode()
    assert "border_countries" in text.splitlines()[0]
    assert "Ecuador Peru" in text

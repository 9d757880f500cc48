"""Dossiers: every number equals the tables, in both languages, on up to seven pages, without requests."""

import re
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue import write_sources
from geo.schema import REGIONS, GeoDataError
from geo.source import SOURCES
from layers.analysis.totals import figures
from layers.dossier import calendar, counts, land, paper, peers
from layers.dossier import document as dossier
from layers.dossier.writer import Writer
from layers.scene.web_assets import ASSETS
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests.layers.page_numbers import check_numbers, read
from tests.layers.rich_country import reported

PLACES = ("54810", "18785", "11001", "caqueta", "18")


@cache
def page_of(tables: Tables, name: str, lang: str) -> str:
    """A dossier, rendered once for all tests."""
    return dossier.html(dossier.place(name, Selection(lang=lang)), tables)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", PLACES)
def test_every_number_equals_the_tables(rich: Tables, name: str, lang: str) -> None:
    """Each number is parsed from the text and computed again from the indicators."""
    selection = dossier.place(name, Selection(lang=lang))  # type: ignore[arg-type]
    assert check_numbers(page_of(rich, name, lang), rich, selection) > {"18785": 0, "11001": 2}.get(name, 30)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", PLACES)
def test_sentences_have_no_other_numbers_than_years(rich: Tables, name: str, lang: str) -> None:
    """The text without its data elements has no numbers but years, days of dates and ranks."""
    page = page_of(rich, name, lang)
    prose = read(page[: page.rindex("<h2>")]).prose  # the sources come last
    left = {text.rstrip(".,") for text in re.findall(r"\d[\d.,]*", prose)}
    assert left <= {*(str(year) for year in range(2000, 2027)), "31", "1", "22", "20"}


@pytest.mark.parametrize(("lang", "phrase"), [("es", "no tiene cifras"), ("en", "has no figure")])
def test_no_data_is_reported_and_never_zero(rich: Tables, lang: str, phrase: str) -> None:
    """Solita has no data in any source: the tiles have no numbers."""
    page = page_of(rich, "18785", lang)
    start = page.index('class="tiles"')
    tiles = page[start : page.index("</ul>", start)]
    assert tiles.count('class="none"') == 6
    assert "<data" not in tiles
    assert phrase in page


def test_a_measured_zero_is_reported_as_such(rich: Tables) -> None:
    """Tibú has measured zeros for deadly events and gold: the sentences name the sources."""
    page = page_of(rich, "54810", "en")
    assert "UCDP records no deadly event in Tibú in 2010–2018." in page
    assert "EVOA detects no alluvial gold mining on land" in page
    assert "IDEAM has deforestation figures" not in page


@pytest.mark.parametrize(
    ("lang", "name", "sentence"),
    [
        ("es", "18001", "UCDP registra 9 eventos mortales en Florencia en 2010–2018; personas muertas: 9."),
        ("en", "18001", "UCDP records 9 deadly events in Florencia in 2010–2018; people killed: 9."),
        ("en", "18150", "people killed: 36 (low 27, high 81)."),
        ("es", "18150", "La Policía registra 1 víctima de homicidio en 2018 y 1 en 2024."),
        ("es", "18001", "La Policía registra 0 víctimas de homicidio en 2018 y 0 en 2024."),
        ("es", "54810", "registra 12 actos de terrorismo en 2022–2025; el año con más actos es 2022 (3)."),
        ("en", "54810", "On 31 December 2024 there were 1,235 ha of coca in Tibú; in 2010, 1,235 ha."),
        ("es", "caqueta", "(2 de 3 municipios)"),
        ("en", "18001", "Of that, 700 ha or 86.2 % have no permit and are not in transit to one."),
        ("en", "54810", "Amazon Mining Watch did not search in Tibú: there is no data, which is not zero."),
        (
            "es",
            "catatumbo",
            "Amazon Mining Watch no buscó minería en el Catatumbo: no hay datos, lo que no equivale a cero.",
        ),
    ],
)
def test_sentences(rich: Tables, lang: str, name: str, sentence: str) -> None:
    """Number, gender, article and punctuation are right in both languages."""
    page = page_of(rich, name, lang)
    text = re.sub(r"<[^>]+>", "", page).replace("\N{NO-BREAK SPACE}", " ")
    assert sentence in text


def test_low_and_high_are_given_with_best(rich: Tables) -> None:
    """A best estimate of people killed has its bounds where they differ."""
    w = Writer(dossier.place("18150", Selection(lang="en")), rich)
    assert re.sub(r"<[^>]+>", "", w.band("ucdp_ged")) == "36 (low 27, high 81)"
    assert re.sub(r"<[^>]+>", "", Writer(dossier.place("18001"), rich).band("ucdp_ged")) == "9"


@pytest.mark.parametrize(
    ("place", "groups"),
    [
        ("18001", ["Group Two", "Group Three"]),
        ("54810", ["Group <One> (GU)", "Group Three"]),
        ("catatumbo", ["Group <One> (GU)", "Group Three"]),
    ],
)
def test_ceasefires_are_those_in_force_here(rich: Tables, place: str, groups: list[str]) -> None:
    """A ceasefire limited to some departments, or excluding some, is listed only where it was in force."""
    section = calendar.section(Writer(dossier.place(place, Selection(lang="en")), rich))
    assert section is not None
    table = next(block for block in section.blocks if block.kind == "table")
    assert [row[0] for row in table.rows] == groups


def test_a_ceasefire_outside_the_period_is_left_out(rich: Tables) -> None:
    """Before the first decree there is no section."""
    early = Selection(start="2010-01", end="2019-12")
    assert calendar.section(Writer(dossier.place("54810", early), rich)) is None


def test_months_outside_the_coverage_are_missing(rich: Tables) -> None:
    """The police counts end in 2024: later months are missing, earlier ones without a row are zero."""
    w = Writer(dossier.place("54810"), rich)
    months = calendar.monthly(
        w, "police_homicides", "victims", pd.Timestamp("2023-01-01"), pd.Timestamp("2025-06-30")
    )
    assert months[:"2024-12"].eq(0).all()  # type: ignore[misc]
    assert months["2025-01":].isna().all()  # type: ignore[misc]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_hostile_text_stays_text(rich: Tables, lang: str) -> None:
    """Markup in the data is shown as text; the page forbids scripts and requests."""
    page = page_of(rich, "18001", lang)
    reader = read(page)
    assert reader.elements.count("script") == 1  # what describes the page; no browser runs it
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r'src="(?!data:)', page)
    assert not re.search(r'(?<!<a )href="|href="(?!https?://)', page)


def test_zero_has_no_rank_and_no_data_no_row(rich: Tables) -> None:
    """All municipalities without gold mining would share one rank."""
    section = peers.section(Writer(dossier.place("54810", Selection(lang="en")), rich))
    rows = {row[0]: row for row in section.blocks[1].rows}  # type: ignore[union-attr]
    assert rows["Alluvial gold mining"][-2:] == ["–", "–"]
    assert "Deforestation in Caquetá" not in rows
    assert rows["Share of tree cover lost"][-1] == "2 of 5"


def test_protected_areas_are_shares_of_the_place(rich: Tables) -> None:
    """1,871.5 ha of 1,236,400 ha are 0.2 %."""
    section = land.protected(Writer(dossier.place("18001", Selection(lang="en")), rich))
    text = re.sub(r"<[^>]+>", "", " ".join(section.blocks[0].sentences))  # type: ignore[union-attr]
    assert text.startswith(
        "1,872\N{NO-BREAK SPACE}ha, 0.2\N{NO-BREAK SPACE}% of the area, are national parks (2018)."
    )


@pytest.mark.parametrize("text", ["Tibú", "5481", "548100", "", "00000x", "../x"])
def test_a_place_is_a_code_or_a_region(text: str) -> None:
    """Anything else raises with the valid forms."""
    with pytest.raises(GeoDataError, match="no such place"):
        dossier.place(text)


def test_an_unknown_code_raises(rich: Tables) -> None:
    """An unknown code does not give an empty dossier."""
    with pytest.raises(GeoDataError, match="no municipality of this edition"):
        dossier.html(dossier.place("99999"), rich)


def test_the_page_is_in_one_language(rich: Tables) -> None:
    """Every text of the template has Spanish, and no English heading is left in a Spanish page."""
    template = (ASSETS / "dossier_short.html").read_text("utf-8")
    texts = re.findall(r'\bt\("([^"]+)"', template)
    assert texts
    assert set(texts) <= set(translator("es").texts)
    heading = re.compile(r'<(?:h2|h3|th scope="col")[^>]*>([^<]{6,})<')
    spanish, english = (set(heading.findall(page_of(rich, "caqueta", lang))) for lang in ("es", "en"))
    assert not {text for text in spanish & english if not text.startswith(("PDET", "Caquetá"))}


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("name", ["54810", "18785", "caqueta"])
def test_a_dossier_has_up_to_seven_pages(rich: Tables, name: str) -> None:
    """On A4, with many data or few."""
    page = page_of(rich, name, "es")
    assert 2 <= len(dossier.pages(page).pages) <= 7


@pytest.mark.usefixtures("pango")
def test_a_dossier_is_the_same_bytes_each_time(rich: Tables) -> None:
    """HTML and PDF have no creation date and no random id; no font of the machine is in the PDF."""
    page = page_of(rich, "18785", "es")
    assert dossier.html(dossier.place("18785"), rich) == page
    document = paper.pages(page)
    same = paper.written(document) == paper.pdf(page)
    assert same  # of unequal ones a difference would be worked out for minutes
    assert {font.family for font in document.fonts.values()} == {"Terrapaz Sans", "Terrapaz Serif"}


def test_without_weasyprint_the_error_has_the_remedy(
    rich: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no partial file is written."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(GeoDataError, match=r"pip install -e '\.\[report\]'"):
        dossier.write(dossier.place("54810"), rich, tmp_path / "x.pdf")
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused(rich: Tables, tmp_path: Path) -> None:
    """Only .html, .pdf and .docx are written."""
    with pytest.raises(GeoDataError, match="no such format"):
        dossier.write(dossier.place("54810"), rich, tmp_path / "x.odt")


@pytest.mark.slow
def test_all_writes_every_place_with_data(rich: Tables, tmp_path: Path) -> None:
    """Regions and municipalities with indicators, in two processes, the same bytes as one by one."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("municipalities", "events", "indicators", "incidents", "ceasefires"):
        getattr(rich, name).to_parquet(folder / f"{name}.parquet")
    write_sources(rich.sources.values(), folder / SOURCES)
    (folder / "manifest.json").write_text('{"data_version": "abc123"}')
    reported_progress: list[tuple[int, int]] = []
    written = list(
        dossier.write_all(
            Selection(), folder, tmp_path / "out", "html", lambda _, done, n: reported_progress.append((done, n))
        )
    )
    names = {"bajo-cauca", "catatumbo", "caqueta", *rich.indicators["municipality_code"]}
    assert {path.stem for path in written} == names == {path.stem for path in (tmp_path / "out").iterdir()}
    assert reported_progress[-1] == (len(names), len(names))
    again = dossier.html(dossier.place("54810"), Tables.read(folder))
    assert (tmp_path / "out" / "54810.html").read_text("utf-8") == again


@pytest.mark.data
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", ["54810", "18029", "bajo-cauca", "caqueta"])
def test_real_dossiers(real: Tables, name: str, lang: str, request: pytest.FixtureRequest) -> None:
    """A dense municipality, a sparse one, two regions: numbers equal the tables, up to seven pages."""
    selection = dossier.place(name, Selection(lang=lang))  # type: ignore[arg-type]
    page = page_of(real, name, lang)
    assert check_numbers(page, real, selection) > 60
    request.getfixturevalue("pango")  # the numbers are checked without it
    assert 2 <= len(dossier.pages(page).pages) <= 7


@pytest.mark.data
def test_headlines_of_the_publishers(real: Tables) -> None:
    """EVOA's 32,921 ha of 2023 in Bajo Cauca, 51.0 % illicit, and UNODC's 7,227 ha of coca, as text."""
    page = page_of(real, "bajo-cauca", "en")
    text = re.sub(r"<[^>]+>", "", page).replace("\N{NO-BREAK SPACE}", " ")
    assert "EVOA detects 32,921 ha of alluvial gold mining on land in 2023" in text
    assert "or 51 % have no permit" in text
    assert "On 31 December 2024 there were 7,227 ha of coca in Bajo Cauca" in text


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "lang", "sentences"),
    [
        (
            "54810",
            "en",
            [
                "People displaced in Tibú according to the register of victims, by the place they left: 2,669 in"
                " 2024, 54,520 in 2025; late declarations still raise both figures.",
                "OCHA has 8,033 people confined in Tibú on record in 2024–2025.",
            ],
        ),
        (
            "54810",
            "es",
            [
                "Personas desplazadas en Tibú según el Registro Único de Víctimas, por el lugar que dejaron: 2.669 en"
                " 2024 y 54.520 en 2025; las declaraciones tardías aún suben ambas cifras.",
            ],
        ),
        (
            "catatumbo",
            "es",
            [
                "Personas desplazadas en el Catatumbo según el Registro Único de Víctimas, por el lugar que dejaron:"
                " 9.264 en 2024 y 119.914 en 2025",
                "cuenta 113 víctimas de homicidio en 2010 y 311 en 2025.",
            ],
        ),
        ("caqueta", "en", ["Hansen measures 37,403 ha"]),
        ("catatumbo", "en", ["Hansen's method changed in 2011–2013, 2015: later years are not comparable"]),
    ],
)
def test_the_years_of_total_peace(real: Tables, name: str, lang: str, sentences: list[str]) -> None:
    """Displacement, confinement, homicide and loss to 2025, as their publishers count them, in both languages."""
    period = {"start": "2025-01"} if name == "caqueta" else {}
    page = dossier.html(dossier.place(name, Selection(lang=lang, **period)), real)  # type: ignore[arg-type]
    told = re.sub(r"<[^>]+>", "", page).replace("\N{NO-BREAK SPACE}", " ")
    assert [sentence for sentence in sentences if sentence not in told] == []


@pytest.mark.parametrize(
    ("name", "relevant"),
    [
        ("54810", {"reach", "pipe", "fled", "forces", "drones", "abroad"}),
        ("18001", {"reach", "seized", "cleared", "fled", "forces", "drones"}),
        ("11001", set()),
    ],
)
def test_reported_figures_are_in_the_dossiers_of_relevant_places(rich: Tables, name: str, relevant: set[str]) -> None:
    """As precise as they were stated, within the period, cited, and hostile text is text."""
    page = page_of(rich, name, "en")
    found = dict(re.findall(r'<data value="([0-9.]+)" data-what="reported/(\w+)">', page))
    assert {identity: float(value) for value, identity in found.items()} == {
        row["figure_id"]: row["value"] for _, row in reported().iterrows() if row["figure_id"] in relevant
    }
    assert ("2010–2019: about <data" in page) == ("seized" in relevant)
    assert ('<a href="https://example.org/a"' in page) == bool(relevant)
    assert "javascript:" not in page
    assert "<b>;" not in page


@pytest.mark.data
def test_neighbours_are_credited_where_they_are_drawn(real: Tables) -> None:
    """Tibú is on the border with Venezuela; the map of Bajo Cauca shows no neighbour."""
    pages = {name: page_of(real, name, "en") for name in ("54810", "bajo-cauca")}
    assert "Made with Natural Earth; 2020; public domain" in pages["54810"]
    assert "Natural Earth" not in pages["bajo-cauca"]


@pytest.mark.data
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("start", ["2010-01", "2015-01", "2021-03"])
def test_every_count_of_the_app_is_in_the_dossier(real: Tables, region: str, start: str) -> None:
    """Either in a row, which has whole years, or in the note below with its months: no count has two values."""
    w = Writer(Selection(lang="en", region=region, start=start), real)
    shown = counts.side_by_side(w)
    rows = {str(row[0]): re.sub("<[^>]*>", " ", " ".join(map(str, row[2:]))).split() for row in shown.rows}
    for figure in figures(w.selection, real, w.t, [(source.id, None) for source in counts.event_sources(w)]):
        if figure.value is not None:
            text = w.t.significant(figure.value)
            assert text in rows[figure.title] or f"{figure.title}, {figure.scope}: {text} {figure.unit}" in shown.note


def test_a_row_of_years_names_the_municipalities_with_data(rich: Tables) -> None:
    """The fewest and the most of its years, and nothing if all have data in each."""
    w = Writer(dossier.place("caqueta", Selection(lang="en")), rich)
    every = len(w.codes)
    texts = [land.reach(w, covered) for covered in (set(), {every}, {every - 1}, {every - 1, every})]
    some = f"{every} municipalities"
    assert texts == ["", "", f"{every - 1} of {some}", f"{every - 1}–{every} of {some}"]

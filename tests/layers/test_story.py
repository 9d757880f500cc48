"""Stories: every sentence is a row of a table or a count of one, in both languages, on a page without requests."""

import base64
import csv
import io
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from markupsafe import escape

from geo.schema import DatePrecision, GeoDataError
from layers.charts import render
from layers.dossier import stories, story
from layers.dossier.stories import STORIES
from layers.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COUNT = re.compile(r'<data value="([^"]+)" data-what="([^"/]+)/([^"/]+)/(months|month|low|high)">')


@pytest.fixture(scope="module")
def tables(processed: Path) -> Tables:
    """The tables of a build of the bundled data."""
    return Tables.read(processed)


@pytest.mark.data
@pytest.mark.parametrize(("name", "lang"), list(zip(STORIES, ("es", "en", "es", "en"), strict=True)))
def test_a_story_tells_what_the_tables_have(tables: Tables, name: str, lang: str) -> None:
    """Each incident with its text and sources; counts of months equal the events; nothing is fetched."""
    chosen = STORIES[name]
    page = story.page(chosen, tables, lang)  # type: ignore[arg-type]
    rows = stories.incidents(chosen, tables)
    assert chosen.main in {row["incident_id"] for row in rows}
    for row in rows:
        assert str(escape(row[f"description_{lang}"])) in page
        for source in row["sources"].split(" | "):
            assert str(escape(source.partition(", http")[0])) in page
    assert not re.search(r'(src|href)="(?!data:|https?://)', page)
    assert 'src="http' not in page
    events = tables.events[tables.events["municipality_code"].isin(tables.selected_codes(chosen.selection("es")))]
    first, last = chosen.selection("es").interval
    counts = COUNT.findall(page)
    assert counts
    for value, source, measure, what in counts:
        chosen = events[(events["source"] == source) & events["date_start"].between(first, last)]
        chosen = chosen[chosen["date_precision"] <= DatePrecision.MONTH]
        column = f"fatalities_{what}" if what in ("low", "high") else measure
        people = pd.Series(1, chosen.index) if column == "events" else chosen[column]
        months = people.groupby(chosen["date_start"].dt.to_period("M")).sum()
        assert float(value) == float(months.max() if what == "month" else months.sum()), (source, measure, what)


@pytest.mark.data
def test_the_months_of_a_story_can_be_taken_away(tables: Tables) -> None:
    """Title, numbered incidents, sources and data version in the picture; no data is an empty cell."""
    chosen = STORIES["catatumbo-2025"]
    found = story.chart(chosen, tables, "en")
    told = " ".join(ET.fromstring(render(found, "svg")).itertext())
    assert "Catatumbo, January 2025: month by month, October 2024 – June 2025" in told
    assert f"Data version {tables.version}" in told
    for at, row in enumerate(stories.incidents(chosen, tables), start=1):
        assert f"{at}: {row['title_en']}" in found.note
    rows = list(csv.reader(io.StringIO(render(found, "csv").decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [str(month) for month in pd.period_range("2024-10", "2025-06", freq="M")]
    assert [row[-1] for row in rows if row[0] >= "2025-01" and row[0] != "When"] == [""] * 6


@pytest.mark.data
@pytest.mark.browser
def test_the_page_of_a_story_has_the_files_of_its_chart(tables: Tables, chromium: "Browser", tmp_path: Path) -> None:
    """Drawing and numbers as they are downloaded from the app; the browser makes the PNG, at twice the size."""
    chosen = STORIES["strike-2023"]
    (tmp_path / "story.html").write_text(story.page(chosen, tables, "en"), "utf-8")
    drawing = story.chart(chosen, tables, "en")
    tab = chromium.new_page()
    tab.goto((tmp_path / "story.html").as_uri())
    tab.locator("a[data-pixels]").wait_for()
    links = tab.eval_on_selector_all("a[download]", "links => links.map((link) => [link.download, link.href])")
    tab.close()
    files = {name.rpartition(".")[2]: base64.b64decode(address.partition(",")[2]) for name, address in links}
    assert {name.rpartition(".")[0] for name, _ in links} == {drawing.file_name}
    same = {kind: files[kind] == render(drawing, kind) for kind in ("svg", "csv")}
    assert same == {"svg": True, "csv": True}
    made, drawn = (struct.unpack(">II", png[16:24]) for png in (files["png"], render(drawing, "png")))
    assert made == pytest.approx(drawn, abs=2)


@pytest.mark.data
def test_the_end_of_a_ceasefire_is_spelled_out(tables: Tables) -> None:
    """Group, days, how it ended and the decrees; one that was extended the day after did not end."""
    page = story.page(STORIES["strike-2023"], tables, "en")
    assert "from 1 January 2023 to 19 March 2023. Suspended over the attacks during the miners" in page
    assert page.index("Clan del Golfo): the ceasefire was in force") < page.index("(ELN): the ceasefire was in force")
    assert "16 July 2024 to 15 October 2024" not in story.page(STORIES["catatumbo-2025"], tables, "en")


def test_an_unknown_story_names_those_there_are() -> None:
    """The remedy lists the ids."""
    with pytest.raises(GeoDataError, match="strike-2023, los-pozos-2023"):
        stories.story("march-1923")

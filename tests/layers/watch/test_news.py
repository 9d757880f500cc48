"""Feeds follow their standards, and the line fits a chat."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo.changes.compare import compare
from geo.source import Coverage
from layers.analysis import changes as wording
from layers.tables import Tables
from layers.text.i18n import LANGS, Lang, translator
from layers.watch import feeds
from layers.watch.alerts import Alert
from layers.watch.news import LINE, line, news_of, title
from layers.watch.outputs import is_touched
from layers.watch.rules import Output, Rule
from tests import builders
from tests.layers.watch import small

ATOM, GEORSS = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"
NOW = "2026-11-28T12:00:00Z"
RULE = Rule("unusual-events", "events", unusual=12)


def an_alert(place: str = "54810", period: str = "2020-01") -> Alert:
    return Alert(RULE, place, "ucdp_ged", period, 9, "events", 0.2, 0.0001, 1121, preliminary=True)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Three municipalities, before and after a month with nine events."""
    made = small.build("v1", [small.source("2020-01")], small.events(("54810", "2020-01", 9)))
    source = replace(made.sources["ucdp_ged"], title="=<Violence> & more")
    return builders.tables(municipalities=small.MUNICIPALITIES, events=made.events, sources={"ucdp_ged": source})


@pytest.fixture(scope="module")
def found(tables: Tables) -> pd.DataFrame:
    older = small.build("v0", [small.source("2019-12")], small.events())
    return compare(older, small.build("v1", [small.source("2020-01")], tables.events))


def the_feed(
    lang: Lang, found: pd.DataFrame, tables: Tables, alerts: Sequence[Alert], address: str = ""
) -> ET.Element:
    news = news_of("catatumbo", lang, found, alerts, tables)
    entries = feeds.entries(news, "v1", NOW, feeds.authority(address), {"catatumbo": (-74, 1, -73, 2)})
    return ET.fromstring(
        feeds.feed("catatumbo", news.name, lang, entries, NOW, address, "feeds/catatumbo.xml", "digest.html")
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", ["", "https://example.org/terrapaz/"])
def test_feeds_keep_rfc_4287(lang: Lang, address: str, found: pd.DataFrame, tables: Tables) -> None:
    """Elements that a feed and an entry must have, once each; dates, ids, links and the place of GeoRSS."""
    feed = the_feed(lang, found, tables, [an_alert()], address)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    elements = [feed, *feed.findall(f"{ATOM}entry")]
    assert len(elements) == 3
    for element in elements:
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
        assert re.fullmatch(r"tag:[a-z.]+,2026:[\w./%-]+", element.findtext(f"{ATOM}id", ""))
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None  # so that no entry needs its own
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == (
        {"self": f"{address}feeds/catatumbo.xml", "alternate": f"{address}digest.html"}
        if address
        else {"alternate": "../digest.html"}
    )
    for entry in elements[1:]:
        contents = entry.findall(f"{ATOM}content")
        assert len(contents) == 1, "an entry without a link of its own needs its content"
        assert contents[0].get("type") == "html"
        assert "<script" not in (contents[0].text or "")
    ids = [element.findtext(f"{ATOM}id") for element in elements]
    assert len(set(ids)) == 3
    south, west, north, east = map(float, elements[2].findtext(f"{GEORSS}box", "").split())
    assert (west, south, east, north) == (-74, 1, -73, 2)


def test_ids_are_stable(found: pd.DataFrame, tables: Tables) -> None:
    """The same edition has the same ids; an alert is one entry, whatever the feed and the day."""
    one, two = (the_feed("es", found, tables, [an_alert()]) for _ in range(2))
    assert ET.tostring(one) == ET.tostring(two)
    news = [news_of(name, "es", found, [an_alert()], tables) for name in ("colombia", "catatumbo")]
    first, second = (feeds.entries(each, "v1", NOW, "x.org", {})[0] for each in news)
    assert first.id == second.id
    days = ("2026-11-28T12:00:00Z", "2026-12-05T12:00:00Z")
    again = {feeds.entries(news[1], "v1", day, "x.org", {})[1].id for day in days}
    assert len(again) == 2, "a build that comes back is another edition"


def test_a_feed_keeps_the_newest_entries() -> None:
    """New before old, none twice, not more than it may hold."""
    old = [feeds.Entry(str(at), NOW, "", (), "", None) for at in range(80, 0, -1)]
    kept = feeds.merged([feeds.Entry("81", NOW, "", (), "", None), old[0]], old)
    assert [entry.id for entry in kept] == [str(at) for at in range(81, 81 - feeds.LONGEST, -1)]
    assert feeds.Entry.stored(kept[0].record()) == kept[0]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("alerts", [0, 1, 2, 9])
def test_the_line_fits_a_chat(lang: Lang, alerts: int, found: pd.DataFrame, tables: Tables) -> None:
    """At most 160 characters, whatever the news; the numbers are always in it."""
    several = [an_alert(period=f"2020-{1 + at:02}") for at in range(alerts)]
    news = news_of("colombia", lang, found, several, tables)
    text = line(news, 3, translator(lang).date(datetime(2026, 11, 28)))
    assert len(text) <= LINE
    assert "\n" not in text
    assert "9" in text


def test_an_alert_says_that_it_is_preliminary(found: pd.DataFrame, tables: Tables) -> None:
    """In both languages, with the mean and the odds."""
    ((_, title, sentence),) = news_of("catatumbo", "en", found, [an_alert()], tables).alerts
    assert title == "54810, Norte de Santander: 9 events, January 2020 (preliminary)"
    assert sentence.startswith("More than in any of the 12 months before; 0.2 a month are usual.")
    assert "one month out of 10,000" in sentence
    assert sentence.endswith("Preliminary: the publisher may still correct it.")
    ((_, title, sentence),) = news_of("catatumbo", "es", found, [an_alert()], tables).alerts
    assert title == "54810, Norte de Santander: 9 eventos, enero de 2020 (preliminar)"
    assert sentence.endswith("Preliminar: la fuente aún puede corregirlo.")


def test_news_of_a_place_are_of_that_place(found: pd.DataFrame, tables: Tables) -> None:
    """Neither alerts nor changes of another; numbers of people are those of the events."""
    assert news_of("caqueta", "en", found, [an_alert()], tables).alerts == []
    assert news_of("caqueta", "en", found, [], tables).sources == []
    (summary,) = news_of("catatumbo", "en", found, [], tables).sources
    assert summary.counts == {"new": 9}
    assert summary.sentences[:2] == ("9 new events, January 2020.", "People killed in them: 9 (low 0, high 18).")


def test_a_stretch_of_the_border_is_named_in_the_language_of_the_text(tables: Tables) -> None:
    """In titles of alerts, as in headings."""
    alert = replace(an_alert(), place="border-venezuela")
    assert title(alert, tables, "en").startswith("Border with Venezuela: ")
    assert title(alert, tables, "es").startswith("Frontera con Venezuela: ")


def test_victims_are_not_called_people_killed(tables: Tables) -> None:
    """A register of kidnappings counts victims, and says nothing of deaths."""
    nobody = dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high"), pd.NA)
    older, newer = (
        small.build(
            str(n), [small.source("2020-01")], small.events(("54810", "2020-01", 1)).assign(victims=n, **nobody)
        )
        for n in (1, 2)
    )
    (row,) = wording.detail(compare(older, newer), tables, translator("en"))
    assert row[2:] == ("Number of victims", "1", "2")


def test_numbers_of_corrections_are_not_numbers_of_people(tables: Tables) -> None:
    """How often a fact was corrected is reported as that."""
    older, newer = (
        small.build(
            str(deaths),
            [small.source("2020-01")],
            small.events(("54810", "2020-01", 2)).assign(fatalities_best=deaths, fatalities_high=deaths + 1),
        )
        for deaths in (1, 2)
    )
    changed = compare(older, newer)
    (summary,) = wording.summaries(changed, tables, translator("en"))
    assert summary.sentences == (
        "2 corrections of events, January 2020.",
        "Facts corrected: Number of people killed, low / best / high (2 times).",
    )
    assert wording.detail(changed, tables, translator("es"))[0][3:] == ("0 / 1 / 2", "0 / 2 / 3")


def test_records_are_not_called_events() -> None:
    """Rows of a register stand for several events, or for one victim of one."""
    coverage = Coverage("2015-01-01", "2020-01-31", (), "country", absent_is_zero=True)
    source = builders.source("events", coverage, id="police_homicides", measures=("victims",))
    happened = builders.events(
        {"municipality_code": "54810", "date_start": "2020-01-05", "victims": 3}, source="police_homicides"
    )
    before = replace(source, coverage=replace(coverage, end="2019-12-31"))
    none = small.events(name="police_homicides")
    rows = compare(small.build("0", [before], none), small.build("1", [source], happened))
    tables = builders.tables(municipalities=small.MUNICIPALITIES, events=happened, sources={source.id: source})
    (summary,) = wording.summaries(rows, tables, translator("en"))
    assert summary.sentences[:2] == ("1 new record, January 2020.", "Victims in them: 3.")


@pytest.mark.parametrize(
    ("make", "flags", "expected"),
    [
        ("map", {"choropleth": "deaths", "layers": "none"}, True),
        ("map", {"choropleth": "deaths", "layers": "none", "region": "caqueta"}, False),
        ("map", {"choropleth": "forest_loss", "layers": "none"}, False),
        ("map", {"choropleth": "none", "layers": "ucdp"}, True),
        ("report", {"place": "54810"}, True),
        ("report", {"place": "18001"}, False),
        ("extract", {"region": "catatumbo"}, True),
        ("gallery", {}, True),
    ],
)
def test_outputs_that_a_change_touches(
    make: str, flags: dict[str, str], expected: bool, found: pd.DataFrame, tables: Tables
) -> None:
    """A source of what is shown, in the place that is shown."""
    assert is_touched(Output(make, "x.html", flags), found, tables) is expected  # type: ignore[arg-type]


def test_the_page_opens_without_a_network(tmp_path: Path, found: pd.DataFrame, tables: Tables) -> None:
    """No address but those of namespaces, and hostile text is text."""
    news = news_of("colombia", "en", found, [], tables)
    from layers.watch import digest

    page = digest.page([news], found, tables, "en", datetime(2026, 11, 28))
    assert "=&lt;Violence&gt; &amp; more" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"https?://", page)

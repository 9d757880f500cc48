"""The strips of years: full, in part, and nothing where a source has nothing."""

import re
from dataclasses import replace
from html import unescape

import pytest

from geo.catalogue import declared_sources
from geo.source import Coverage, Source
from layers.app.coverage_calendar import FIRST, KINDS, calendar, years_of
from layers.app.pages.sources import KINDS as HEADINGS
from layers.text.i18n import LANGS, Lang, translator

SOURCES = declared_sources()
DATED = [source for source in SOURCES.values() if source.kind in KINDS]


def covering(start: str, end: str, *years: int, partial: tuple[int, ...] = ()) -> Coverage:
    return Coverage(start, end, years, "country", partial=partial)


@pytest.mark.parametrize(
    ("coverage", "full", "partial"),
    [
        (covering("2010-01-01", "2012-12-31", 2010, 2011, 2012), [2010, 2011, 2012], []),
        (covering("2014-01-01", "2018-12-31", 2014, 2016, 2018), [2014, 2016, 2018], []),
        (covering("2009-06-01", "2012-03-31", 2010, 2011), [2010, 2011], [2009, 2012]),
        (covering("2018-01-01", "2024-08-31", 2018, 2019, 2023, partial=(2020,)), [2018, 2019, 2023], [2020, 2024]),
        (covering("2024-09-28", "2024-12-26"), [], [2024]),
        (covering("", ""), [], []),
    ],
)
def test_a_gap_between_covered_years_is_no_part_of_them(
    coverage: Coverage, full: list[int], partial: list[int]
) -> None:
    """Before the first full year and after the last there may be parts; between them only what is declared."""
    assert years_of(coverage) == (full, partial)


def strip(page: str, source: str) -> str:
    found = re.search(rf'href="#{source}">.*?</tr>', page)
    assert found
    return found[0]


@pytest.mark.parametrize("lang", LANGS)
def test_every_dated_source_has_a_strip_and_says_its_years(lang: Lang) -> None:
    """In both languages, with a link to what is said of the source below."""
    t = translator(lang)
    page = calendar(SOURCES.values(), HEADINGS, t)
    # Áreas protegidas before Zonas de reserva, Peasant before Protected
    assert (page.index("#protected_caqueta") < page.index("#peasant_reserves")) == (lang == "es")
    for source in DATED:
        row = strip(page, source.id)
        full, partial = years_of(source.coverage)
        assert t.years(full) in row
        assert t.years(partial) in row
        assert row.count("<i ") >= 1
        assert ("<small>" in row) == bool(source.next_release)
        assert t(source.next_release) in unescape(row)
    assert [name for name, source in SOURCES.items() if source.kind == "register" and f'"#{name}"' in page] == []


def test_marks_stand_over_their_years() -> None:
    """Four years drawn from 1989 on: 1990 and 1992 full, 1991 blank."""
    some = next(source for source in DATED if source.kind == "events")
    gap: Source = replace(some, coverage=covering("1990-01-01", "1992-12-31", 1990, 1992))
    row = strip(calendar([gap], HEADINGS, translator("en")), gap.id)
    marks = re.findall(r"left:([\d.]+)%;width:([\d.]+)%", row)
    assert [(float(left), float(width)) for left, width in marks] == [(25, 25), (75, 25)]
    early = replace(some, coverage=covering(f"{FIRST - 5}-01-01", "1992-12-31", *range(FIRST - 5, 1993)))
    assert "left:0%;width:100%" in strip(calendar([early], HEADINGS, translator("en")), some.id)

"""Numbers of a dossier's page, parsed from its text and computed again from the tables."""

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from babel.numbers import parse_decimal

from layers.selection import Selection
from layers.tables import Tables

LOCALES = {"es": "es_CO", "en": "en"}


class Reader(HTMLParser):
    """Parses numbers with their attributes, the text of paragraphs without numbers, and the names of elements."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[tuple[dict[str, str | None], str]] = []
        self.elements: list[str] = []
        self.prose = ""
        self._open: dict[str, str | None] | None = None
        self._text = ""
        self._in = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._in += tag == "p" and not attributes
        if tag == "data":
            self._open, self._text = dict(attributes), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._in = 0
        if tag == "data" and self._open is not None:
            self.numbers.append((self._open, self._text))
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._text += data
        elif self._in:
            self.prose += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def recomputed(indicators: pd.DataFrame, codes: list[str], facts: dict[str, str | None]) -> float:
    """Compute a number from the tables in another way than the dossier does."""
    years = [int(year) for year in str(facts["data-years"]).split()]
    series = indicators["source"] + "/" + indicators["variable"] == facts["data-of"]
    rows = indicators[series & indicators["year"].isin(years) & indicators["municipality_code"].isin(codes)]
    wide = rows.pivot(index="municipality_code", columns="year", values="value")
    if facts["data-over"] == "last":
        return float(wide[years[-1]].dropna().sum())
    wide = wide.reindex(columns=years).dropna()
    return float((wide.mean(axis=1) if facts["data-over"] == "mean" else wide.sum(axis=1)).sum())


def check_numbers(page: str, tables: Tables, selection: Selection) -> int:
    """Compare every number of a page with its tables and its text with its value; return how many there are."""
    codes = list(tables.selected_codes(selection))
    tables = replace(tables, indicators=tables.indicators[tables.indicators["municipality_code"].isin(codes)])
    for facts, text in read(page).numbers:
        value = float(str(facts["value"]))
        shown = float(parse_decimal(text, locale=LOCALES[selection.lang]))
        assert shown == pytest.approx(value, rel=0.006, abs=0.5 if abs(value) >= 100 else 0.0501), (facts, text)
        if "data-of" in facts:
            assert value == pytest.approx(recomputed(tables.indicators, codes, facts), rel=1e-9), facts
    return len(read(page).numbers)

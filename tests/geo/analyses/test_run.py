"""Answers as tables: refusals, corrected tests, the same bytes for the same question."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from geo.analyses.model import Request
from geo.analyses.run import QUESTIONS, answer, standard_analyses, tabulate
from geo.analyses.standard import MEASURES
from geo.schema import GeoDataError
from layers.catalog import CHOROPLETHS
from tests.lattice import clustered, country, evidence, region

rng = np.random.default_rng(11)
FIRST = np.exp(clustered(rng))
SECOND = FIRST * np.exp(0.2 * rng.standard_normal(len(FIRST)))
KNOWN = evidence({"a": {2001: FIRST}, "b": {2001: SECOND}, "few": {2001: FIRST * 0}})
ASKED = Request("coincidence", country(), 2001, 2001, ("a", "b"))


def test_an_answer_in_tables() -> None:
    """One row per estimate with both sentences; the same request gives the same rows, whatever else is asked."""
    table, details = tabulate([answer(KNOWN, ASKED), answer(KNOWN, replace(ASKED, place=region()))])
    assert table["statistic"].tolist() == ["coincident", "coincident_free"] * 2
    assert table["estimate"].is_monotonic_decreasing
    assert table["sentence_en"].str.startswith("They coincide more often than chance would give, also when").any()
    assert table["sentence_es"].str.contains("del Bajo Cauca").any()
    assert not table["refused"].any()
    assert {"null_clustered", "null_free", "municipality"} == set(details["series"])
    again, _ = tabulate([answer(KNOWN, replace(ASKED, place=region()))])
    both = table[table["place"] == "bajo-cauca"].reset_index(drop=True)
    assert "corrected for 2 tests" in both["sentence_en"][0]
    assert again["sentence_en"][0].startswith("They coincide more often than chance would give. Municipalities")
    of_the_table = ["p_adjusted", "tests", "sentence_es", "sentence_en"]
    pd.testing.assert_frame_equal(again.drop(columns=of_the_table), both.drop(columns=of_the_table))


def test_every_test_that_was_asked_counts() -> None:
    """Benjamini-Hochberg over all p-values of the table; a refused question adds none."""
    refused = answer(KNOWN, replace(ASKED, measures=("a", "few")))
    table, _ = tabulate([answer(KNOWN, ASKED), refused, answer(KNOWN, replace(ASKED, place=region()))])
    tested = table[table["p"].notna()]
    assert (table["tests"] == 2).all()
    assert np.allclose(tested["p_adjusted"], scipy.stats.false_discovery_control(tested["p"]))
    row = table[table["refused"]].iloc[0]
    assert "Only 0 municipalities have a value above zero of few" in row["sentence_en"]
    assert pd.isna(row["estimate"])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"question": "nope"}, "no such question"),
        ({"measures": ("a",)}, "takes 2 to 3 measures"),
        ({"scale": "department"}, "cannot be asked at this scale"),
        ({"measures": ("a", "nope")}, "no such measure"),
    ],
)
def test_what_cannot_be_asked(changed: dict[str, object], says: str) -> None:
    """A request that makes no sense is an error with a remedy, not a refusal."""
    with pytest.raises(GeoDataError, match=says):
        answer(KNOWN, replace(ASKED, **changed))  # type: ignore[arg-type]


def test_a_country_without_boundaries_has_empty_tables() -> None:
    """A build without boundaries asks nothing."""
    tables = {**KNOWN.tables, "municipalities": KNOWN.municipalities.set_geometry(pd.Series([None] * 400), crs=4326)}
    assert [len(table) for table in standard_analyses(tables, KNOWN.sources).values()] == [0, 0]


@pytest.mark.parametrize("name", MEASURES)
def test_standard_measures_are_those_of_the_catalogue(name: str) -> None:
    """A standard measure is that of the choropleth of its id, or where that shows a total, the total per area."""
    shown, asked = CHOROPLETHS[name].measure, MEASURES[name].measure
    if shown.per is None:
        shown = replace(shown, unit="ha per 100 km²", per="area", scale=100)
    assert shown == asked


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_says_what_it_asks_and_what_it_does_not_show(question) -> None:
    """Both languages, a question mark, and its limits."""
    assert question.asks.en.endswith("?")
    assert question.asks.es.startswith("¿")
    assert question.limits.en.endswith(".")
    assert question.limits.es.endswith(".")

"""One filter state, three spellings: what a link says is what the map shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schema import EVENT_TYPES, REGIONS, GeoDataError
from layers.catalog import CHOROPLETHS, OVERLAYS
from layers.selection import KEYS, TILES, Selection, parse_query

months = st.builds("{}-{:02d}".format, st.integers(1900, 2099), st.integers(1, 12))
selections = st.builds(
    lambda span, **rest: Selection(start=min(span), end=max(span), **rest),
    span=st.tuples(months, months),
    lang=st.sampled_from(["es", "en"]),
    region=st.sampled_from([None, *REGIONS]),
    department_code=st.none() | st.from_regex(r"\A[0-9]{2}\Z"),
    municipality_code=st.none() | st.from_regex(r"\A[0-9]{5}\Z"),
    sources=st.lists(st.from_regex(r"\A[a-z0-9_]+\Z"), unique=True).map(lambda x: tuple(y for y in x if y != "none")),
    event_types=st.lists(st.sampled_from(EVENT_TYPES), unique=True).map(tuple),
    actors=st.lists(st.sampled_from(["agc", "eln", "frente-33", "m19"]), unique=True).map(tuple),
    choropleth=st.sampled_from([None, *CHOROPLETHS]),
    layers=st.lists(st.sampled_from(list(OVERLAYS)), unique=True).map(tuple),
    precision=st.sampled_from([1, 2]),
    embed=st.booleans(),
    tiles=st.sampled_from([None, *TILES]),
)


@given(selections)
def test_a_link_restores_the_state(selection: Selection) -> None:
    """Writing and reading a query changes nothing."""
    assert Selection.from_query(selection.to_query()) == selection


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), st.text()))
def test_any_query_is_parsed(query: dict[str, str]) -> None:
    """An invalid value becomes the default and an error, never a crash."""
    selection, errors = parse_query(query)
    assert Selection.from_query(selection.to_query()) == selection
    assert all(isinstance(error, GeoDataError) for error in errors)


def test_the_default_has_an_empty_query() -> None:
    """A link holds only what differs from the default."""
    assert Selection().to_query() == {}
    assert Selection(region="caqueta", layers=()).to_query() == {"region": "caqueta", "layers": "none"}


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ({"region": "choco"}, "region"),
        ({"department": "5"}, "department_code"),
        ({"municipality": "٠٥١٢٠"}, "municipality_code"),
        ({"from": "2023-13"}, "not a month"),
        ({"from": "2024-01", "to": "2023-12"}, "ends before it starts"),
        ({"to": "2005-01"}, "ends before it starts"),
        ({"choropleth": "gold"}, "did you mean gold_mining_in_parks"),
        ({"layers": "regions,gold"}, "no such layer"),
        ({"types": "war"}, "no such event type"),
        ({"sources": "ucdp; drop table"}, "not a source id"),
        ({"actors": "Clan del Golfo"}, "not the id of an actor"),
        ({"precision": "3"}, "never drawn as a point"),
        ({"precision": "x"}, "cannot be read"),
        ({"precision": "١"}, "cannot be read"),
        ({"precision": " 1"}, "cannot be read"),
        ({"from": "20١٥-01"}, "not a month"),
        ({"embed": "yes"}, "cannot be read"),
        ({"tiles": "google"}, "no such tiles"),
        ({"utm_source": "mail"}, "no such key"),
    ],
)
def test_what_means_nothing_is_refused_by_name(query: dict[str, str], column: str) -> None:
    """Strict reading says what is wrong; lenient reading says it too and goes on."""
    with pytest.raises(GeoDataError, match=column):
        Selection.from_query(query)
    selection, errors = parse_query({**query, "lang": "en"})
    assert selection.lang == "en"
    assert len(errors) == 1


def test_a_list_keeps_what_is_valid_in_it() -> None:
    """One unknown layer does not take the others off the map; where all are unknown the default holds."""
    selection, errors = parse_query({"layers": "regions,gold,parks", "types": "war"})
    assert selection == Selection(layers=("regions", "parks"))
    assert [error.value for error in errors] == [("war",), ("gold",)]


def test_years_are_those_the_period_touches() -> None:
    """Both ends count."""
    assert Selection(start="2012-12", end="2014-01").years == (2012, 2013, 2014)

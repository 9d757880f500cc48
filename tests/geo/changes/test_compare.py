"""Two builds, one after the other: each change is reported once, as what it is, and nothing where nothing changed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo.build.releases import merge_releases
from geo.catalogue import declared, declared_sources
from geo.changes.compare import Build, compare
from geo.changes.coverage import widened
from geo.schema import EVENTS, INDICATORS, LocationPrecision, empty
from geo.source import Coverage, Source
from tests import builders

CODES = ("05120", "18001", "54810")
MUNICIPALITIES = builders.municipalities(
    *({"municipality_code": code, "geometry": builders.square(-76 + at, 1)} for at, code in enumerate(CODES))
)
COVERAGE = Coverage("2010-01-01", "2020-12-31", tuple(range(2010, 2021)), "country", absent_is_zero=True)
EVENT_SOURCE = builders.source("events", COVERAGE, measures=("events",))
FIGURES = builders.source("indicators", COVERAGE)


def build(*sources: Source, events: Any = None, figures: Any = None, boundaries: str = "mgn2018") -> Build:
    """A build of these tables, in a country of the municipalities that its events name."""
    codes = [] if events is None else events["municipality_code"].dropna().unique()
    named = pd.DataFrame({"municipality_code": codes, "region": None}, dtype="str")
    return Build(
        "v",
        boundaries,
        {source.id: source for source in sources},
        pd.concat([MUNICIPALITIES, named], ignore_index=True),
        empty(EVENTS) if events is None else events,
        empty(INDICATORS) if figures is None else figures,
    )


def until(source: Source, end: str) -> Source:
    years = tuple(range(2010, int(end[:4]) + 1))
    return replace(source, coverage=replace(source.coverage, end=end, years=years))


def listed(changes: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Kind, variable, place, period and count of each change, empty values as None."""
    columns = ["kind", "variable", "municipality_code", "period", "count"]
    return [tuple(None if pd.isna(value) else value for value in row) for row in changes[columns].to_numpy().tolist()]


EVENT = {"source_event_id": "1", "municipality_code": "54810", "date_start": "2019-05-02", "deaths": 3}


class TestEvents:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ({}, {}, []),
            ({}, {"deaths": 5}, [("revised", "deaths", "54810", "2019-05", 1)]),
            ({}, {"date_start": "2019-06-02"}, [("revised", "date", "54810", "2019-06", 1)]),
            ({}, {"actor_1": "ELN"}, [("revised", "actors", "54810", "2019-05", 1)]),
            ({}, {"municipality_code": "18001"}, [("revised", "place", "18001", "2019-05", 1)]),
            ({}, {"location_precision": 4}, [("revised", "place", "54810", "2019-05", 1)]),
            ({}, {"citation": "another edition"}, []),
            (None, {}, [("revised", "registration", "54810", "2019-05", 1)]),
            ({}, None, [("withdrawn", "events", "54810", "2019-05", 1)]),
        ],
    )
    def test_each_kind_of_change(self, before, after, expected):
        """What is registered late is revised, not new; what agrees is not reported."""
        old, new = (
            build(EVENT_SOURCE, events=builders.events(*([] if row is None else [EVENT | row])))
            for row in (before, after)
        )
        assert listed(compare(old, new)) == expected

    def test_new_is_what_is_later_than_the_coverage_before(self):
        """The months since; that the source goes on is reported once, as coverage."""
        later = EVENT | {"source_event_id": "2", "date_start": "2021-01-15"}
        old = build(EVENT_SOURCE, events=builders.events(EVENT))
        new = build(until(EVENT_SOURCE, "2021-12-31"), events=builders.events(EVENT, later))
        assert listed(compare(old, new)) == [
            ("coverage", None, None, None, 1),
            ("new", "events", "54810", "2021-01", 1),
        ]

    def test_an_earlier_start_is_coverage(self):
        """Events of the years added before are no news of violence: one row for each municipality."""
        early = [EVENT | {"source_event_id": str(at), "date_start": f"{at}-01-15"} for at in (2005, 2007)]
        wider = replace(EVENT_SOURCE, coverage=replace(COVERAGE, start="2005-01-01", years=tuple(range(2005, 2021))))
        changes = compare(
            build(EVENT_SOURCE, events=builders.events(EVENT)), build(wider, events=builders.events(EVENT, *early))
        )
        assert listed(changes) == [("coverage", "events", "54810", "2005-2007", 2), ("coverage", None, None, None, 1)]
        assert widened(COVERAGE, wider.coverage)

    def test_another_department_is_coverage(self):
        """A source that now looks there says nothing of a rise there."""
        narrow = replace(EVENT_SOURCE, coverage=replace(COVERAGE, scope="departments", departments=("54",)))
        elsewhere = EVENT | {"source_event_id": "2", "municipality_code": "18001", "date_start": "2021-01-15"}
        changes = compare(
            build(narrow, events=builders.events(EVENT)),
            build(until(EVENT_SOURCE, "2021-12-31"), events=builders.events(EVENT, elsewhere)),
        )
        assert listed(changes) == [("coverage", "events", "18001", "2021", 1), ("coverage", None, None, None, 1)]

    def test_a_preliminary_event_that_becomes_final_is_revised(self):
        """It moves to the final source under its id; one that does not is withdrawn."""
        candidates = replace(EVENT_SOURCE, id="candidates")
        old = build(
            until(EVENT_SOURCE, "2018-12-31"),
            candidates,
            events=builders.events(EVENT, EVENT | {"source_event_id": "2"}, source="candidates"),
        )
        new = build(EVENT_SOURCE, candidates, events=builders.events(EVENT | {"deaths": 4}))
        changes = compare(old, new, {"candidates": "demo"}, {"candidates"})
        assert listed(changes.query("source == 'demo' and variable.notna()")) == [
            ("revised", "deaths", "54810", "2019-05", 1),
            ("revised", "source", "54810", "2019-05", 1),
        ]
        rest = changes.query("source == 'candidates'")
        assert listed(rest) == [("withdrawn", "events", "54810", "2019-05", 1)]
        assert rest["preliminary"].all()

    def test_restricted_rows_are_counts(self):
        """By municipality and month, without an id and without what was stated."""
        private = replace(EVENT_SOURCE, redistributable=False)
        later = [EVENT | {"source_event_id": f"SECRET-{at}", "date_start": "2021-01-15"} for at in range(3)]
        old = build(private, events=builders.events(EVENT | {"actor_1": "SECRET-A"}))
        new = build(until(private, "2021-12-31"), events=builders.events(EVENT | {"actor_1": "SECRET-B"}, *later))
        changes = compare(old, new)
        assert listed(changes) == [
            ("coverage", None, None, None, 1),
            ("new", "events", "54810", "2021-01", 3),
            ("revised", "actors", "54810", "2019-05", 1),
        ]
        assert "SECRET" not in changes.to_csv()

    def test_no_place_is_finer_than_the_municipality(self):
        """A point that moved is reported by its distance."""
        old, new = (
            build(
                EVENT_SOURCE, events=builders.events(EVENT | {"geometry": Point(lon, 8.6), "location_precision": 1})
            )
            for lon in (-72.7, -72.8)
        )
        changes = compare(old, new)
        assert changes["after"].tolist() == ["54810, precision 1, 11.0 km away"]
        assert "72.8" not in changes.to_csv()


class TestFigures:
    ROWS = tuple((code, year, "ha", 10.0) for code in ("05120", "18001") for year in (2019, 2020))

    def figures(self, *rows: tuple[str, int, str, float], **others: Any) -> pd.DataFrame:
        return builders.indicators([(c, y, "coca", u, v) for c, y, u, v in rows], source="demo", **others)

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            (ROWS, []),
            ((*ROWS[:3], ("18001", 2020, "ha", 12.5)), [("revised", "coca", "18001", "2020", 1)]),
            ((*ROWS[:3], ("18001", 2020, "ha", 10 + 1e-12)), []),
            (ROWS[:3], [("withdrawn", "coca", "18001", "2020", 1)]),
            ((*ROWS, ("18001", 2021, "ha", 9.0)), [("new", "coca", "18001", "2021", 1)]),
            ((*ROWS, ("18001", 2015, "ha", 9.0)), [("coverage", "coca", "18001", "2015", 1)]),
            (
                (*ROWS, ("54810", 2020, "ha", 9.0), ("54810", 2021, "ha", 9.0)),
                [("coverage", "coca", "54810", "2020-2021", 2)],
            ),
        ],
    )
    def test_each_kind_of_change(self, after, expected):
        """A later year is new, a municipality that was never listed is coverage."""
        old, new = (build(FIGURES, figures=self.figures(*rows)) for rows in (self.ROWS, after))
        changes = compare(old, new)
        assert listed(changes) == expected

    def test_values_are_exact(self):
        """As text that reads as the number it was."""
        old, new = (
            build(FIGURES, figures=self.figures(("05120", 2020, "ha", value))) for value in (30662.0, 0.1 + 0.2)
        )
        row = compare(old, new).iloc[0]
        assert (row["before"], float(row["after"]), row["unit"]) == ("30662", 0.1 + 0.2, "ha")

    def test_preliminary_years_are_marked(self):
        """As the source says of itself."""
        source = replace(FIGURES, coverage=replace(COVERAGE, preliminary=(2020,)))
        old, new = (
            build(source, figures=self.figures(*((*row[:3], value) for row in self.ROWS))) for value in (1.0, 2.0)
        )
        assert compare(old, new).groupby("period")["preliminary"].first().to_dict() == {"2019": False, "2020": True}


def test_a_source_that_is_added_is_coverage() -> None:
    """Its events and figures are not news."""
    new = build(EVENT_SOURCE, replace(FIGURES, id="figures"), events=builders.events(EVENT))
    changes = compare(build(), new)
    assert listed(changes) == [("coverage", None, None, None, 1)] * 2
    assert changes["before"].isna().all()
    assert compare(new, build())["after"].isna().all()


def test_other_boundaries_are_reported_as_such() -> None:
    """Figures of two editions are not compared municipality by municipality."""
    changes = compare(build(EVENT_SOURCE), build(EVENT_SOURCE, events=builders.events(EVENT), boundaries="mgn2025"))
    assert listed(changes) == [("coverage", "boundaries", None, None, 1)]


@pytest.mark.data
class TestPublishedData:
    @pytest.fixture
    def sources(self) -> Mapping[str, Source]:
        return declared_sources()

    def test_two_releases_of_ucdp(self, bundle: Callable[[str], Any], sources: Mapping[str, Source]) -> None:
        """19.1, then 21.1's corrections of it and the years of 26.1: revised, new, coverage, each once."""
        ged, later = bundle("ucdp_ged"), bundle("ucdp_ged_211")
        first = ged[ged["date_start"] < "2019"]
        source = sources["ucdp_ged"]
        before = replace(source, coverage=replace(source.coverage, end="2018-12-31", years=tuple(range(1989, 2019))))
        merged = merge_releases(first, later, LocationPrecision.NEAR, "2020-12-31")
        second = gpd.GeoDataFrame(pd.concat([merged.events, ged[ged["date_start"] >= "2019"]], ignore_index=True))
        older = build(before, events=first)
        newer = build(source, sources["ucdp_ged_211"], events=second)
        changes = compare(older, newer, {"ucdp_ged_211": "ucdp_ged"})
        assert changes.groupby(["source", "kind"])["count"].sum().to_dict() == {
            ("ucdp_ged", "coverage"): 1,
            ("ucdp_ged", "new"): 1476,
            ("ucdp_ged", "revised"): 160,
            ("ucdp_ged_211", "coverage"): 1,
        }
        assert changes.query("kind == 'new'")["period"].str[:4].value_counts().to_dict() == {
            "2025": 575, "2024": 479, "2023": 422,
        }  # fmt: skip
        assert changes.query("kind == 'revised'")["event_id"].nunique() == 120
        assert not changes["event_id"].dropna().duplicated().all()
        assert compare(newer, newer).empty

    @pytest.mark.parametrize("name", ["evoa", "coca"])
    def test_doctored_figures(self, name: str, bundle: Callable[[str], Any], sources: Mapping[str, Source]) -> None:
        """A value corrected, one removed, a year added: three changes, and nothing else."""
        source, table = sources[name], bundle(name)
        variable = source.variables[0].id
        rows = table[table["variable"] == variable]
        last = int(rows["year"].max())
        chosen = rows[rows["year"] == last].iloc[:3]
        doctored = table.copy()
        doctored.loc[chosen.index[0], "value"] += 1
        doctored = doctored.drop(chosen.index[1])
        doctored = pd.concat([doctored, chosen.iloc[2:].assign(year=last + 1)], ignore_index=True)
        doctored = doctored.astype(table.dtypes.to_dict())
        changes = compare(build(source, figures=table), build(source, figures=doctored))
        places = chosen["municipality_code"].tolist()
        assert sorted(listed(changes)) == sorted(
            [
                ("revised", variable, places[0], str(last), 1),
                ("withdrawn", variable, places[1], str(last), 1),
                ("new", variable, places[2], str(last + 1), 1),
            ]
        )

    def test_doctored_events_of_the_cnmh(self, bundle: Callable[[str], Any], sources: Mapping[str, Source]) -> None:
        """One with other deaths, one gone, one registered late, one of the next month."""
        source, table = sources["cnmh_massacres"], bundle("cnmh_massacres").reset_index(drop=True)
        doctored = table.copy()
        doctored.loc[100, ["fatalities_low", "fatalities_best", "fatalities_high"]] += 1
        late = table.iloc[[300]].assign(event_id="cnmh_massacres:late", source_event_id="late")
        day = pd.Timestamp(source.coverage.end) + pd.Timedelta(days=20)
        new = table.iloc[[400]].assign(
            event_id="cnmh_massacres:new", source_event_id="new", date_start=day, date_end=day, date_precision=1
        )
        doctored = pd.concat([doctored.drop(200), late, new], ignore_index=True).astype(table.dtypes.to_dict())
        older = build(source, events=table)
        newer = build(source, events=gpd.GeoDataFrame(doctored, crs=table.crs))
        changes = compare(older, newer)
        assert sorted(zip(changes["kind"], changes["variable"], changes["event_id"], strict=True)) == sorted(
            [
                ("revised", "deaths", table["event_id"][100]),
                ("withdrawn", "events", table["event_id"][200]),
                ("revised", "registration", "cnmh_massacres:late"),
                ("new", "events", "cnmh_massacres:new"),
            ]
        )


def test_the_later_release_of_ucdp_is_declared() -> None:
    """What the comparison of builds takes for the final source of another."""
    assert declared("ucdp_candidate").superseded_by == declared("ucdp_ged_211").revises == "ucdp_ged"

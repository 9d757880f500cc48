"""Sources that know municipalities by name: no name is guessed, no row is lost, no gap becomes a zero."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo.build.releases import merge_releases
from geo.readers import press
from geo.readers.crosswalk import apply_crosswalk, read_crosswalk
from geo.readers.ged import place
from geo.schema import GeoDataError, LocationPrecision
from geo.source import RAW, Source
from geo.sources import dane_mgn, gfw_loss, ideam_deforestation, ucdp_ged, ucdp_ged_211
from geo.statistics.indicators import count_events
from tests import builders

BAJO_CAUCA = ("05120", "05154", "05250", "05495", "05790", "05895")
CROSSWALKS = ("ucdp_ged", "gfw_gadm", "ideam", "mindefensa")


@pytest.fixture
def crosswalk(tmp_path: Path) -> pd.DataFrame:
    """Two departments that share a name, a name with a note, and one that is no municipality."""
    path = tmp_path / "demo.csv"
    path.write_text(
        "department,name,municipality_code,note\n"
        "Antioquia,Bolívar,05101,Ciudad Bolívar\n"
        "Cauca,Bolívar,19100,\n"
        "Cauca,The road,,a road\n",
        "utf-8",
    )
    return read_crosswalk(path)


class TestCrosswalk:
    def test_a_name_is_looked_up_inside_its_department(self, crosswalk):
        """Two municipalities of one name keep their codes, and runs of spaces do not matter."""
        names = pd.DataFrame(
            {"adm_1": ["Cauca", "Antioquia", " Cauca"], "adm_2": ["Bolívar", "Bolívar ", "The  road"]}
        )
        codes = apply_crosswalk(names.set_axis([7, 5, 3]), crosswalk, "demo")
        assert codes.index.tolist() == [7, 5, 3]
        assert codes[:5].tolist()[:2] == ["19100", "05101"]
        assert pd.isna(codes[3])

    def test_every_name_left_over_is_told_with_its_department(self, crosswalk):
        """One error lists all unknown names, each once."""
        names = pd.DataFrame({"d": ["Cauca", "Meta", "Meta"], "m": ["BOLÍVAR", "Uribe", "Uribe"]})
        with pytest.raises(GeoDataError, match=r"2 name.*Cauca / BOLÍVAR; Meta / Uribe"):
            apply_crosswalk(names, crosswalk, "demo")

    def test_no_names_give_no_codes(self, crosswalk):
        """An empty table is coded without complaint."""
        assert apply_crosswalk(pd.DataFrame({"d": [], "m": []}, dtype=str), crosswalk, "demo").empty

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ("X,A,05001,\nX, A,05002,\n", "a name is repeated"),
            ("X,A,5001,\n", "not a municipality code"),
            ("X,A,,\n", "without a code or a note"),
        ],
    )
    def test_a_careless_crosswalk_is_refused(self, tmp_path, rows, problem):
        """Twins, lost zeros and unexplained gaps do not pass."""
        path = tmp_path / "demo.csv"
        path.write_text("department,name,municipality_code,note\n" + rows, "utf-8")
        with pytest.raises(GeoDataError, match=problem):
            read_crosswalk(path)

    def test_a_table_of_another_form_is_refused(self, tmp_path):
        """The last two columns are the code and the note."""
        path = tmp_path / "demo.csv"
        path.write_text("name,code\nA,05001\n", "utf-8")
        with pytest.raises(GeoDataError, match="not a crosswalk"):
            read_crosswalk(path)

    @pytest.mark.data
    @pytest.mark.parametrize("name", CROSSWALKS)
    def test_tracked_codes_exist(self, bundle, name):
        """Every code of a tracked crosswalk is a municipality of the default edition."""
        codes = read_crosswalk(RAW / "crosswalks" / f"{name}.csv")["municipality_code"].dropna()
        assert set(codes) <= set(bundle("dane_mgn")["municipality_code"])


@pytest.fixture(scope="module")
def releases(originals: Path) -> gpd.GeoDataFrame:
    """UCDP GED as the source reads it: release 19.1, then the years of 26.1."""
    return ucdp_ged.load(originals)


@pytest.fixture(scope="module")
def ged(releases: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Release 19.1."""
    return releases[:4632]


@pytest.fixture(scope="module")
def newest(releases: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Release 26.1."""
    return releases[4632:]


@pytest.fixture(scope="module")
def published(originals: Path) -> pd.DataFrame:
    """GED as published, read without our loader, the HXL line dropped by its empty id."""
    table = pd.read_csv(originals / ucdp_ged.SOURCE.files[0].path, dtype=str)
    return table.dropna(subset=["id"]).reset_index(drop=True)


@pytest.mark.data
class TestUcdp:
    def test_every_event_is_read_once(self, ged, published):
        """4,632 in, 4,632 out, in the same order; the HXL line is not an event."""
        assert len(ged) == 4632
        assert ged["source_event_id"].tolist() == published["id"].tolist()
        assert ged["source_event_id"].is_unique

    def test_estimates_are_kept_as_published(self, ged, published):
        """54 rows break low <= best <= high, and are not mended."""
        for name in ("low", "best", "high"):
            assert ged[f"fatalities_{name}"].astype(str).tolist() == published[name].tolist()
        broken = (ged["fatalities_low"] > ged["fatalities_best"]) | (ged["fatalities_best"] > ged["fatalities_high"])
        assert broken.sum() == 54

    def test_precision_is_kept(self, ged, published):
        """Codes of place and day go from source to table."""
        assert ged["location_precision"].astype(str).tolist() == published["where_prec"].tolist()
        assert ged["date_precision"].astype(str).tolist() == published["date_prec"].tolist()

    def test_violence_is_mapped_and_its_own_word_kept(self, ged):
        """State-based and non-state conflict are clashes, one-sided violence is against civilians."""
        counts = ged.groupby(["event_type", "source_event_type"]).size().to_dict()
        assert counts == {
            ("armed_clash", "state-based conflict"): 3454,
            ("armed_clash", "non-state conflict"): 166,
            ("violence_against_civilians", "one-sided violence"): 1012,
        }

    def test_names_settle_precision_3_only(self, ged):
        """Precise rows are left to their point; coarse rows get a department, or nothing."""
        codes = ged.groupby("location_precision")[["municipality_code", "department_code", "located_by"]].count()
        assert codes["municipality_code"].to_dict() == {1: 0, 2: 0, 3: 1484, 4: 0, 5: 0, 6: 0}
        assert codes["department_code"].to_dict() == {1: 0, 2: 0, 3: 1489, 4: 649, 5: 0, 6: 0}
        assert codes["located_by"].to_dict() == codes["municipality_code"].to_dict()

    def test_the_name_beats_the_point_at_precision_3(self, ged):
        """The point of 220549 lies in Betulia, Antioquia; UCDP's text says Betulia, Santander."""
        event = ged.set_index("source_event_id").loc["220549"]
        assert (event["municipality_code"], event["department_code"]) == ("68092", "68")
        assert event.geometry.equals(Point(-75.91667, 6.2))

    def test_a_region_is_no_municipality(self, ged):
        """Events in the Catatumbo region keep their department, though their point lies in El Tarra."""
        events = ged[ged["description"] == "Catatumbo region"]
        assert len(events) == 6
        assert events["municipality_code"].isna().all()
        assert set(events["department_code"]) == {"54"}

    def test_every_row_keeps_its_point(self, ged):
        """What may be drawn is said by the precision, not by a missing geometry."""
        assert ged.geometry.notna().all()
        assert ged.geometry.x.between(-82, -66).all()

    def test_no_headline_reaches_the_table(self, ged, published):
        """Citations name publications; headlines, which name people, stay behind."""
        longest = max(len(name) for name, _ in press.PRESS)
        told = ged["citation"].str.extract(r"^UCDP GED 19\.1, event \d+(?: \((.+)\))?$")[0]
        assert told.notna().sum() > 4500
        parts = set(told.dropna().str.split(r"[;,] ", regex=True).explode())
        known = {name for name, _ in press.PRESS} | {f"{n} source{'s' * (n > 1)}" for n in range(1, 10)}
        assert parts <= known
        headlines = published["source_headline"].dropna().str.split(";").explode().str.strip()
        headlines = headlines[headlines.str.len() > longest]
        assert not any(headline in citation for citation in ged["citation"] for headline in headlines)

    def test_every_name_of_the_file_is_in_the_crosswalk(self, published):
        """All 648 names, also of rows that the point decides, so that a change of precision finds its name."""
        crosswalk = read_crosswalk(RAW / "crosswalks" / "ucdp_ged.csv")
        codes = apply_crosswalk(published.dropna(subset=["adm_2"])[["adm_1", "adm_2"]], crosswalk, "ucdp_ged")
        assert len(crosswalk) == 648
        assert codes.isna().sum() == 7

    def test_points_that_contradict_their_name_are_as_many_as_the_source_says(self, originals, ged, published):
        """Of 2,100 precise points whose municipality is named, 129 lie in another and 12 in none."""
        crosswalk = read_crosswalk(RAW / "crosswalks" / "ucdp_ged.csv")
        rows = (ged["location_precision"] <= LocationPrecision.NEAR) & published["adm_2"].notna()
        named = apply_crosswalk(published.loc[rows, ["adm_1", "adm_2"]], crosswalk, "ucdp_ged")
        places = dane_mgn.load(originals)[["municipality_code", "geometry"]]
        found = ged.loc[rows, ["geometry"]].sjoin(places, how="left", predicate="within")["municipality_code"]
        assert len(named) == 2100
        assert found.isna().sum() == 12
        assert (found.notna() & (found != named)).sum() == 129

    def test_a_name_left_over_is_refused(self):
        """An unknown municipality stops the load; it is not left to the point."""
        rows = pd.DataFrame({"where_prec": [3], "adm_1": ["Meta department"], "adm_2": ["Uribia municipality"]})
        with pytest.raises(GeoDataError, match="Meta department / Uribia municipality"):
            place(rows, read_crosswalk(RAW / "crosswalks" / "ucdp_ged.csv"))

    def test_a_department_left_over_is_refused(self):
        """A coarse row without a known department is not dropped in silence."""
        rows = pd.DataFrame({"where_prec": [4], "adm_1": ["Catatumbo region"], "adm_2": [None]}, dtype=object)
        with pytest.raises(GeoDataError, match="not a department"):
            place(rows, read_crosswalk(RAW / "crosswalks" / "ucdp_ged.csv"))


@pytest.mark.data
class TestUcdp261:
    """The extract of 2023-2025, against the file read without our loader."""

    @pytest.fixture
    def extract(self, originals):
        return pd.read_csv(originals / ucdp_ged.SOURCE.files[1].path, dtype=str)

    def test_every_event_is_read_once(self, newest, extract):
        """1,476 events, those that look alike too; the citation names the release."""
        assert newest["source_event_id"].tolist() == extract["id"].tolist()
        assert newest["source_event_id"].is_unique
        assert newest["citation"].tolist() == [f"UCDP GED 26.1, event {each}" for each in extract["id"]]

    def test_years_add_up(self, newest):
        """Events and deaths as UCDP counts them."""
        years = newest.groupby(newest["date_start"].dt.year)["fatalities_best"].agg(["size", "sum"])
        assert years.to_dict("index") == {
            2023: {"size": 422, "sum": 543},
            2024: {"size": 479, "sum": 786},
            2025: {"size": 575, "sum": 986},
        }

    def test_the_municipality_is_the_extracts(self, newest, extract, bundle):
        """By its code, never by the point; 15 events have none, and what UCDP knows of a department is kept."""
        assert newest["municipality_code"].fillna("").tolist() == extract["cod_divipola"].fillna("").tolist()
        codes = newest["municipality_code"].dropna()
        assert set(codes) <= set(bundle("dane_mgn")["municipality_code"])
        assert newest["municipality_code"].isna().sum() == 15
        told = newest["department_code"][newest["municipality_code"].isna()].dropna()
        assert sorted(told) == ["08", "13", "44", "44", "52", "54", "86"]

    def test_located_by_says_how(self, newest):
        """A name at precision 3, a point at 1 and 2."""
        counts = newest.groupby(["location_precision", "located_by"]).size().to_dict()
        assert counts == {(1, "point"): 622, (2, "point"): 162, (3, "name"): 677}

    def test_a_band_that_contradicts_the_best_estimate_is_set_aside(self, originals, newest):
        """Three rows; their best estimate stays, alone."""
        aside = ucdp_ged.rejects(originals)
        assert sorted(aside["record"]) == ["588002", "588003", "622913"]
        assert aside["reason"].str.contains("contradict").all()
        kept = newest.set_index("source_event_id").loc[["588002", "588003", "622913"]]
        bounds = kept[["fatalities_low", "fatalities_best", "fatalities_high"]]
        assert bounds.to_numpy().tolist() == [[2, 2, 2], [1, 1, 1], [38, 38, 38]]
        assert (newest["fatalities_low"] <= newest["fatalities_best"]).all()
        assert (newest["fatalities_best"] <= newest["fatalities_high"]).all()

    @pytest.mark.parametrize(
        ("event", "precision"), [("496621", 1), ("509663", 2), ("507320", 4), ("569089", 5), ("498263", 4)]
    )
    def test_the_precision_of_a_date_is_the_length_of_its_span(self, newest, event, precision):
        """A day, three days, most of a month, a year, a month: the extract has no date_prec."""
        assert newest.set_index("source_event_id").loc[event, "date_precision"] == precision

    def test_no_year_between_the_releases_is_covered(self, releases):
        """Nothing of 2019-2022 is read, and none of it counts as covered."""
        years = set(releases["date_start"].dt.year)
        assert years.isdisjoint(range(2019, 2023))
        assert set(ucdp_ged.SOURCE.coverage.years) == years


@pytest.mark.parametrize(
    ("article", "office", "count", "expected"),
    [
        ('Reuters 29 Dec 1998 "Chief escapes." /Reuters 30 Dec 1998 "Rebels', None, -1, " (Reuters)"),
        ('"EFE News Service,2015-09-17,Army kills 6"', "EFE News Service", 1, " (1 source; EFE)"),
        ("Noche y Niebla 21/8 & Reuters EFE 28/8", None, -1, " (EFE, Noche y Niebla, Reuters)"),
        ("CERAC dataset: a person, JPR 43(1) (2005)", None, -1, ""),
        ("Clashes IN APRIL, 2 dead", None, 2, " (2 sources)"),
    ],
)
def test_a_citation_names_publications_only(article, office, count, expected):
    """Whatever else stands in UCDP's free text stays out."""
    row = {"source_article": article, "source_office": office, "number_of_sources": count}
    assert press.cite(pd.DataFrame([row])).item() == expected


def release(name: str, *rows: dict) -> gpd.GeoDataFrame:
    """Events of one release, each known to the day and the spot unless it says otherwise."""

    def stated(row: dict) -> dict:
        return {
            "source_event_id": row["id"],
            "date_start": row.get("day", "2001-01-02"),
            "date_end": row.get("end"),
            "date_precision": row.get("date_precision", 1),
            "source_event_type": row.get("type", "state-based conflict"),
            "actor_1": row.get("actor", "Government"),
            "deaths": row.get("dead", 1),
            "municipality_code": row.get("code"),
            "location_precision": row.get("precision", 1),
            "located_by": "name" if "code" in row else None,
            "description": row.get("place"),
            "citation": f"{name}, event {row['id']}",
            "geometry": row.get("point", Point(-75, 7)),
        }

    return builders.events(*map(stated, rows), source=name, actor_2="FARC")


class TestReleases:
    def test_no_id_counts_twice_and_none_is_lost(self):
        """Ids of both releases come out once, the older ones first, each under one source."""
        merged = merge_releases(
            release("a", {"id": "2"}, {"id": "1"}), release("b", {"id": "1"}, {"id": "3"}), LocationPrecision.NEAR
        ).events
        assert merged["source_event_id"].tolist() == ["2", "1", "3"]
        assert merged["source"].tolist() == ["a", "a", "b"]

    def test_the_newest_wins_fact_by_fact(self):
        """What differs is the newer release's; what agrees keeps the fuller record."""
        older = release("a", {"id": "1", "dead": 3, "end": "2001-01-04", "date_precision": 2, "place": "X town"})
        newer = release("b", {"id": "1", "dead": 5, "date_precision": 5, "precision": 2})
        event = merge_releases(older, newer, LocationPrecision.NEAR).events.iloc[0]
        assert event[["fatalities_low", "fatalities_best", "fatalities_high"]].tolist() == [5, 5, 5]
        assert (event["date_end"], event["date_precision"]) == (pd.Timestamp("2001-01-04"), 2)
        assert (event["description"], event["location_precision"]) == ("X town", 1)
        assert event["citation"] == "b, event 1; a, event 1"

    @pytest.mark.parametrize(
        ("old", "new", "fact", "told"),
        [
            ({"dead": 3}, {"dead": 5}, "deaths", ("3 / 3 / 3", "5 / 5 / 5")),
            ({"day": "2001-01-02"}, {"day": "2001-01-03"}, "date", ("2001-01-02", "2001-01-03")),
            ({"actor": "AUC"}, {"actor": "FARC"}, "actors", ("AUC / FARC", "FARC / FARC")),
            ({"type": "non-state conflict"}, {}, "type", ("non-state conflict", "state-based conflict")),
            (
                {"point": Point(-75, 7)},
                {"point": Point(-75, 7.5)},
                "place",
                ("–, precision 1", "–, precision 1, 55.3 km away"),
            ),
            (
                {"precision": 3, "code": "05790"},
                {"precision": 2},
                "place",
                ("05790, precision 3", "–, precision 2"),
            ),
        ],
    )
    def test_a_revised_fact_is_written_down(self, old, new, fact, told):
        """One row a fact, with what it was and what it became."""
        merged = merge_releases(
            release("a", {"id": "1", **old}), release("b", {"id": "1", **new}), LocationPrecision.NEAR
        )
        (change,) = merged.changes.to_dict("records")
        assert (change["event_id"], change["kind"], change["variable"]) == ("a:1", "revised", fact)
        assert (change["before"], change["after"]) == told

    def test_a_sharper_place_drops_the_older_municipality(self):
        """The name of a precision-3 row no longer decides where the newer release knows the spot."""
        older = release("a", {"id": "1", "precision": 3, "code": "05790"})
        merged = merge_releases(older, release("b", {"id": "1", "precision": 2}), LocationPrecision.NEAR)
        assert merged.events["municipality_code"].isna().all()

    def test_an_incomplete_release_withdraws_nothing(self):
        """What it should hold and does not is listed and kept; what it cannot hold is not even listed."""
        older = release("a", {"id": "1"}, {"id": "2", "precision": 3, "code": "05790"})
        merged = merge_releases(older, release("b", {"id": "3"}), LocationPrecision.NEAR)
        assert merged.events["source_event_id"].tolist() == ["1", "2", "3"]
        assert merged.changes[["event_id", "kind"]].to_numpy().tolist() == [["a:1", "withdrawn"], ["b:3", "new"]]

    def test_what_happened_after_a_release_is_not_missing_from_it(self):
        """A newer file of older years cannot lack the last ones."""
        older = release("a", {"id": "1"}, {"id": "2", "day": "2023-01-02"})
        merged = merge_releases(older, release("b", {"id": "3"}), LocationPrecision.NEAR, "2020-12-31")
        assert merged.events["source_event_id"].tolist() == ["1", "2", "3"]
        assert merged.changes[["event_id", "kind"]].to_numpy().tolist() == [["a:1", "withdrawn"], ["b:3", "new"]]

    def test_a_complete_release_replaces_the_older(self):
        """Its rows are all there is; what it dropped is gone, and told."""
        older, newer = release("a", {"id": "1"}, {"id": "2", "dead": 1}), release("b", {"id": "2", "dead": 4})
        merged = merge_releases(older, newer)
        assert merged.events[["source", "source_event_id", "fatalities_best"]].to_numpy().tolist() == [["b", "2", 4]]
        assert merged.changes["kind"].tolist() == ["withdrawn", "revised"]

    def test_the_same_release_changes_nothing(self):
        """Merging a release with itself is the release."""
        once = release("a", {"id": "1"}, {"id": "2", "precision": 4})
        merged = merge_releases(once, once, LocationPrecision.NEAR)
        assert merged.changes.empty
        pd.testing.assert_frame_equal(merged.events.drop(columns="citation"), once.drop(columns="citation"))

    def test_twins_in_one_release_are_refused(self):
        """An id twice in one file is a broken file."""
        older = release("a", {"id": "1"}, {"id": "2"}).assign(source_event_id="1")
        with pytest.raises(GeoDataError, match="is repeated"):
            merge_releases(older, release("b", {"id": "1"}))

    @pytest.mark.data
    def test_ged_21_1_corrects_and_extends_19_1(self, originals, ged):
        """2,247 shared ids, 726 new ones, 24 missing; 120 of the shared were revised."""
        merged = merge_releases(ged, ucdp_ged_211.load(originals), ucdp_ged_211.REACH)
        assert merged.events["source"].value_counts().to_dict() == {"ucdp_ged": 4632, "ucdp_ged_211": 726}
        assert merged.events["source_event_id"].is_unique
        ids = merged.changes.groupby("kind")["event_id"].nunique().to_dict()
        assert ids == {"new": 726, "withdrawn": 24, "revised": 120}
        event = merged.events.set_index("source_event_id").loc["222781"]
        assert event.geometry.equals(Point(-76.13403, 1.72362)), "Palestina, Huila: 19.1 put it into Cauca"

    @pytest.mark.data
    def test_ged_21_1_makes_no_year(self, originals):
        """A file of precise places only gives no yearly figure, so that 2019-2020 cannot look calm."""
        events = ucdp_ged_211.load(originals)
        assert len(events) == 2973
        assert set(events["location_precision"]) == {2}
        years = events["date_start"].dt.year
        assert (years >= 2019).sum() == 39
        assert counted(events.assign(municipality_code="05790"), ucdp_ged_211.SOURCE).empty


def counted(events: gpd.GeoDataFrame, source: Source) -> pd.DataFrame:
    """Yearly counts in a country of one municipality."""
    taraza = {"municipality_code": "05790", "region": "bajo-cauca", "geometry": Point(-75.4, 7.6).buffer(0.1)}
    return count_events(events, source, builders.municipalities(taraza))


@pytest.fixture(scope="module")
def loss(originals: Path) -> pd.DataFrame:
    return gfw_loss.load(originals)


@pytest.mark.data
class TestGfw:
    @pytest.mark.parametrize(("year", "hectares"), [(2017, 9704), (2018, 5716), (2022, 4966)])
    def test_bajo_cauca_to_the_hectare(self, loss, year, hectares):
        """The six municipalities at canopy > 30 %; the thresholds are not added up."""
        rows = loss[(loss["variable"] == "tree_cover_loss") & (loss["year"] == year)]
        assert rows.loc[rows["municipality_code"].isin(BAJO_CAUCA), "value"].sum() == hectares

    def test_departments_agree_with_gfws_own_figures(self, originals, loss):
        """Municipal figures, each rounded to the hectare, add up to the department's within half a hectare each."""
        book = originals / gfw_loss.SOURCE.files[0].path
        table = pd.read_excel(book, sheet_name="Subnational 1 tree cover loss", engine="calamine")
        table = table[table["threshold"] == 30].set_index("subnational1")
        golden = {
            ("Caquetá", "18"): {2017: 62150, 2018: 68347, 2022: 42757},
            ("Norte de Santander", "54"): {2017: 17577, 2018: 17132, 2022: 11547},
        }
        rows = loss[loss["variable"] == "tree_cover_loss"]
        sums = rows.groupby([rows["municipality_code"].str[:2], "year"])["value"].agg(["sum", "size"])
        for (name, department), figures in golden.items():
            for year in gfw_loss.YEARS:
                published = table.loc[name, f"tc_loss_ha_{year}"]
                assert published == figures.get(year, published)
                mine = sums.loc[department, year]
                assert abs(mine["sum"] - published) <= mine["size"] / 2

    def test_units_that_merged_are_added(self, originals, loss):
        """Cumaribo is three units of GADM: its figures are those of all three."""
        table = pd.read_excel(originals / gfw_loss.SOURCE.files[0].path, sheet_name=gfw_loss.SHEET, engine="calamine")
        units = table["subnational2"].isin(["Cumaribo", "San Jose de Ocune", "Santa Rita"])
        published = table[units & (table["threshold"] == 30) & (table["subnational1"] == "Vichada")]
        assert len(published) == 3
        mine = loss[loss["municipality_code"] == "99773"].set_index(["variable", "year"])["value"]
        assert mine["tree_cover_2000", 2000] == published["extent_2000_ha"].sum()
        assert mine["tree_cover_loss", 2018] == published["tc_loss_ha_2018"].sum()

    def test_a_municipality_that_gadm_does_not_know_has_no_row(self, originals, loss):
        """Solita and 58 more are no data, not zero."""
        everywhere = set(dane_mgn.load(originals)["municipality_code"])
        assert len(everywhere - set(loss["municipality_code"])) == 59
        assert "18785" not in set(loss["municipality_code"])

    def test_a_year_has_every_known_municipality(self, loss):
        """1,062 municipalities, 22 years of loss and the cover of 2000; measured nothing is a row with 0."""
        assert loss.groupby(["variable", "year"]).size().unique().tolist() == [1062]
        assert (loss["value"] == 0).any()
        assert sorted(loss.loc[loss["variable"] == "tree_cover_loss", "year"].unique()) == list(range(2001, 2023))

    def test_la_union_is_three_municipalities(self):
        """GADM calls each of them La Unión de Sucre: the department tells them apart."""
        crosswalk = read_crosswalk(RAW / "crosswalks" / "gfw_gadm.csv")["municipality_code"]
        found = crosswalk.xs("La Unión de Sucre", level="subnational2").to_dict()
        assert found == {"Antioquia": "05400", "Nariño": "52399", "Sucre": "70400", "Valle del Cauca": "76400"}


@pytest.fixture(scope="module")
def cleared(originals: Path) -> pd.DataFrame:
    return ideam_deforestation.load(originals)


@pytest.mark.data
class TestIdeam:
    @pytest.mark.parametrize(
        ("prefix", "year", "hectares"),
        [("18", 2017, 60856), ("18", 2021, 38663), ("18753", 2017, 26632)],
    )
    def test_published_figures(self, cleared, prefix, year, hectares):
        """Caquetá and San Vicente del Caguán to the hectare."""
        rows = cleared[cleared["municipality_code"].str.startswith(prefix) & (cleared["year"] == year)]
        assert rows["value"].sum() == hectares

    def test_a_missing_year_stays_missing(self, cleared):
        """Albania has no row in 2017, 2019 and 2021: no data, not zero."""
        assert cleared.loc[cleared["municipality_code"] == "18029", "year"].tolist() == [2018, 2020]

    def test_the_doubled_rows_count_once(self, cleared):
        """Puerto Colombia stands twice in 2018 and 2019, the second time with 0."""
        rows = cleared[cleared["municipality_code"] == "94884"].set_index("year")["value"]
        assert rows.to_dict() == {2017: 78, 2018: 299, 2019: 117, 2020: 98, 2021: 232}

    def test_only_the_doubled_rows_fall_away(self, cleared):
        """353 rows published, two of them doubles."""
        assert len(cleared) == 351
        assert cleared["municipality_code"].nunique() == 76


def test_two_figures_for_one_year_are_refused():
    """A double that contradicts the first row is no double."""
    table = pd.DataFrame(
        {"municipality_code": "94884", "MPIO_CNMBR": "PUERTO COLOMBIA", "Año": 2018, "Defores": [299, 5]}
    )
    with pytest.raises(GeoDataError, match="two figures"):
        ideam_deforestation.measure(table)


def test_a_published_zero_is_a_zero():
    """One row with 0 is measured nothing."""
    table = pd.DataFrame({"municipality_code": ["94884"], "MPIO_CNMBR": ["X"], "Año": [2018], "Defores": [0]})
    assert ideam_deforestation.measure(table)["value"].tolist() == [0.0]

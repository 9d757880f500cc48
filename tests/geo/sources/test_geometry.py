"""Sources with geometry: what they hold, what they cover, and the readings of them that would be wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.area import hectares, row_hectares
from geo.catalogue import catalogue
from geo.readers.features import feature_table, read_layer, translate
from geo.schema import CRS, FEATURES, GeoDataError, check
from geo.sources import (
    amw_mining,
    dane_mgn,
    dethier_rivers,
    firms_modis,
    gfw_alerts,
    mapbiomas_transitions,
    natural_earth,
    parks,
    populated_places,
    reserves_register,
)
from geo.zones import Zones

COUNTS = {
    "amw_mining": 1608,
    "dethier_rivers": 28 + 13,
    "forest_nuclei": 22,
    "gfw_alerts": 2325,
    "natural_earth": 45 + 103,
    "osm_rivers": 112,
    "parks": 52,
    "peasant_reserves": 7,
    "populated_places": 1166,
    "protected_caqueta": 98,  # and a sliver
    "reserves_caqueta": 54,
    "reserves_polygons": 121,
}
OTHERS = ("firms_modis", "mapbiomas_transitions", "reserves_register")
BAJO_CAUCA = ("05120", "05154", "05250", "05495", "05790", "05895")
CATATUMBO = (
    *("54003", "54206", "54245", "54250", "54344", "54398"),
    *("54498", "54670", "54720", "54800", "54810"),
)

Loader = Callable[[str], gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def features(originals: Path) -> Loader:
    """Feature tables by source id, each read once."""
    tables: dict[str, gpd.GeoDataFrame] = {}

    def load(source: str) -> gpd.GeoDataFrame:
        if source not in tables:
            tables[source] = __import__(f"geo.sources.{source}", fromlist=["load"]).load(originals)
        return tables[source]

    return load


@pytest.fixture(scope="module")
def municipalities(originals: Path) -> gpd.GeoDataFrame:
    return dane_mgn.load(originals).set_index("municipality_code")


@pytest.fixture(scope="module")
def zones(municipalities: gpd.GeoDataFrame) -> Zones:
    return Zones(tuple(municipalities.index), municipalities.geometry.to_numpy())


# the common road


def layer(*shapes: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def table(*shapes: shapely.Geometry | None, **columns: object) -> gpd.GeoDataFrame:
    ids = pd.Series([str(number) for number in range(len(shapes))])
    return feature_table(layer(*shapes), "test", **{"ids": ids, "kind": "thing", "citation": "nobody", **columns})


def test_invalid_outlines_are_mended_and_counted() -> None:
    """A bow tie becomes its two triangles, a square stays as it is."""
    made = table(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), box(2, 0, 3, 1))
    assert made.attrs["mended"] == 1
    assert made.is_valid.all()
    assert shapely.area(made.geometry.to_numpy()) == pytest.approx([0.5, 1.0])


def test_mixtures_keep_their_polygons() -> None:
    """A stray line in a country does not make it a collection that no map can draw."""
    mixed = GeometryCollection([LineString([(5, 5), (6, 6)]), box(0, 0, 1, 1), box(2, 0, 3, 1)])
    made = table(mixed)
    assert isinstance(made.geometry[0], MultiPolygon)
    assert made.area_ha[0] == pytest.approx(hectares([box(0, 0, 1, 1), box(2, 0, 3, 1)]).sum())


def test_heights_are_dropped() -> None:
    """A polygon with heights is a polygon."""
    made = table(Polygon([(0, 0, 9), (1, 0, 9), (1, 1, 9)]))
    assert not made.has_z.any()


@pytest.mark.parametrize("shape", [Point(0, 0), LineString([(0, 0), (1, 1)])])
def test_points_and_lines_have_no_area(shape: shapely.Geometry) -> None:
    """An area that does not exist is missing, not zero."""
    assert table(shape).area_ha.isna().all()


def test_names_are_tidied_and_stay_missing() -> None:
    """Line breaks and double spaces go; a missing name is not the word nan."""
    made = table(Point(0, 0), Point(1, 1), name=pd.Series(["Witoto\r\nde  Mesai ", None]))
    assert made.name[0] == "Witoto de Mesai"
    assert pd.isna(made.name[1])


@pytest.mark.parametrize("shape", [None, Polygon()])
def test_a_feature_without_geometry_is_refused(shape: shapely.Geometry | None) -> None:
    """It would vanish from every map and every sum without a word."""
    with pytest.raises(GeoDataError, match=r"test: column geometry: 1 feature.* \(found '1'\)"):
        table(Point(0, 0), shape)


def test_repeated_ids_are_refused() -> None:
    """Two features of one id cannot be told apart in a popup."""
    with pytest.raises(GeoDataError, match="feature_id"):
        table(Point(0, 0), Point(1, 1), ids=pd.Series(["7", "7"]))


def test_an_unknown_word_is_an_error() -> None:
    """A category that the publisher adds is not turned into a gap."""
    with pytest.raises(GeoDataError, match=r"column categoria: 1 value.*found 'DNMI'"):
        translate(pd.Series(["PNN", "DNMI"], name="categoria"), {"PNN": "national_park"}, "parks")


def test_a_file_is_checked_for_its_columns_and_coordinates(tmp_path: Path) -> None:
    """A renamed field or a missing projection is told with the file's name."""
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(500_000, 0)], crs="EPSG:32618").to_file(tmp_path / "a.gpkg")
    assert read_layer(tmp_path / "a.gpkg", ("name",), "test").geometry[0].x == pytest.approx(-75)
    with pytest.raises(GeoDataError, match=r"column nombre: a\.gpkg has no such column"):
        read_layer(tmp_path / "a.gpkg", ("name", "nombre"), "test")
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(0, 0)]).to_file(tmp_path / "b.shp")
    with pytest.raises(GeoDataError, match=r"b\.shp does not state its CRS"):
        read_layer(tmp_path / "b.shp", ("name",), "test")


# the catalogue


@pytest.mark.data
def test_files_are_the_catalogue_s(original: Callable[[str], Path]) -> None:
    """Every file of these sources is declared once, with the catalogue's checksum and address."""
    entries = {entry["file"]: entry for entry in json.loads(original("catalogue.json").read_text("utf-8"))}
    folders = {name for name in (*COUNTS, *OTHERS) if name != "reserves_caqueta"}
    sources = catalogue()
    declared = [file for name in (*COUNTS, *OTHERS) for file in sources[name].files]
    assert sorted(file.path for file in declared) == sorted(f for f in entries if f.split("/")[0] in folders)
    for file in declared:
        url = entries[file.path]["url"]
        assert file.sha256 == entries[file.path]["sha256"]
        assert file.url == (url + Path(file.path).name if url and url.endswith("/") else url)


@pytest.mark.data
@pytest.mark.parametrize(("source", "count"), COUNTS.items())
def test_features_keep_the_schema(features: Loader, source: str, count: int) -> None:
    """All rows are there, valid, flat, in EPSG:4326, and those with an area have one."""
    made = features(source)
    declared = catalogue()[source]
    assert len(check(made, FEATURES, source)) == count
    assert made.is_valid.all()
    assert not made.is_empty.any()
    assert not made.has_z.any()
    assert made.feature_id.str.startswith(f"{source}:").all()
    assert made.citation.str.contains(declared.attribution, regex=False).all()
    assert declared.table
    if source != "natural_earth":
        areal = made.geom_type.isin(["Polygon", "MultiPolygon"])
        assert made.area_ha.notna().equals(areal)
        assert made.area_ha[areal].to_numpy() == pytest.approx(hectares(made.geometry[areal].to_numpy()))


# Amazon Mining Watch

PUBLISHED = {
    ("18", 2020): 12.78,
    ("18", 2022): 5.36,
    ("18", 2023): 30.47,
    ("18", 2024): 8.84,
    ("19", 2018): 0.74,
    ("19", 2021): 2.94,
    ("19", 2024): 8.44,
    ("50", 2021): 0.98,
    ("86", 2018): 21.24,
    ("86", 2019): 4.88,
    ("86", 2020): 5.90,
    ("86", 2022): 19.69,
    ("86", 2023): 6.82,
    ("86", 2024): 118.42,
    ("94", 2018): 21.45,
    ("94", 2019): 0.17,
    ("94", 2020): 25.04,
    ("94", 2021): 20.20,
    ("94", 2022): 71.80,
    ("94", 2023): 4.64,
    ("97", 2018): 2.07,
    ("99", 2021): 8.82,
}
"""Mined hectares by department and year in the publisher's own table (amazon_basin_2018-2025Q3_all_differences)."""


@pytest.mark.data
def test_mined_ground_is_not_the_area_of_the_patches(originals: Path, features: Loader, zones: Zones) -> None:
    """The publisher's hectares, shared out by area, give its departments; the patches would give six times that."""
    patches = features("amw_mining")
    mined = amw_mining.measured(originals)
    assert mined.index.equals(pd.Index(patches.feature_id))
    pieces = zones.intersect(patches.geometry.to_numpy())
    patch = patches.iloc[pieces["polygon"]].reset_index(drop=True)
    share = pieces["hectares"] / patch.area_ha
    pieces = pieces.assign(year=patch.year, ha=share * mined.to_numpy()[pieces["polygon"]])
    found = pieces[pieces.year < 2025].groupby([pieces.code.str[:2], "year"])["ha"].sum()
    assert found[found > 0].round(2).to_dict() == pytest.approx(PUBLISHED, abs=0.011)
    assert pieces.polygon.nunique() == 72
    assert pieces.hectares.sum() / pieces.ha.sum() == pytest.approx(6.4, abs=0.3)


@pytest.mark.data
def test_the_first_year_holds_all_older_mining(originals: Path, features: Loader) -> None:
    """Read as new mining, 2018 would dwarf every later year; its features say what they are."""
    patches = features("amw_mining")
    assert set(patches.year[patches.kind == "mining_before"]) == {2018}
    assert set(patches.year[patches.kind == "mining_new"]) == set(range(2019, 2026))


@pytest.mark.data
def test_quarters_are_not_a_year(features: Loader) -> None:
    """Two quarters of 2025 are drawn and never make a yearly figure."""
    patches = features("amw_mining")
    periods = set(patches.feature_id[patches.year == 2025].str.split(":").str[1])
    assert periods == {"2025Q2", "2025Q3"}
    assert amw_mining.SOURCE.coverage.years == tuple(range(2018, 2025))


@pytest.mark.data
def test_the_searched_extent_is_mended(originals: Path) -> None:
    """It is invalid as published; mended it has the same area around Colombia, on the plane of its coordinates."""
    published = gpd.read_file(originals / "amw_mining" / "Amazon_ACA.geojson").geometry[0]
    searched = amw_mining.searched(originals)
    assert not published.is_valid
    assert searched.is_valid
    assert shapely.make_valid(published).area == pytest.approx(published.area, rel=1e-9)
    around = shapely.make_valid(published).intersection(shapely.box(-82.0, -4.5, -66.5, 13.6))
    assert searched.area == pytest.approx(around.area, rel=1e-9)


@pytest.mark.data
def test_nobody_looked_in_bajo_cauca_or_catatumbo(
    originals: Path, features: Loader, zones: Zones, municipalities: gpd.GeoDataFrame
) -> None:
    """All of Caquetá was searched, of the other regions nothing: there no detection is no data."""
    pieces = zones.intersect(np.array([amw_mining.searched(originals)], dtype=object))
    found = pieces.set_index("code")["hectares"].reindex(zones.codes, fill_value=0.0)
    share = found / hectares(municipalities.geometry.to_numpy())
    assert (share[[*BAJO_CAUCA, *CATATUMBO]] == 0).all()
    caqueta = share[share.index.str.startswith("18")]
    assert len(caqueta) == 16
    assert caqueta.min() == pytest.approx(0.9925, abs=1e-4)  # Belén de los Andaquíes, on the crest of the Andes
    assert (share > 0).sum() == 109
    assert (share >= 0.99).sum() == 72


@pytest.mark.data
def test_a_coarse_outline_would_lose_detections(features: Loader, zones: Zones) -> None:
    """Natural Earth's Colombia misses one of the 72 features that touch a municipality."""
    patches = features("amw_mining")
    countries = features("natural_earth").set_index("name").geometry
    assert patches.intersects(countries["Colombia"]).sum() == 71


# parks, protected areas, reserves


@pytest.mark.data
def test_parks_measure_what_their_publisher_measured(originals: Path, features: Loader) -> None:
    """Areas on the ellipsoid are within 0.1 % of the registered ones, but for an islet of 16 ha."""
    registered = gpd.read_file(originals / "parks" / "PNN.shp")["hectareas0"].to_numpy()
    made = features("parks")
    off = np.abs(made.area_ha / registered - 1)
    assert (off[registered > 100] < 1e-3).all()
    assert made.area_ha.sum() == pytest.approx(14_468_580, abs=20)


@pytest.mark.data
def test_parks_have_their_accents(features: Loader) -> None:
    """The layer's ASCII is restored, and a Macarena stays a Macarena."""
    names = features("parks").set_index("feature_id").name
    assert names["parks:02020012"] == "Serranía de Chiribiquete"
    assert names["parks:02020030"] == "Serranía de los Churumbelos Auka Wasi"
    assert names["parks:02020015"] == "Complejo Volcánico Doña Juana Cascabel"
    assert names["parks:02020028"] == "Sierra de la Macarena"
    assert set(features("parks").kind) == set(parks._CATEGORIES.values())


@pytest.mark.data
def test_protected_areas_are_pieces(originals: Path, features: Loader, zones: Zones) -> None:
    """Chiribiquete's register says 4.26 million ha; in Caquetá lie 3.20: the register's column would be wrong."""
    made = features("protected_caqueta").set_index("feature_id")
    whole = gpd.read_file(originals / "protected_caqueta" / "caqueta_runap.gpkg").set_index("ap_id")["area_ha_to"]
    assert made.area_ha["protected_caqueta:57"] == pytest.approx(3_201_862, abs=5)
    assert whole[57] == pytest.approx(4_259_805, abs=1)
    pieces = zones.intersect(made.geometry.to_numpy())
    outside = pieces[~pieces.code.str.startswith("18")].hectares.sum()
    assert outside / pieces.hectares.sum() < 1e-3


@pytest.mark.data
@pytest.mark.parametrize("source", ["protected_caqueta", "reserves_caqueta", "mapbiomas_transitions"])
def test_layers_cut_at_caqueta_cover_caqueta_only(source: str) -> None:
    """Nothing elsewhere is no coverage, not zero."""
    coverage = catalogue()[source].coverage
    assert (coverage.scope, coverage.departments) == ("departments", ("18",))


@pytest.mark.data
def test_no_reserve_in_bajo_cauca_is_no_coverage(originals: Path, features: Loader, zones: Zones) -> None:
    """The study's polygons show none there and two in Catatumbo; the register names 20 in Bajo Cauca."""
    pieces = zones.intersect(features("reserves_polygons").geometry.to_numpy())
    assert not pieces.code.isin(BAJO_CAUCA).any()
    assert pieces[pieces.code.isin(CATATUMBO)].polygon.nunique() == 2
    register = reserves_register.load(originals)
    assert register.municipality_code.isin(BAJO_CAUCA).sum() == 20
    coverage = catalogue()["reserves_polygons"].coverage
    assert (coverage.scope, coverage.absent_is_zero, coverage.years) == ("listed", False, ())


@pytest.mark.data
def test_reserves_of_caqueta_are_in_the_register(originals: Path, features: Loader) -> None:
    """The two sources meet on the reserve's number; of four large ones less than 1 % lies in Caquetá."""
    made = features("reserves_caqueta")
    register = reserves_register.load(originals).set_index("reserve_id")
    known = register.loc[made.feature_id.str.removeprefix("reserves_caqueta:")]
    share = made.area_ha.to_numpy() / known.area_ha.to_numpy()
    assert (share < 0.01).sum() == 4
    assert made.area_ha.sum() == pytest.approx(1_520_757, abs=5)


@pytest.mark.data
def test_the_register_s_municipality_is_not_codigo_dan(originals: Path, municipalities: gpd.GeoDataFrame) -> None:
    """All 954 reserves have a municipality; CODIGO_DAN would give three, one of them wrong."""
    register = reserves_register.load(originals).set_index("reserve_id")
    assert len(register) == 954
    assert register.index.is_unique
    assert register.municipality_code.isin(municipalities.index).all()
    published = pd.read_csv(originals / reserves_register.SOURCE.files[0].path, dtype=str).set_index("ID")
    tempting = published[published.CODIGO_DAN.isin(municipalities.index)]
    wrong = register.municipality_code[tempting.index] != tempting.CODIGO_DAN
    assert (len(tempting), wrong.sum()) == (3, 1)


@pytest.mark.data
def test_names_in_place_of_codes_are_resolved(originals: Path) -> None:
    """Twenty reserves have a name for a code; Puerto Rico is the one in Caquetá, not the one in Meta."""
    register = reserves_register.load(originals).set_index("reserve_id").municipality_code
    published = pd.read_csv(originals / reserves_register.SOURCE.files[0].path, dtype=str).set_index("ID").MUNICIPIO
    assert (~published.str.fullmatch(r"\d{5}")).sum() == 20
    assert register["10128"] == "18592"
    assert register["10063"] == "05120"  # written Cácerees
    assert register["10035"] == "05234"  # a code that would lose its zero as a number


def test_an_unknown_place_in_the_register_is_an_error(tmp_path: Path) -> None:
    """A name without a code is told, not dropped."""
    path = tmp_path / reserves_register.SOURCE.files[0].path
    path.parent.mkdir()
    path.write_text(
        "ID,NOMBRE,PUEBLO,acto_tipo,acto_numero,acto_fecha,area_ha,DEPARTAMEN,MUNICIPIO\n"
        "1,A,X,ACUERDO,1,2020-01-01,1.5,18,18753\n2,B,X,ACUERDO,2,2020-01-01,1.5,50,Puerto Rico\n",
        "utf-8",
    )
    with pytest.raises(GeoDataError, match=r"column MUNICIPIO.*found \('50', 'Puerto Rico'\)"):
        reserves_register.load(tmp_path)


@pytest.mark.data
def test_peasant_reserves_are_measured_not_quoted(originals: Path, features: Loader) -> None:
    """The resolutions' hectares are text and differ from the polygons, once by two thirds."""
    quoted = gpd.read_file(originals / "peasant_reserves" / "zonas_reserva_campesina.geojson")["AREA_HA"]
    made = features("peasant_reserves").set_index("name")
    assert pd.api.types.is_string_dtype(quoted)
    assert (made.area_ha / quoted.astype(float).to_numpy())["Perla Amazónica"] == pytest.approx(1.66, abs=0.01)
    assert made.year.to_dict() == {
        "Arenal Morales": 1999,
        "Cuenca del Río Pato y Valle de Balsillas": 1997,
        "Guaviare": 1997,
        "Cabrera": 2000,
        "Perla Amazónica": 2000,
        "Valle del Río Cimitarra": 2002,
        "Montes de María": 2018,
    }


@pytest.mark.data
def test_nuclei_lie_in_four_departments(features: Loader, zones: Zones) -> None:
    """99 % of their area is in the departments that the coverage names."""
    pieces = zones.intersect(features("forest_nuclei").geometry.to_numpy())
    inside = pieces[pieces.code.str[:2].isin(catalogue()["forest_nuclei"].coverage.departments)]
    assert inside.hectares.sum() / pieces.hectares.sum() > 0.99
    assert pieces.polygon.nunique() == 22


@pytest.mark.data
def test_nuclei_are_where_the_state_intervenes_not_where_forest_was_lost(features: Loader) -> None:
    """They are of a kind of their own, in a table of their own, and no figure by municipality is made of them."""
    nuclei = catalogue()["forest_nuclei"]
    assert set(features("forest_nuclei").kind) == {"forest_nucleus"}
    assert (nuclei.table, nuclei.variables) == ("nuclei", ())
    assert "intervention" in nuclei.caveats[0]


# context and rivers


@pytest.mark.data
def test_countries_have_no_area(features: Loader) -> None:
    """They are cut at the layer's frame: measured, Brazil would have less than half of its 851 million hectares."""
    countries = features("natural_earth").query("kind == 'country'").set_index("name")
    assert countries.area_ha.isna().all()
    assert hectares(countries.geometry["Brazil"]) < 851e6 / 2
    assert set(countries.index) == set(natural_earth.SPANISH)
    assert natural_earth.SPANISH["Brazil"] == "Brasil"
    assert countries.geom_type.isin(["Polygon", "MultiPolygon"]).all()


@pytest.mark.data
def test_the_nechi_is_missing_from_the_rivers(features: Loader) -> None:
    """Bajo Cauca is covered in part only, and the note says so."""
    rivers = features("osm_rivers")
    here = rivers[rivers.feature_id.str.startswith("osm_rivers:bajo-cauca:")]
    assert not here.name.str.contains("Nech", na=False).any()
    assert "Nechí" in catalogue()["osm_rivers"].coverage.note
    assert rivers.citation.str.contains("ODbL").all()


@pytest.mark.data
def test_a_border_is_not_a_river_s_name(features: Loader) -> None:
    """Four stretches have no name, one of them published under that of the border."""
    names = features("osm_rivers").name
    assert names.isna().sum() == 4
    assert not names.str.contains("Frontera", na=False).any()
    assert {"Río San Alberto", "Río Lebrija"} <= set(names)


@pytest.mark.data
def test_mined_rivers_are_points_and_lines(features: Loader) -> None:
    """28 sites, six without a year of onset, and 13 lines; ids keep the authors' spelling of Colombia."""
    made = features("dethier_rivers")
    sites = made[made.kind == "river_mining_site"]
    assert (len(sites), len(made) - len(sites)) == (28, 13)
    assert sites.geom_type.eq("Point").all()
    assert made.geom_type[made.kind == "mined_river"].eq("LineString").all()
    assert sites.year.isna().sum() == 6
    assert not made.feature_id.str.contains("columbia").any()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("colombia_rio_tigui_agm_region_TSTM", "Río Tigüí"),
        ("colombia_san_juan_river_novita_agm_region", "San Juan Nóvita"),
        ("colombia_rio_bagre_upper_agm_region", "Río Bagre (alto)"),
        ("colombia_nechi", "Nechí"),
    ],
)
def test_keys_become_names(key: str, name: str) -> None:
    """The authors' keys hold the only names there are."""
    assert dethier_rivers._name(key) == name


@pytest.mark.data
def test_places_come_largest_first(originals: Path, features: Loader) -> None:
    """Labels are placed in order; a population of 0 is unknown and comes last."""
    places = features("populated_places")
    assert places.feature_id.is_monotonic_increasing
    assert places.name[:4].tolist() == ["Bogotá", "Cali", "Medellín", "Barranquilla"]
    assert places.kind.value_counts().to_dict() == {
        "municipal_seat": 1010,
        "town": 124,
        "department_capital": 31,
        "capital": 1,
    }
    published = pd.read_csv(originals / populated_places.SOURCE.files[0].path)
    assert (published.population == 0).sum() == 117
    assert set(published.admin_code) & {5, 18, 54} != {5, 18, 54}  # its departments are not DIVIPOLA's


# MapBiomas


@pytest.mark.data
@pytest.mark.parametrize(
    ("year", "true", "flat"),
    [(2020, 61_854, 62_285), (2021, 116_166, 116_979), (2022, 82_210, 82_787), (2023, 41_734, 42_030)],
)
def test_transitions_are_dated_by_their_later_year(originals: Path, year: int, true: int, flat: int) -> None:
    """Class 1 weighted by the true area of each row gives the reference; 0.09 ha a pixel does not."""
    path = next(
        path for path, classes in mapbiomas_transitions.load(originals) if classes[1] == (year, "deforestation")
    )
    assert path.name == f"caqueta_transicion_{year - 1}_to_{year}.tif"
    with rasterio.open(path) as data:
        edges = data.transform.f + data.transform.e * np.arange(data.height + 1)
        pixels = np.concatenate(
            [
                np.count_nonzero(data.read(1, window=((top, min(top + 1024, data.height)), (0, data.width))) == 1, 1)
                for top in range(0, data.height, 1024)
            ]
        )
        assert pixels @ row_hectares(edges, data.transform.a) == pytest.approx(true, abs=1)
    assert pixels.sum() * 0.09 == pytest.approx(flat, abs=1)


@pytest.mark.data
def test_zero_outside_caqueta_looks_like_data(originals: Path) -> None:
    """The rasters mark nothing as missing: a corner in Huila reads as forest that did not change."""
    with rasterio.open(mapbiomas_transitions.load(originals)[1][0]) as data:
        corner = ((0, 256), (0, 256))
        assert data.nodata is None
        assert (data.read_masks(1, window=corner) == 255).all()
        assert (data.read(1, window=corner) == 0).all()


# alerts


@pytest.mark.data
def test_an_alerted_pixel_counts_once(originals: Path, features: Loader) -> None:
    """Of 18,416 rows 44 repeat a pixel; features cover each pixel once, at its true area."""
    alerts = gfw_alerts.alert_cells(originals)
    assert len(alerts) == 18_416
    once = alerts.drop_duplicates(["lon", "lat"])
    assert len(alerts) - len(once) == 44
    north = once["lat"].to_numpy()[:, None] + np.array([5e-5, -5e-5])
    true = sum(row_hectares(edges, 1e-4)[0] for edges in north)
    assert features("gfw_alerts").area_ha.sum() == pytest.approx(true, rel=1e-6)
    assert true == pytest.approx(224.33, abs=0.01)
    assert features("gfw_alerts").geometry.union_all().area == pytest.approx(len(once) * 1e-8, rel=1e-6)


@pytest.mark.data
def test_a_repeated_pixel_has_its_first_date_and_best_confidence(originals: Path, features: Loader) -> None:
    """A pixel seen nominal in November and high in December is a high alert of November."""
    spot = Point(-75.38515, 7.44875)
    here = features("gfw_alerts")[features("gfw_alerts").intersects(spot)]
    assert here[["kind", "name"]].to_numpy().tolist() == [["alert_high", "2024-11"]]


@pytest.mark.data
def test_two_thirds_of_the_alerts_lie_outside_bajo_cauca(features: Loader, zones: Zones) -> None:
    """Named after the region, the file holds a frame: its sum is three times that of the six municipalities."""
    pieces = zones.intersect(features("gfw_alerts").geometry.to_numpy())
    within = pieces[pieces.code.isin(BAJO_CAUCA)].groupby("code")["hectares"].sum()
    assert within.sum() == pytest.approx(76.76, abs=0.01)
    assert within.idxmax() == "05250"
    assert pieces.hectares.sum() == pytest.approx(224.33, abs=0.01)
    assert pieces.groupby("code")["hectares"].sum().idxmax() == "05736"  # Segovia
    assert pieces.code.str[:2].unique().tolist() == ["05"]


@pytest.mark.data
def test_alerts_make_no_yearly_figure(features: Loader) -> None:
    """Three months with a gap are no year, their months no series, and their sum says in its name when it is from."""
    coverage = gfw_alerts.SOURCE.coverage
    assert (coverage.years, coverage.partial) == ((), (2024,))
    assert (coverage.scope, coverage.absent_is_zero) == ("listed", False)
    assert all("late_2024" in variable.id for variable in gfw_alerts.SOURCE.variables)
    assert set(features("gfw_alerts").name) == {"2024-09", "2024-10", "2024-11", "2024-12"}


# fires


@pytest.fixture(scope="module")
def fires(originals: Path) -> pd.DataFrame:
    return firms_modis.load(originals)


@pytest.mark.data
def test_fires_leave_out_flares_and_volcanoes(originals: Path, fires: pd.DataFrame) -> None:
    """4,918 classed detections of 620,748 are not vegetation; the files without classes stay whole."""
    assert len(fires) == 620_748 - 4_918
    assert (~fires.classed).sum() == 11_160
    assert fires.groupby(fires.date.dt.year).size().loc[[2007, 2010, 2021, 2024]].tolist() == [
        44_515,
        24_151,
        20_356,
        11_160,
    ]


@pytest.mark.data
def test_a_year_without_a_file_is_not_a_year_without_fires(fires: pd.DataFrame) -> None:
    """2023 is absent, 2024 two months, 2000 two months, 2001 and 2002 short of a satellite: no yearly figures."""
    years = fires.groupby(fires.date.dt.year)
    assert 2023 not in years.groups
    assert years.date.max()[2024] == pd.Timestamp("2024-02-29")
    assert years.date.min()[2000] == pd.Timestamp("2000-11-02")
    assert fires[fires.satellite == "Aqua"].date.min() > pd.Timestamp("2002-07-01")
    assert firms_modis.SOURCE.coverage.years == tuple(range(2003, 2023))
    assert years.satellite.nunique().loc[2003:2022].eq(2).all()


@pytest.mark.data
def test_flares_are_unmarked_from_2009_to_2016(originals: Path) -> None:
    """The caveat holds: in those years the publisher marked not one fixed source on land."""
    marked = {
        year: (pd.read_csv(originals / f"firms_modis/modis_{year}_Colombia.csv", usecols=["type"])["type"] == 2).sum()
        for year in range(2003, 2023)
    }
    assert {year for year, count in marked.items() if count == 0} == set(range(2009, 2017))


def test_another_instrument_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VIIRS files call a confidence n; they are another product with other counts."""
    path = tmp_path / "fires.csv"
    path.write_text("latitude,longitude,acq_date,satellite,confidence\n7,-75,2020-01-01,N,n\n", "utf-8")
    with pytest.raises(GeoDataError, match="column confidence"):
        firms_modis._read(path)

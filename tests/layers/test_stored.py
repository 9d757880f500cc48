"""Tables with geometries are read as geopandas reads them, and those in another CRS are refused."""

from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.schema import GeoDataError
from layers.stored import StoredTables
from tests.layers.app.country import write


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of the small country's tables that have geometries."""
    folder = write(tmp_path_factory.mktemp("stored") / "processed")
    return {path.stem: path for path in folder.glob("*.parquet") if b"geo" in pq.read_schema(path).metadata}


def test_tables_are_those_that_geopandas_reads(drawn: dict[str, Path]) -> None:
    """Columns, types, order, geometries, CRS; without the column of bounds, which is for other readers."""
    tables = StoredTables({name: pa.memory_map(str(path)) for name, path in drawn.items()})
    assert {"municipalities", "events"} <= set(drawn)
    for name, path in drawn.items():
        assert_geodataframe_equal(tables[name], gpd.read_parquet(path))
        assert tables[name].columns.tolist() == gpd.read_parquet(path).columns.tolist()


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4686", None])
def test_another_crs_is_refused(drawn: dict[str, Path], crs: str | None, tmp_path: Path) -> None:
    """Or places would be elsewhere."""
    table = gpd.read_parquet(drawn["municipalities"])
    table.set_crs(crs, allow_override=True).to_parquet(tmp_path / "municipalities.parquet")
    tables = StoredTables({"municipalities": pa.memory_map(str(tmp_path / "municipalities.parquet"))})
    with pytest.raises(GeoDataError, match="cannot be read") as raised:
        tables["municipalities"]
    assert raised.value.source == "municipalities.parquet"

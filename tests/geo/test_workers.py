"""The same answers from threads and from a cluster, also when workers die."""

import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import distributed
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from rasterio.windows import Window

from geo.fetch import MissingFileError
from geo.schema import GeoDataError
from geo.workers import Cluster, Threads, run_in_background
from geo.zones import Zones


@contextmanager
def two_workers() -> Iterator[Any]:
    """Two processes of one thread each."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local:
        yield local


def test_work_is_done_beside_other_work() -> None:
    """What is waited for is the result, or the error; a block does not end before the work beside it."""
    here, there = threading.Event(), threading.Event()

    def meet(answer: int) -> int:
        there.set()
        assert here.wait(10)
        return answer

    with run_in_background(meet, 42) as met:
        assert there.wait(10)
        here.set()
        assert met() == 42
    with run_in_background(int, "many") as failed, pytest.raises(ValueError, match="many"):
        failed()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """One for the tests that leave it whole."""
    with two_workers() as local:
        yield local


@pytest.fixture
def mortal() -> Iterator[Any]:
    """One to be harmed; a LocalCluster would give up a worker that is not back within 15 seconds."""
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1h"}), two_workers() as local:
        yield local


@pytest.fixture(scope="module")
def zones() -> Zones:
    """Six columns of unequal width."""
    edges = [0, 0.7, 1.1, 2.5, 2.9, 3.3, 4]
    columns = [shapely.box(edges[k], 0, edges[k + 1], 4) for k in range(6)]
    return Zones([str(k) for k in range(6)], columns)


@pytest.fixture(scope="module")
def raster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some ten bands, with loss in each."""
    path = tmp_path_factory.mktemp("raster") / "loss.tif"
    random = np.random.default_rng(1)
    with rasterio.open(
        path, "w", driver="GTiff", width=20_000, height=16_000, count=1, dtype="uint8", crs=4326, compress="lzw",
        transform=from_origin(0, 4, 0.0002, 0.00025), tiled=True, blockxsize=512, blockysize=512, SPARSE_OK=True,
    ) as out:  # fmt: skip
        for row in range(0, 16_000, 512):
            window = Window(int(random.integers(0, 19_000)), row, 700, min(512, 16_000 - row))
            out.write(random.integers(0, 4, (window.height, window.width), dtype=np.uint8), 1, window=window)
    return path


def worker_processes(client: Any) -> list[int]:
    return list(client.run(os.getpid).values())


def test_a_cluster_gives_the_same_table(cluster: Any, zones: Zones, raster: Path) -> None:
    """To the last bit."""
    with Cluster(cluster.scheduler_address) as workers:
        table = zones.tabulate(raster, workers=workers)
    pd.testing.assert_frame_equal(table, zones.tabulate(raster), check_exact=True)


def test_points_are_located_on_a_cluster(cluster: Any, zones: Zones) -> None:
    """In chunks, and back in order."""
    x, y = np.random.default_rng(2).uniform(-0.5, 4.5, (2, 700_000))
    with Cluster(cluster.scheduler_address) as workers:
        np.testing.assert_array_equal(zones.locate(x, y, workers=workers), zones.locate(x, y))


@pytest.mark.parametrize("victims", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_workers_that_die_midway_cost_nothing_but_time(mortal: Any, zones: Zones, raster: Path, victims: int) -> None:
    """One of two workers is killed after the first band, then both: the table is the same."""
    killed: list[int] = []

    def kill(share: float) -> None:
        if not killed and share < 1:
            killed.extend(worker_processes(workers.client)[:victims])
            for process in killed:
                os.kill(process, signal.SIGKILL)
            time.sleep(0.5)

    with Cluster(mortal.scheduler_address) as workers:
        workers.client.wait_for_workers(2)
        table = zones.tabulate(raster, workers=workers, progress=kill)
        assert len(killed) == victims
    pd.testing.assert_frame_equal(table, zones.tabulate(raster), check_exact=True)


def test_a_cluster_without_workers_is_not_waited_for_without_end(zones: Zones, raster: Path) -> None:
    """Once the patience is over, the address and the remedy are told."""
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as local,
        Cluster(local.scheduler_address, patience=0.5) as workers,
        pytest.raises(GeoDataError, match=r"no worker is left \(found 'tcp://.*start dask worker"),
    ):
        zones.tabulate(raster, workers=workers)


def test_a_scheduler_that_goes_away_is_told(mortal: Any, zones: Zones, raster: Path) -> None:
    """In the middle of the work."""

    def close(share: float) -> None:
        mortal.close()

    with (
        Cluster(mortal.scheduler_address, patience=5) as workers,
        pytest.raises(GeoDataError, match="the scheduler is gone"),
    ):
        zones.tabulate(raster, workers=workers, progress=close)


def test_no_scheduler_is_told() -> None:
    """With the address and what to do."""
    with pytest.raises(GeoDataError, match=r"no scheduler answers \(found 'tcp://127.0.0.1:9'\)"):
        Cluster("tcp://127.0.0.1:9", timeout=1)


def test_errors_of_workers_come_through(cluster: Any, zones: Zones, raster: Path, tmp_path: Path) -> None:
    """A file that is damaged behind its header is named, not retried for ever."""
    broken = tmp_path / "broken.tif"
    broken.write_bytes(raster.read_bytes()[:-1_000_000])
    with (
        Cluster(cluster.scheduler_address) as workers,
        pytest.raises(GeoDataError, match=r"broken\.tif: cannot be read"),
    ):
        zones.tabulate(broken, workers=workers)


def test_an_error_comes_back_as_it_was_told() -> None:
    """Sent from a worker it says the same, and where; a special one stays special."""
    for kind in (GeoDataError, MissingFileError):
        error = pickle.loads(pickle.dumps(kind("not five digits", source="evoa", column="code", value=5120)))
        assert type(error) is kind
        assert str(error) == "evoa: column code: not five digits (found 5120)."
        assert (error.source, error.column, error.value) == ("evoa", "code", 5120)


def test_threads_keep_the_order() -> None:
    """Results come in the order of the items, whoever is first."""

    def slow(shared: float, item: int) -> int:
        time.sleep(shared / (1 + item))
        return item

    assert list(Threads(4).map(slow, 0.05, range(12))) == list(range(12))
    assert Threads().count >= 1


def test_threads_stop_where_nobody_asks_for_more() -> None:
    """An item that fails, or a caller who has enough: those that wait are never begun, those begun have ended."""
    begun: list[int] = []
    ended: list[int] = []

    def work(fails: int, item: int) -> int:
        begun.append(item)
        time.sleep(0.05)
        ended.append(item)
        if item == fails:
            raise ValueError(item)
        return item

    with pytest.raises(ValueError, match="3"):
        list(Threads(2).map(work, 3, range(100)))
    assert sorted(begun) == sorted(ended) == list(range(len(begun)))
    assert 3 < len(begun) < 10
    begun.clear()
    ended.clear()
    answers = Threads(2).map(work, -1, range(100))
    assert next(answers) == 0
    answers.close()  # type: ignore[attr-defined]
    assert sorted(begun) == sorted(ended) == list(range(len(begun)))
    assert len(begun) < 10

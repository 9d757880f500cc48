"""One build for all visitors, with its steps and failures reported."""

import sys
import time
from pathlib import Path

import pytest

from geo.schema import GeoDataError
from layers.app.build_process import Builder, Progress
from layers.app.table_cache import TableCache
from tests.layers.app.country import write

REPORT = "import json,sys,time\ndef say(**m): print(json.dumps(m), flush=True)\n"


def run(script: str) -> tuple[Builder, Progress]:
    builder = Builder([sys.executable, "-c", REPORT + script])
    builder.start()
    return builder, finished(builder)


def finished(builder: Builder) -> Progress:
    """Progress of its build once it has ended."""
    deadline = time.monotonic() + 30
    while (progress := builder.progress).running:
        assert time.monotonic() < deadline, progress
        time.sleep(0.02)
    return progress


@pytest.mark.parametrize(
    ("script", "steps", "error"),
    [
        ("say(step='a'); say(step='b'); say(done='v1')", ("a", "b"), None),
        ("say(step='a'); say(error='evoa: bad'); sys.exit(1)", ("a",), "evoa: bad"),
        ("say(step='a'); sys.exit(3)", ("a",), "the build ended with exit code 3"),
        ("raise RuntimeError('out of luck')", (), "RuntimeError: out of luck"),
        ("print('a warning of some library'); say(done='v1')", (), None),
    ],
)
def test_progress_and_failure_are_reported(script: str, steps: tuple[str, ...], error: str | None) -> None:
    """The steps in order, and one sentence for whatever stopped it."""
    _, progress = run(script)
    assert (progress.running, progress.steps, progress.error) == (False, steps, error)


def test_a_command_that_cannot_run_is_a_failure() -> None:
    """No exception is lost in the thread."""
    builder = Builder(["/no/such/program"])
    builder.start()
    assert "no such" in str(finished(builder).error).lower()


def test_many_visitors_start_one_build(tmp_path: Path) -> None:
    """A visitor who arrives meanwhile sees the progress of the same build."""
    log, all_there = tmp_path / "log", tmp_path / "all there"
    wait = f"while not os.path.exists({str(all_there)!r}): time.sleep(.01)"
    script = f"{REPORT}import os\nopen({str(log)!r}, 'a').write('x')\n{wait}\nsay(done='v1')"
    builder = Builder([sys.executable, "-c", script])
    for _ in range(5):
        builder.start()
    all_there.touch()
    assert finished(builder).error is None
    assert log.read_text() == "x"


def test_a_failed_build_can_be_tried_again(tmp_path: Path) -> None:
    """The second try starts from nothing."""
    flag = tmp_path / "flag"
    script = f"import os; p={str(flag)!r}\nif os.path.exists(p): say(done='v1')\nelse: open(p,'w'); say(error='once')"
    builder, first = run(script)
    assert first.error == "once"
    builder.start()
    assert finished(builder).error is None


def test_the_cache_reads_a_rebuild(tmp_path: Path) -> None:
    """None before the first build, then the newest; the same object until something changes."""
    cache = TableCache(tmp_path / "processed")
    assert cache.get() is None
    write(cache.folder, version="one")
    first = cache.get()
    assert first is not None
    assert first.manifest["data_version"] == "one"
    assert cache.get() is first
    write(cache.folder, version="two")
    second = cache.get()
    assert second is not None
    assert second.manifest["data_version"] == "two"


def test_the_cache_keeps_the_last_valid_tables(tmp_path: Path) -> None:
    """A broken build is not shown, nor does a missing one remove the tables."""
    cache = TableCache(write(tmp_path / "processed"))
    good = cache.get()
    (cache.folder / "events.parquet").write_bytes(b"broken")
    (cache.folder / "manifest.json").touch()
    assert cache.get() is good
    (cache.folder / "manifest.json").unlink()
    assert cache.get() is good


def test_a_cache_without_tables_raises_with_the_remedy(tmp_path: Path) -> None:
    """The first build is broken: an error names the remedy."""
    folder = write(tmp_path / "processed")
    (folder / "events.parquet").write_bytes(b"broken")
    with pytest.raises(GeoDataError, match="terrapaz build --force"):
        TableCache(folder).get()

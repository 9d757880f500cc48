"""One build for all visitors, told step by step, and its failures told too."""

import sys
import time
from pathlib import Path

import pytest

from geo.schema import GeoDataError
from layers.app.build_process import Builder, Progress
from layers.app.table_cache import Shelf
from tests.layers.app.country import write

SAY = "import json,sys,time\ndef say(**m): print(json.dumps(m), flush=True)\n"


def run(script: str) -> tuple[Builder, Progress]:
    builder = Builder([sys.executable, "-c", SAY + script])
    builder.start()
    return builder, ended(builder)


def ended(builder: Builder) -> Progress:
    """Where its build stands once it is over."""
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
def test_progress_and_failure_are_told(script: str, steps: tuple[str, ...], error: str | None) -> None:
    """The steps in order, and one sentence for whatever stopped it."""
    _, progress = run(script)
    assert (progress.running, progress.steps, progress.error) == (False, steps, error)


def test_a_command_that_cannot_run_is_a_failure() -> None:
    """No exception is lost in the thread."""
    builder = Builder(["/no/such/program"])
    builder.start()
    assert "no such" in str(ended(builder).error).lower()


def test_many_visitors_start_one_build(tmp_path: Path) -> None:
    """Whoever comes while it runs watches the same one."""
    log, all_there = tmp_path / "log", tmp_path / "all there"
    wait = f"while not os.path.exists({str(all_there)!r}): time.sleep(.01)"
    script = f"{SAY}import os\nopen({str(log)!r}, 'a').write('x')\n{wait}\nsay(done='v1')"
    builder = Builder([sys.executable, "-c", script])
    for _ in range(5):
        builder.start()
    all_there.touch()
    assert ended(builder).error is None
    assert log.read_text() == "x"


def test_a_failed_build_can_be_tried_again(tmp_path: Path) -> None:
    """The second try starts from nothing."""
    flag = tmp_path / "flag"
    script = f"import os; p={str(flag)!r}\nif os.path.exists(p): say(done='v1')\nelse: open(p,'w'); say(error='once')"
    builder, first = run(script)
    assert first.error == "once"
    builder.start()
    assert ended(builder).error is None


def test_the_shelf_takes_up_a_rebuild(tmp_path: Path) -> None:
    """None before the first build, then the newest, the same object as long as nothing changed."""
    shelf = Shelf(tmp_path / "processed")
    assert shelf.get() is None
    write(shelf.folder, version="one")
    first = shelf.get()
    assert first is not None
    assert first.manifest["data_version"] == "one"
    assert shelf.get() is first
    write(shelf.folder, version="two")
    second = shelf.get()
    assert second is not None
    assert second.manifest["data_version"] == "two"


def test_the_shelf_keeps_the_last_good_tables(tmp_path: Path) -> None:
    """A broken build is not shown, and one that vanished for a moment does no harm."""
    shelf = Shelf(write(tmp_path / "processed"))
    good = shelf.get()
    (shelf.folder / "events.parquet").write_bytes(b"broken")
    (shelf.folder / "manifest.json").touch()
    assert shelf.get() is good
    (shelf.folder / "manifest.json").unlink()
    assert shelf.get() is good


def test_a_shelf_that_never_had_tables_says_why(tmp_path: Path) -> None:
    """The first build is broken: an error names the remedy."""
    folder = write(tmp_path / "processed")
    (folder / "events.parquet").write_bytes(b"broken")
    with pytest.raises(GeoDataError, match="terrapaz build --force"):
        Shelf(folder).get()

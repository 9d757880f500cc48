"""What has to be left out is counted with its remedy, from one process or more, or has failed where all is asked."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.source import ROOT

WANTS = {"originals": 3, "chromium": 2, "nginx": 1, "pango": 4}
"""Tests that ask for each, on a machine that has none of them."""


def run(folder: Path, *, workers: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder under this project's conftest where nothing is to be found."""
    (folder / "tests").mkdir()
    for name in ("conftest.py", "chromium.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests")
    (folder / "weasyprint.py").write_text("raise OSError('cannot load library libpango')\n")
    (folder / "sitecustomize.py").write_text("import shutil\nshutil.which = lambda *_, **__: None\n")
    (folder / "tests" / "test_all.py").write_text(
        "import pytest\n"
        + "".join(
            f"@pytest.mark.parametrize('k', range({count}))\ndef test_{name}(k, {name}): pass\n"
            for name, count in WANTS.items()
        )
        + "def test_plain(): pass\n@pytest.mark.skip(reason='another reason')\ndef test_other(): pass\n"
        + "@pytest.mark.xfail\ndef test_expected(): assert False\n"
    )
    kept = os.environ.keys() - {"CHROME", "CHROMIUM_PATH", "TERRAPAZ_COMPLETE"}
    places = {
        "PLAYWRIGHT_BROWSERS_PATH": str(folder),
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "TERRAPAZ_HOME": str(folder),
        "TERRAPAZ_MIRROR": str(folder / "none"),
    }
    told = "-q", "-n", str(workers), "-p", "no:cacheprovider", "--import-mode=importlib"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *told, "--rootdir", str(folder), "-c", os.devnull, str(folder / "tests")],
        env={name: os.environ[name] for name in kept} | places | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", [0, 2])
def test_what_is_left_out_is_told_at_the_end(tmp_path: Path, workers: int) -> None:
    """So many tests for want of what, and how it is got; nothing of it is a failure."""
    done = run(tmp_path, workers=workers)
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.partition(" left out ")[2]
    lines = re.findall(r"^(\d+) tests? for want of .*?(raw files|Chromium|nginx|Pango)", told, re.MULTILINE)
    assert [int(count) for count, _ in lines] == list(WANTS.values())
    for remedy in ("terrapaz fetch", "playwright install chromium", "package nginx", "libpangoft2"):
        assert remedy in told
    assert "11 skipped" in told


def test_a_complete_run_leaves_nothing_out(tmp_path: Path) -> None:
    """With TERRAPAZ_COMPLETE every test that is left out has failed, and what is expected to fail has not."""
    done = run(tmp_path, workers=2, TERRAPAZ_COMPLETE="1")
    assert done.returncode == 1
    assert re.search(r"1 passed, 1 xfailed, 11 errors in ", done.stdout), done.stdout
    assert "left out, though TERRAPAZ_COMPLETE is set: needs nginx" in done.stdout

"""The wheel alone: installed where no clone is, it builds, draws, serves, and writes nothing among the packages."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo import __version__
from geo.build.inputs import facts, gather
from geo.source import ROOT
from tests.layers.app.serving import mounted

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class Installed:
    """A wheel in an environment of its own, for a user who has an empty folder and an empty home."""

    environment: Path
    home: Path
    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """A program of the environment and what it is called with."""
        return [str(self.environment / "bin" / arguments[0]), *arguments[1:]]

    @property
    def variables(self) -> dict[str, str]:
        """A user's, in which nothing leads to this clone or to a network."""
        left_out = ("TERRAPAZ_", "XDG_", "PYTHON", "STREAMLIT_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
        return kept | proxies | {"HOME": str(self.home), "NO_PROXY": "127.0.0.1,localhost"}

    def run(self, *arguments: str) -> str:
        """Run a program from the empty folder; return what it prints."""
        done = subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def files(self) -> set[Path]:
        """What lies among the packages, but for what Python and numba compile."""
        packages = self.environment / "lib"
        return {path for path in packages.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def build(kind: str, project: Path, target: Path) -> Path:
    """Build a wheel or an sdist of a project, without a network; return it."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (built,) = target.iterdir()
    return built


def tracked(*folders: str) -> set[str]:
    """Files below some folders that git tracks, or would if they were added."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this clone."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel beside the dependencies of this environment, which are not installed again."""
    place = tmp_path_factory.mktemp("user")
    subprocess.run([sys.executable, "-m", "venv", str(place / "env")], check=True)
    user = Installed(place / "env", place / "home", place / "work")
    user.home.mkdir()
    user.folder.mkdir()
    user.run("pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", str(wheel))
    packages = user.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    # a path in a .pth file lends its packages, and not its own .pth files: the editable install stays out
    dependencies = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (Path(packages) / "dependencies.pth").write_text("\n".join(dependencies))
    return user


def test_it_holds_the_packages_the_data_and_the_settings_and_no_more(wheel: Path) -> None:
    """Every tracked file of both packages and data/raw, methods and settings; no test, no download, no import."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    moved = {"data/": "geo/data/", "docs/": "layers/docs/", ".streamlit/": "layers/app/.streamlit/"}
    expected = tracked("geo", "layers", "data/raw", "docs/methods.md", ".streamlit")
    for start, place in moved.items():
        expected = {place + name.removeprefix(start) if name.startswith(start) else name for name in expected}
    assert names == expected


def test_the_wheel_of_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    """The source release is whole: what is built from it is what is built from a clone, byte for byte."""
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (project,) = tmp_path.glob("terrapaz-*")
    assert build("wheel", project, tmp_path / "wheel").read_bytes() == wheel.read_bytes()
    assert (project / "tests" / "test_wheel.py").is_file()


@pytest.mark.slow
def test_a_build_is_the_same_as_in_a_clone(installed: Installed, no_raw: Path) -> None:
    """From the data it carries, into the user's own folder, which is told; then maps and Python read it."""
    before = installed.files()
    assert installed.run("terrapaz", "--version") == f"terrapaz {__version__}\n"
    told = installed.run("terrapaz", "build")
    (manifest,) = installed.home.rglob("data/processed/manifest.json")
    assert str(manifest.parent) in told
    built = json.loads(manifest.read_text("utf-8"))
    assert built["data_version"] == facts(gather(no_raw, None, frozenset()))["data_version"]
    assert built["missing"] == {}
    installed.run("terrapaz", "verify")
    installed.run("terrapaz", "map", "--region", "catatumbo")
    assert "Catatumbo" in (installed.folder / "map.html").read_text("utf-8")
    code = (
        "import geo, layers; from layers import Selection, Tables;"
        "print(layers.__file__, len(Tables.read().selected_codes(Selection(region='caqueta'))))"
    )
    path, municipalities = installed.run("python", "-c", code).split()
    assert Path(path).is_relative_to(installed.environment)
    assert municipalities == "16"
    assert [path.name for path in installed.folder.iterdir()] == ["map.html"]
    assert installed.files() == before


@pytest.fixture
def app(installed: Installed, processed: Path) -> Iterator[str]:
    """The app of the wheel over tables that are built, at its address."""
    code = "from geo.source import PROCESSED; print(PROCESSED)"
    folder = Path(installed.run("python", "-c", code).strip())
    assert folder.is_relative_to(installed.home)
    shutil.copytree(processed, folder, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = installed.command("terrapaz", "app", "--port", port, "--address", "127.0.0.1")
    process = subprocess.Popen(command, cwd=installed.folder, env=installed.variables, start_new_session=True)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def wait_for(address: str) -> bytes:
    """What an address answers as soon as it does."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            return bytes(answer.read())
        time.sleep(0.1)
    raise TimeoutError(address)


@pytest.mark.browser
def test_the_app_answers_and_shows_its_map(installed: Installed, app: str, tab: "Page") -> None:
    """With the settings of the clone, and what it serves to browsers written beside the user's data."""
    before = installed.files()
    assert wait_for(f"{app}/_stcore/health") == b"ok"
    tab.goto(f"{app}/map")
    mounted(tab, patience=120_000)
    (page,) = installed.home.rglob("streamlit_app.py")
    assert page.read_text("utf-8").splitlines()[-3:] == (ROOT / page.name).read_text("utf-8").splitlines()[-3:]
    assert (page.parent / ".streamlit" / "config.toml").read_bytes() == (ROOT / ".streamlit/config.toml").read_bytes()
    assert any((page.parent / "static").iterdir())
    assert installed.files() == before

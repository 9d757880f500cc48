"""The workflow of the watch: its steps are those of a script, which runs here with stand-ins for what it calls."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from geo.source import ROOT
from layers.watch import reading

GITHUB = ROOT / ".github"
STAND_IN = """#!/usr/bin/env bash
echo "$(basename "$0") $*" >>"$CALLS"
case "$*" in
  build*) mkdir -p data/processed && touch data/processed/manifest.json && exit 3 ;;
  watch*) mkdir -p dist/watch/en && echo 'Terrapaz: 2 sources changed' >dist/watch/en/line.txt
    echo 'COLOMBIA: `1` figure revised' >dist/watch/en/digest.txt
    exit "$CODE" ;;
  bundle*) mkdir -p data/raw/bundled && echo new >data/raw/bundled/evoa.parquet ;;
  sources*) echo '# Sources' ;;
  "pr create"*) exit "${PR:-0}" ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the script, and a remote."""
    clone = tmp_path / "clone"
    (clone / "docs").mkdir(parents=True)
    (clone / ".github").mkdir()
    shutil.copy2(GITHUB / "watch.sh", clone / ".github")
    (clone / "docs" / "data.md").write_text("# Old\n")
    for name in ("terrapaz", "gh"):
        (tmp_path / name).write_text(STAND_IN)
        (tmp_path / name).chmod(0o755)
    for command in (
        ["git", "init", "--quiet", "--bare", "../remote"],
        ["git", "init", "--quiet", "-b", "main"],
        ["git", "remote", "add", "origin", "../remote"],
        ["git", "add", "."],
        ["git", "commit", "--quiet", "-m", "Begin"],
    ):
        subprocess.run(command, cwd=clone, check=True, env=environment(tmp_path))
    return clone


def environment(folder: Path, **others: str) -> dict[str, str]:
    who = {f"GIT_{role}_{part}": "x@x" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HOME": str(folder),
        "TERRAPAZ": "terrapaz",
        "CALLS": str(folder / "calls"),
        "GITHUB_OUTPUT": str(folder / "said"),
        **who,
        **others,
    }


def step(clone: Path, name: str, **others: str) -> int:
    return subprocess.run(
        [".github/watch.sh", name], cwd=clone, env=environment(clone.parent, **others), check=False
    ).returncode


def test_news_are_published_and_proposed(clone: Path) -> None:
    """Built once from the data in git; watched, bundled, pushed; a pull request with the list of changes."""
    assert step(clone, "report", CODE="4") == 0
    assert (clone.parent / "said").read_text() == "news=true\n"
    assert step(clone, "propose", CODE="4") == 0
    calls = (clone.parent / "calls").read_text().splitlines()
    assert [call.split(" --")[0] for call in calls] == [
        "terrapaz build",
        "terrapaz watch .github/watch.toml",
        "terrapaz bundle",
        "terrapaz sources",
        "gh pr create",
    ]
    body = (clone / "dist" / "watch.md").read_text()
    assert body.startswith("Terrapaz: 2 sources changed\n")
    assert "```text\nCOLOMBIA: 1 figure revised\n```" in body
    command = ["git", "show", "--stat", "--format=%s", "watch"]
    pushed = subprocess.run(command, cwd=clone.parent / "remote", capture_output=True, text=True, check=True).stdout
    assert pushed.startswith("Renew the bundled data\n")
    assert "data/raw/bundled/evoa.parquet" in pushed
    assert "docs/data.md" in pushed
    assert "dist" not in pushed


def test_an_open_request_is_renewed(clone: Path) -> None:
    """gh refuses a second one for the branch."""
    step(clone, "report", CODE="4")
    assert step(clone, "propose", CODE="4", PR="1") == 0
    assert "gh pr edit watch" in (clone.parent / "calls").read_text()


@pytest.mark.parametrize(("code", "expected", "said"), [("0", 0, "news=false\n"), ("1", 1, None)])
def test_without_news_nothing_is_renewed(clone: Path, code: str, expected: int, said: str | None) -> None:
    """A failure fails the workflow."""
    assert step(clone, "report", CODE=code) == expected
    assert (clone.parent / "said").is_file() == (said is not None)
    assert "bundle" not in (clone.parent / "calls").read_text()


def test_the_workflow_runs_the_script_and_nothing_else() -> None:
    """Weekly and by hand; what it publishes is the folder that the settings name."""
    workflow = yaml.safe_load((GITHUB / "workflows" / "watch.yml").read_text("utf-8"))
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML reads the key "on" as true
    steps = workflow["jobs"]["watch"]["steps"]
    runs = [each["run"] for each in steps if "run" in each]
    assert sum(".github/watch.sh report" in run for run in runs) == 1
    assert sum(".github/watch.sh propose" in run for run in runs) == 1
    paths = [each["with"]["path"] for each in steps if "upload-pages" in each.get("uses", "")]
    watch = reading.read(GITHUB / "watch.toml")
    assert [ROOT / path for path in paths] == [watch.folder.resolve()]
    assert "gallery" in [output.make for output in watch.outputs]
    assert os.access(GITHUB / "watch.sh", os.X_OK)

"""A release says one thing everywhere: its version, its day, its authors."""

import re
import tomllib
from datetime import date

import pytest
import yaml

from geo import __version__
from geo.source import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))


def releases() -> list[tuple[str, str]]:
    """Version and day of each release that the changelog tells of, newest first."""
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", CHANGELOG, re.MULTILINE)


def test_the_version_is_stated_once() -> None:
    """The package has it; its metadata are made of it."""
    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_changelog_tells_of_this_release_first() -> None:
    """Below what is not released yet; versions and days go down, and no heading has another form."""
    found = releases()
    assert re.findall(r"^## .*$", CHANGELOG, re.MULTILINE) == [
        "## [Unreleased]",
        *(f"## [{version}] - {day}" for version, day in found),
    ]
    assert found[0][0] == __version__
    keys = [(tuple(map(int, version.split("."))), date.fromisoformat(day)) for version, day in found]
    assert keys == sorted(keys, reverse=True)
    assert len(keys) == len(set(keys))


def test_the_citation_agrees() -> None:
    """With version and day of the release, and with authors, title and licence of the project."""
    (version, day), *_ = releases()
    assert (CITATION["version"], str(CITATION["date-released"])) == (version, day)
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in PROJECT["authors"]]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["title"].lower() == f"terrapaz: {PROJECT['description'].rpartition(',')[0]}".lower()


@pytest.mark.parametrize("section", re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:], ids=lambda text: text[:12])
def test_sections_have_the_names_of_keep_a_changelog(section: str) -> None:
    """Each at most once in a release."""
    names = re.findall(r"^### (.*)$", section, re.MULTILINE)
    assert set(names) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert len(names) == len(set(names))

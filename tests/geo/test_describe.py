"""The catalogue is complete, and its pages say what it says."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.describe import KINDS, as_record, markdown, pinned, taxonomy
from geo.schema import EVENT_TYPES
from geo.source import ROOT, Source

SOURCES = pinned()
DAY = r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


def test_there_are_at_least_thirty_sources() -> None:
    """The catalogue holds what the field has in the open."""
    assert len(SOURCES) >= 30


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_a_source_states_publisher_terms_period_coverage_and_caveats(source: Source) -> None:
    """Whoever uses a number can cite it, knows the terms, and knows what it does not show."""
    told = as_record(source)
    for fact in ("title", "publisher", "licence", "attribution", "period"):
        assert told[fact].strip(), fact
    assert told["publisher_url"].startswith("https://") or told["publisher_url"].startswith("http://")
    assert told["caveats"]
    assert all(caveat.endswith(".") for caveat in told["caveats"])
    coverage = told["coverage"]
    assert re.fullmatch(DAY, coverage["start"])
    assert re.fullmatch(DAY, coverage["end"])
    assert coverage["start"] <= coverage["end"]
    assert list(coverage["years"]) == sorted(set(coverage["years"]))
    assert coverage["departments"] or coverage["scope"] != "departments"
    assert not set(coverage["partial"]) & set(coverage["years"])
    assert not coverage["absent_is_zero"] or coverage["scope"] != "listed"
    assert bool(told["next_release"]) == told["next_release_url"].startswith("https://")
    assert told["next_release"][-1:] in ("", ".")


@pytest.mark.parametrize(
    ("source", "file"),
    [(source.id, file) for source in SOURCES.values() for file in as_record(source)["files"]],
    ids=lambda value: value if isinstance(value, str) else value["path"],
)
def test_every_file_has_a_checksum(source: str, file: dict[str, object]) -> None:
    """Pinned files by declaration, tracked ones by their bytes; Hansen's tiles, named by their release, have none."""
    if source == "hansen":
        assert file["url"]
        assert SOURCES[source].optional
        return
    assert re.fullmatch(r"[0-9a-f]{64}", str(file["sha256"])), source


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_the_catalogue_is_json(source: Source) -> None:
    """``terrapaz sources --json`` prints it."""
    assert json.loads(json.dumps(as_record(source)))["id"] == source.id


def test_the_page_is_in_step_with_the_catalogue() -> None:
    """docs/data.md is what ``terrapaz sources --markdown`` prints; run that after a change."""
    assert (ROOT / "docs" / "data.md").read_text("utf-8") == markdown(SOURCES)


def test_the_page_has_a_section_for_every_source() -> None:
    """With all caveats, variables and checksums; every kind has its heading."""
    page = markdown(SOURCES)
    assert {source.kind for source in SOURCES.values()} <= KINDS.keys()
    for source in SOURCES.values():
        section = page.split(f"\n### {source.id}\n")[1].split("\n### ")[0]
        words = [*source.caveats, source.attribution, *(f"`{variable.id}`" for variable in source.variables)]
        assert all(word in section for word in words)
        assert all(file.path in section for file in source.files)
        assert (
            f"- Next release: {source.next_release} <{source.next_release_url}>" in section or not source.next_release
        )


def test_the_sources_with_gaps_say_when_they_go_on() -> None:
    """Or how often they come out: whoever finds a gap learns whether waiting helps."""
    for name in ("ideam_deforestation", "evoa", "coca", "ucdp_ged", "ucdp_candidate", "hansen", "hansen_municipal"):
        assert SOURCES[name].next_release, name


def test_a_source_that_may_not_be_passed_on_says_so() -> None:
    """As ACLED's rows are not."""
    closed = replace(SOURCES["evoa"], redistributable=False)
    assert "may not be passed on" in markdown({"evoa": closed})
    assert "may not be passed on" not in markdown({"evoa": SOURCES["evoa"]})


def test_the_taxonomy_explains_every_common_type() -> None:
    """docs/events.md has a line for each."""
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| [^`]+ \|$", page, re.MULTILINE) == list(EVENT_TYPES)


@pytest.mark.data
def test_the_taxonomy_is_that_of_the_data(processed: Path) -> None:
    """Every type that a source uses stands in docs/events.md with the common type it became, and no other."""
    events = pd.read_parquet(processed / "events.parquet", columns=["event_type", "source", "source_event_type"])
    assert taxonomy(events) in (ROOT / "docs" / "events.md").read_text("utf-8")

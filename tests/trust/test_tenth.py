"""A tenth of the campaign's tries, of the parts that need no second process; ``make trust`` makes them all."""

from pathlib import Path

import pytest

from tests.trust.__main__ import PARTS
from tests.trust.report import PAGE, Tally, page
from tests.trust.tries import GOOD, SEED, Outcome, Verdict, WrongError, judge


def bad(found: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in found if outcome.verdict not in GOOD]


def tenth(name: str, folder: Path) -> list[Outcome]:
    """Run a tenth of a part."""
    import importlib

    part = importlib.import_module(f"tests.trust.{name}")
    return list(judge(part.tries(PARTS[name].count // 10, folder), PARTS[name].seconds))


@pytest.mark.parametrize("name", ["files", "uploads", "flags"])
def test_a_tenth_of_the_tries(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is right, or refused with a remedy."""
    monkeypatch.chdir(tmp_path)
    found = tenth(name, tmp_path)
    assert len(found) == PARTS[name].count // 10
    assert bad(found) == []


def test_what_is_not_good_is_seen() -> None:
    """A wrong number, a traceback, a vague message and a hang are told apart from what is right."""

    def wrong() -> None:
        raise WrongError("5 is not 7")

    def endless() -> None:
        while True:
            pass

    tries = [("right", lambda: None), ("wrong", wrong), ("traceback", lambda: {}["x"]), ("hang", endless)]
    verdicts = [outcome.verdict for outcome in judge(tries, 0.1)]
    assert verdicts == [Verdict.RIGHT, Verdict.SILENT, Verdict.TRACEBACK, Verdict.HANG]


def test_the_page_is_made_by_the_campaign() -> None:
    """docs/trust.md has the row of every part, and no bad verdict in it; what is open says so."""
    text = PAGE.read_text("utf-8")
    made = page([Tally(part.title, {}, 0) for part in PARTS.values()], ())
    for part in PARTS.values():
        [row] = [line for line in text.splitlines() if line.startswith(f"| {part.title.capitalize()} |")]
        assert {cell.strip() for cell in row.split("|")[5:-1]} in ({"0"}, {"–"})
    assert made.splitlines()[0] == text.splitlines()[0]
    assert SEED

"""Import and refresh from the command line say what they took, what they refused, and what comes next."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.catalogue import catalogue
from geo.refresh import Refreshed
from geo.schema import GeoDataError
from geo.sources import evoa
from layers import cli

runner = CliRunner()


def run(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(cli.app, list(arguments), env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "hechos.csv"
    path.write_text("cuando,divipola,que\n2023-03-19,5790,ataque\n2023-03-20,99999,ataque\nsoon,05120,ataque\n")
    return path


def test_import_tells_what_it_refused(table: Path, tmp_path: Path) -> None:
    """Accepted rows, reasons with their first row, coverage, terms, and what to do next."""
    raw = tmp_path / "raw"
    asked = ["--map", "date=cuando", "--map", "event_type=que", "--licence", "CC0", "--name", "Mis hechos"]
    code, said = run("import", "events", str(table), *asked, "--raw", str(raw))
    assert code == 0
    assert "imported-mis-hechos: 1 of 3 rows accepted" in said
    assert "municipality_code: no such municipality" in said
    assert "date: not a date" in said
    assert "covers 2023-03-19 to 2023-03-19; yearly figures for no whole year" in said
    assert "--from" in said
    assert "licence: CC0" in said
    assert catalogue(raw)["imported-mis-hechos"].licence == "CC0"


@pytest.mark.parametrize("whole", [True, False], ids=["no row refused", "two refused"])
def test_import_takes_the_days_that_are_stated(table: Path, tmp_path: Path, whole: bool) -> None:
    """--from, --to and --complete make a year a year, and silence a zero unless a refused row may belong there."""
    raw = tmp_path / "raw"
    if whole:
        table.write_text("\n".join(table.read_text().splitlines()[:2]) + "\n")
    said = ["--map", "date=cuando", "--set", "event_type=attack", "--from", "2023-01-01", "--to", "2023-12-31"]
    run(
        "import",
        "events",
        str(table),
        *said,
        "--complete",
        "--private",
        "--url",
        "https://example.org",
        "--raw",
        str(raw),
    )
    source = catalogue(raw)["imported-hechos"]
    assert (source.coverage.years, source.coverage.absent_is_zero) == ((2023,), whole)
    assert not source.redistributable
    assert source.publisher_url == "https://example.org"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["import", "shapes", "x.csv"], "no such format"),
        (["import", "events", "nowhere.csv"], "no such file"),
        (["import", "events", "x.csv", "--map", "date"], "no pair"),
        (["import", "events", "x.csv", "--decimal", ";"], "no decimal mark"),
    ],
)
def test_a_wrong_import_is_an_error_with_its_remedy(arguments: list[str], problem: str, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(ValueError, match=problem):
        run(*arguments, "--raw", str(tmp_path / "raw"))
    assert not (tmp_path / "raw").exists()


def test_refresh_without_names_lists_what_there_is(tmp_path: Path) -> None:
    """The ids that can be given."""
    listed = run("refresh", "--raw", str(tmp_path))[1].split()
    assert {"evoa", "coca", "acled", "ucdp_ged"} <= set(listed)


def test_refresh_goes_on_with_the_next_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that fails is told, the others are refreshed, and the exit code says so."""

    def ask(name: str, raw: Path, **_: object) -> Refreshed:
        if name == "coca":
            raise GeoDataError("the publisher does not answer", source=name)
        return Refreshed(evoa.SOURCE, evoa.SOURCE, 1388, raw / "refreshed" / name)

    monkeypatch.setattr("geo.refresh.refresh", ask)
    code, said = run("refresh", "coca", "evoa", "--raw", str(tmp_path))
    assert code == 1
    assert "evoa: 1,388 rows" in said
    assert "coca: the publisher does not answer" in said


def test_refresh_goes_back_to_the_pinned_files(tmp_path: Path) -> None:
    """--pinned says whether there was anything to go back from."""
    assert "was not refreshed" in run("refresh", "evoa", "--pinned", "--raw", str(tmp_path))[1]
    folder = tmp_path / "refreshed" / "evoa"
    folder.mkdir(parents=True)
    (folder / "source.json").write_text("{}")
    assert "back to the pinned files" in run("refresh", "evoa", "--pinned", "--raw", str(tmp_path))[1]
    assert not folder.exists()

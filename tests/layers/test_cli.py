"""The command says what it did, and ends plainly when it cannot."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from geo import __version__
from geo.catalogue import catalogue
from geo.source import ROOT
from layers import cli
from layers.catalog import LAYERS
from layers.cli.reference import reference
from layers.extract import MEDIA_TYPES
from layers.figure import FORMATS
from layers.figure.sheet import PAPERS
from layers.selection import KEYS, Selection

runner = CliRunner()
COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(name: str) -> None:
    """--help works, and no option is left unexplained."""
    command = COMMANDS[name]
    assert command.help
    assert not [option.name for option in command.params if not getattr(option, "help", None)]
    assert runner.invoke(cli.app, [name, "--help"]).exit_code == 0


def test_help_names_every_format() -> None:
    """Each ending that extract writes, each paper that figure draws on."""
    told = {name: " ".join(option.help for option in COMMANDS[name].params) for name in ("extract", "figure")}
    assert all(f".{ending.partition('.')[0]}" in told["extract"] for ending in MEDIA_TYPES)
    assert all(paper in told["figure"] for paper in PAPERS)
    assert all(f".{form}" in told["figure"] for form in FORMATS)


def test_the_readme_names_every_command() -> None:
    """A command that the README leaves out is not there for its reader."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [name for name in COMMANDS if f"terrapaz {name}" not in readme]


def written() -> list[tuple[str, list[str]]]:
    """Every command that a page tells its reader to run, word by word."""
    found = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text("utf-8").replace("\\\n", " ")
        for line in re.findall(r"^(?: {4}|(?=terrapaz))terrapaz (.*)$", text, re.MULTILINE):
            words = shlex.split(line, comments=True)
            if page.name != "commands.md":
                found.append((page.name, words))
    return found


@pytest.mark.parametrize(
    ("page", "words"), written(), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_commands_of_the_documentation_can_be_run(page: str, words: list[str]) -> None:
    """The command has these flags, and what they select means something."""
    command = COMMANDS[words[0]]
    flags = {name: option for option in command.params for name in option.opts}
    given = [word.strip("[]") for word in words[1:] if re.match(r"\[?-", word)]
    assert [name for name in given if name not in flags] == []
    if set(KEYS) <= {name.removeprefix("--") for name in flags}:
        pairs = zip(words, [*words[1:], ""], strict=True)
        query = {name.removeprefix("--"): value for name, value in pairs if name.removeprefix("--") in KEYS}
        Selection.from_query(query | ({"embed": "1"} if "embed" in query else {}))


def test_the_reference_is_up_to_date() -> None:
    """docs/commands.md is what the commands declare."""
    remedy = "run python -m layers.cli.reference > docs/commands.md"
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == reference(), remedy


def test_the_version_is_told() -> None:
    """In one word after the name, for a report of a bug."""
    assert runner.invoke(cli.app, ["--version"]).stdout == f"terrapaz {__version__}\n"


def test_sources_as_json_is_the_whole_catalogue() -> None:
    """Each source with publisher, licence, attribution, period and coverage."""
    listed = json.loads(runner.invoke(cli.app, ["sources", "--json"]).stdout)
    assert {source["id"] for source in listed} == set(catalogue())
    needed = ("publisher", "licence", "attribution", "period")
    assert all(source[key] for source in listed for key in needed)


def test_layers_lists_every_layer() -> None:
    """What the flags accept is printed."""
    shown = runner.invoke(cli.app, ["layers"], env={"COLUMNS": "200"}).stdout
    assert all(name in shown for name in LAYERS)


def test_the_flags_of_a_map_are_the_keys_of_a_link() -> None:
    """A link can be retyped as a command."""
    flags = {option.opts[0].removeprefix("--") for option in COMMANDS["map"].params}
    assert set(KEYS) <= flags


@pytest.mark.data
def test_map_writes_one_file_and_prints_the_snippet(processed: Path, tmp_path: Path) -> None:
    """With --embed the frame that holds the map is printed."""
    page = tmp_path / "map.html"
    arguments = ["map", "--out", str(processed), "-o", str(page), "--region", "caqueta", "--embed", "--lang", "en"]
    result = runner.invoke(cli.app, arguments)
    assert result.exit_code == 0, result.output
    assert '<iframe src="map.html"' in result.stdout
    assert re.search(r"<html lang=\"en\">", page.read_text("utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_bad_input_ends_with_a_sentence_and_not_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The value, the rule and the remedy, and exit code 1."""
    monkeypatch.setattr("sys.argv", ["terrapaz", "map", "--region", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_build_without_a_source_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3: the rest was built."""
    monkeypatch.setattr("geo.build.inputs.bundled", lambda *_: None)
    (tmp_path / "raw").mkdir()
    result = runner.invoke(cli.app, ["build", "--out", str(tmp_path / "out"), "--raw", str(tmp_path / "raw")])
    assert result.exit_code == cli.INCOMPLETE
    assert "ucdp_ged" in result.output
    assert (tmp_path / "out" / "incidents.parquet").is_file()


TABLES = {"geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "shapely"}
HEAVY = {
    "dask",
    "folium",
    "matplotlib",
    "numba",
    "pandera",
    "rasterio",
    "streamlit",
    "topojson",
    "weasyprint",
}


def imported(*arguments: str) -> set[str]:
    """Modules that a command imports."""
    code = (
        "import sys; from layers.cli import app; app(sys.argv[1:], standalone_mode=False);"
        " print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in sorted(COMMANDS))], ids=" ".join)
def test_help_waits_for_no_large_library(arguments: list[str]) -> None:
    """Tables, maps and compilers are imported by the commands that use them, when they are called."""
    assert not imported(*arguments) & (TABLES | HEAVY)


def test_sources_are_listed_without_maps_and_compilers() -> None:
    """A source is declared without what its loader works with."""
    assert not imported("sources") & HEAVY

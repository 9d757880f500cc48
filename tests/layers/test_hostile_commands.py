"""Commands under fire: hostile paths, empty flags and damaged tables end in a sentence, and nothing is lost."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layers import cli
from tests.layers.commands import ARGUMENTS, OUTPUTS, PATHS, TAKES, contents, flags, lay_out

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command as a shell would, in a folder with things that are not ours; exit code and what it says."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["terrapaz", *words])
        with pytest.raises(SystemExit) as ended:  # whatever is no SystemExit would be a traceback
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return call


@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
@pytest.mark.parametrize(("name", "flag"), OUTPUTS, ids=lambda value: value.strip("-"))
def test_no_output_flag_loses_anything(name: str, flag: str, path: str, run: Run, tmp_path: Path) -> None:
    """Every command x every flag that names an output x what may be in its way."""
    before = contents(tmp_path)
    words = [name, *ARGUMENTS.get(name, ()), flag, path]
    if name == "build":
        words += ["--raw", "raw"]
    elif flag != "--out" and "--out" in TAKES[name]:
        words += ["--out", "nothing-built"]
    code, said = run(*words)
    assert code == 1, said
    assert "Remedy: " in said
    assert contents(tmp_path) == before


@pytest.mark.parametrize("value", ["", "  "], ids=["empty", "blank"])
@pytest.mark.parametrize(("name", "flag"), list(flags()))
def test_an_empty_value_is_refused(name: str, flag: str, value: str, run: Run, tmp_path: Path) -> None:
    """``--region ''`` comes of an unset variable in a script: it does not mean the country."""
    before = contents(tmp_path)
    forms = [[flag, value], [f"{flag}={value}"]] if flag else [[value]]
    for words in forms:
        code, said = run(name, *words)
        assert code == 1
        assert f"column {flag}: is empty" in said if flag else "is empty" in said
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "file", ["mine.csv", "to-file.html", "pipe", "/dev/null", "n" * 300, "folder", "raw/none.zip"]
)
def test_boundaries_that_are_no_geodata(file: str, run: Run, tmp_path: Path) -> None:
    """The build ends before anything is written."""
    code, said = run("build", "--boundaries", file, "--raw", "raw", "--out", "out")
    assert code == 1
    assert "Remedy: " in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999999999999999", "8501x", "٨٥٠١x", "1e3"])
def test_a_port_out_of_range(port: str, run: Run) -> None:
    """A usage error."""
    code, said = run("app", "--port", port)
    assert code == 2
    assert "--port" in said


@pytest.mark.parametrize("address", ["no.such.host.invalid", "300.1.1.1", "." * 300])
def test_an_address_that_is_none(address: str, run: Run) -> None:
    """A sentence, not the server's traceback."""
    code, said = run("app", "--address", address, "--port", "18999")
    assert code == 1
    assert "Remedy: " in said


NAMES = (
    ("fetch", "evao"),
    ("fetch", "../evoa"),
    ("bundle", "evao"),
    ("refresh", "evao"),
    ("refresh", "evao", "--pinned"),
    ("refresh", "../refreshed/evoa", "--pinned"),
    ("build", "--with", "hansne"),
    ("build", "--boundaries", "mgn2019"),
    ("fetch", "--boundaries", "mgn2019"),
    ("import", "event", "mine.csv"),
)


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
def test_names_that_do_not_exist_are_refused(words: tuple[str, ...], run: Run) -> None:
    """With the names that do; nothing is done for the others meanwhile."""
    code, said = run(*words, "--raw", "raw")
    assert code == 1
    assert any(word in said for word in ("did you mean", "one of"))


def broken(folder: Path) -> Iterator[str]:
    """Damage a copy of a build in one way after another; yields what was done."""
    manifest = folder / "manifest.json"
    text = manifest.read_text("utf-8")
    facts = json.loads(text)
    for content in ("", "{", "[]", "null", "7", '{"outputs": []}', '{"outputs": {}}', "\0", "\ud7ff"):
        manifest.write_text(content, "utf-8")
        yield f"manifest {content!r}"
    for key in ("inputs", "outputs"):
        for value in (None, 7, ["x"], {"x": 1}, [{}]):
            manifest.write_text(json.dumps(facts | {key: value}))
            yield f"manifest with {key} = {value}"
    manifest.write_text(text, "utf-8")
    for path in (folder / "municipalities.parquet", folder / "indicators.parquet", folder / "sources.json"):
        whole = path.read_bytes()
        for content in (
            b"",
            b"PAR1",
            whole[:-100],
            whole[:50] + bytes(200) + whole[250:-10] + b"PAR1",
            b"{}",
            b"[1]",
        ):
            path.write_bytes(content)
            yield f"{path.name} of {len(content)} bytes"
        path.unlink()
        yield f"without {path.name}"
        path.write_bytes(whole)


@pytest.mark.data
def test_damaged_tables_end_in_a_sentence(processed: Path, run: Run, tmp_path: Path) -> None:
    """Every way of damage x every command that reads tables."""
    shutil.copytree(processed, tmp_path / "built")
    for damage in broken(tmp_path / "built"):
        for words in (["verify"], ["map", "-o", "new.html"], ["extract", "-o", "new.csv"]):
            code, said = run(*words, "--out", "built")
            assert code == 0 or "Remedy: " in said or words == ["verify"], (damage, words, said)
            assert code == 1 or words != ["verify"], damage
            assert code == 1 or "manifest.json" in damage or "parquet" not in damage or words[0] == "extract", damage

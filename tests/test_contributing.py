"""CONTRIBUTING.md and the pages it links to are true: the examples work, and what they name is there."""

import ast
import importlib
import io
import re
import subprocess
import sys
import textwrap
import types
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from geo.catalogue import catalogue, declared_sources
from geo.fetch import find
from geo.loader import Declared
from geo.schema import INDICATORS, check
from geo.source import Source, Variable
from geo.statistics.indicators import measure, pivot_years

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PAGES = ("CONTRIBUTING.md", "docs/architecture.md", "docs/naming.md")

MADE_UP = ("school_closures", "plain_text")
"""Names of the examples: files called so are not in the repository."""

WRITTEN = ("data/processed", "data/cache")
"""What a build or a server writes: it may be there or not."""

PATH = re.compile(
    r"(?<![\w/.])(?:\.?/?(?:geo|layers|tests|docs|data|bench|\.ci|\.github)/[\w./*-]*[\w/*]"
    r"|(?:\.pre-commit-config\.yaml|\.editorconfig|Makefile|Dockerfile|[A-Z]{5,}\.md|requirements[\w-]*\.txt"
    r"|pyproject\.toml|streamlit_app\.py)\b)"
)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
DOTTED = re.compile(r"`((?:geo|layers)(?:\.\w+)+)`")


def section(title: str) -> str:
    """The part of the guide below a heading of the second level."""
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(language: str, text: str = GUIDE) -> list[str]:
    """The code blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def entries(code: str, names: dict[str, Any]) -> tuple[Any, ...]:
    """What a block of entries stands for where ``names`` are imported."""
    return eval(f"({code})", dict(names))


def catalog(group: str) -> dict[str, Any]:
    """The names that the module of a group of layers has imported."""
    return vars(importlib.import_module(f"layers.catalog.{group}"))


@pytest.fixture
def source(tmp_path: Path) -> types.ModuleType:
    """The made-up source, as a module."""
    path = tmp_path / "school_closures.py"
    path.write_text(blocks("python", section("Add a data source"))[0], "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def raw(tmp_path: Path, source: types.ModuleType) -> Path:
    """A folder of raw files with the publisher's file of the guide."""
    path = tmp_path / "raw" / source.SOURCE.files[0].path
    path.parent.mkdir(parents=True)
    path.write_text(blocks("csv")[0], "utf-8", newline="\n")
    return tmp_path / "raw"


def test_the_source_loads_what_the_guide_says(source: types.ModuleType, raw: Path) -> None:
    """A zero is a row, an empty cell is none, and the row without a municipality is set aside."""
    loader = Declared(source)
    assert find(loader.source, raw)[0].read_bytes() == blocks("csv")[0].encode()
    table = check(loader.load(raw), INDICATORS, "guide")
    wide = table.pivot(index=["municipality_code", "year"], columns="variable", values="value")
    assert wide["days_without_class"].dropna().to_dict() == {
        ("05154", 2021): 112, ("05154", 2022): 57, ("05154", 2023): 0, ("18150", 2021): 210, ("18150", 2023): 88,
        ("54810", 2021): 640, ("54810", 2022): 415, ("54810", 2023): 731,
    }  # fmt: skip
    assert len(wide["rural_schools"].dropna()) == 9
    rejected = loader.rejects(raw)
    assert rejected.to_dict("list") == {"record": ["2023"], "reason": ["no municipality stated"], "rows": [1]}
    assert loader.searched(raw) is loader.measured(raw) is loader.publisher is loader.revises is None


def test_the_source_is_declared_as_sources_are(source: types.ModuleType) -> None:
    """Its id is that of its module and folder, its terms and caveats are stated, its checksum is that of the file."""
    declared: Source = source.SOURCE
    assert declared.id == source.__name__ == declared.files[0].path.partition("/")[0]
    assert declared.files[0].sha256 == sha256(blocks("csv")[0].encode()).hexdigest()
    assert declared.caveats
    assert all(caveat.endswith(".") for caveat in (*declared.caveats, declared.coverage.note))


def test_every_hook_of_the_guide_is_one_of_the_loader() -> None:
    """The guide lists those that Declared reads from a module, and no other."""
    listed = set(re.findall(r"^\| `(\w+)(?:\(raw\))?` \|", section("Add a data source"), re.MULTILINE))
    kinds = {"events", "indicators", "features", "raster", "points", "register"}
    assert kinds <= listed
    tree = ast.parse((ROOT / "geo" / "loader.py").read_text("utf-8"))
    declared = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Declared")
    words = {node.value for node in ast.walk(declared) if isinstance(node, ast.Constant)}
    assert {word for word in words if isinstance(word, str) and word.isidentifier()} - {"SOURCE", "load"} == (
        listed - kinds
    )


def test_the_layer_has_the_value_of_the_guide(source: types.ModuleType, raw: Path) -> None:
    """Tibú has 4.95 days per school and year; a municipality that lacks a year has no value."""
    from layers.catalog.model import Choropleth
    from layers.scene.classification import PALETTES

    (layer,) = entries(blocks("python", section("Add a map layer"))[0], catalog("conflict"))
    assert isinstance(layer, Choropleth)
    assert layer.sources == (source.SOURCE.id,)
    assert layer.palette in PALETTES
    table, codes = Declared(source).load(raw), pd.Index(["05154", "18150", "54810"])
    amounts = {name: pivot_years(rows, codes) for name, rows in table.groupby("variable")}
    area = pd.Series(1.0, codes)
    found = measure(
        layer.measure, (2021, 2022, 2023), amounts[layer.measure.variable], area, amounts[layer.measure.per]
    )
    assert found["value"].round(2).dropna().to_dict() == {"05154": 1.5, "54810": 4.95}
    assert "4.95" in section("Add a map layer")


def test_the_overlap_has_variables_and_a_layer() -> None:
    """The ids of the variables are those that a build writes; the sources exist and can be overlaid."""
    from geo import overlaps

    added, variables, shown = blocks("python", section("Add an indicator"))
    (parted,) = entries(added, vars(overlaps))
    inside, outside = entries(variables, {"Variable": Variable})
    (layer,) = entries(shown, catalog("forest"))
    known = catalogue(Path("nothing imported"))
    assert (inside.id, outside.id) == (parted.inside, parted.outside)
    assert known[parted.source].variables[0].id == parted.variable
    assert known[parted.areas].kind == "features"
    assert (layer.measure.source, layer.measure.variable, *layer.extra_sources) == (
        parted.source,
        inside.id,
        parted.areas,
    )


@pytest.mark.data
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_output_and_its_command_work(
    lang: str, processed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command of the guide writes the text of the guide, the same each time."""
    from layers.cli import exports

    output, command = blocks("python", section("Add an output"))
    module = types.ModuleType("layers.outputs.plain_text")
    exec(output, vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    app = typer.Typer()
    exec(command, vars(exports) | {"app": app})
    assert [each.rich_help_panel for each in app.registered_commands] == [exports.OUTPUTS]
    written = []
    for name in ("one.txt", "other.txt"):
        flags = ["--out", str(processed), "-o", str(tmp_path / name), "--region", "catatumbo", "--lang", lang]
        done = CliRunner().invoke(app, flags)
        assert done.exit_code == 0, done.output
        written.append((tmp_path / name).read_text("utf-8"))
    assert written[0] == written[1]
    assert "Catatumbo" in written[0]
    assert {"es": "Fuentes y licencias", "en": "Sources and licences"}[lang] in written[0]
    assert "Hansen/UMD/Google/USGS/NASA" in written[0]


def test_the_examples_have_spanish(source: types.ModuleType) -> None:
    """Each text is in a .po block of the guide or in the catalogues, and fields are kept."""
    from layers.text.i18n import translator

    guide = {
        message.id: message.string
        for block in blocks("po")
        for message in read_po(io.BytesIO(block.encode()), locale="es")
        if message.id
    }
    layers = [
        *entries(blocks("python", section("Add a map layer"))[0], catalog("conflict")),
        *entries(blocks("python", section("Add an indicator"))[2], catalog("forest")),
    ]
    variables = entries(blocks("python", section("Add an indicator"))[1], {"Variable": Variable})
    declared: Source = source.SOURCE
    texts = [declared.title, declared.licence, declared.coverage.note, *declared.caveats]
    texts += [text for each in (*declared.variables, *variables) for text in (each.title, each.unit) if text != "ha"]
    texts += [text for each in layers for text in (each.title, each.note, each.measure.unit, each.nodata)]
    spanish = translator("es").texts
    assert [text for text in texts if not (guide.get(text) or spanish.get(text))] == []
    assert [text for text in guide if text in spanish and spanish[text] != guide[text]] == []


@pytest.mark.parametrize(
    ("title", "path"),
    [("Add a data source", "geo/sources/school_closures.py"), ("Add an output", "layers/outputs/plain_text.py")],
)
def test_the_modules_pass_ruff(title: str, path: str) -> None:
    """Layout and rules, as at any path of the repository."""
    code = blocks("python", section(title))[0]
    for command in (["check"], ["format", "--check"]):
        ruff(code, path, *command)


@pytest.mark.parametrize("code", [block for title in ("Add a map layer", "Add an indicator")
                                  for block in blocks("python", section(title))])  # fmt: skip
def test_the_entries_have_the_layout_of_ruff(code: str) -> None:
    """As they stand among others in a tuple of the module."""
    ruff(
        f"LAYERS = (\n{textwrap.indent(code, '    ')}    None,\n)\n",
        "layers/catalog/conflict.py",
        "format",
        "--check",
    )


def ruff(code: str, path: str, *command: str) -> None:
    """Check a text as the file at ``path``."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "--stdin-filename", path, "-"],
        input=code,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page: str) -> None:
    """Links lead somewhere; files, folders and patterns are in the repository or written by a build or a server."""
    text = (ROOT / page).read_text("utf-8")
    links = {(ROOT / page).parent / link for link in LINK.findall(text)}
    assert [str(link) for link in sorted(links) if not link.exists()] == []
    named = {name for name in PATH.findall(text) if not any(word in name for word in MADE_UP)}
    named = {name for name in named if not name.startswith(WRITTEN)}
    assert named
    assert [name for name in sorted(named) if not any(ROOT.glob(name.strip("/")))] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_name_that_is_given_exists(page: str) -> None:
    """``geo.loader.Declared`` and the like can be imported."""
    lost = [name for name in DOTTED.findall((ROOT / page).read_text("utf-8")) if not exists(name)]
    assert lost == []


def exists(name: str) -> bool:
    """Whether a dotted name is that of a module, or of something in one, or an attribute of that."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            fields = getattr(found, "__dataclass_fields__", {}) | getattr(found, "__annotations__", {})
            if not hasattr(found, part) and part not in fields:
                return False
            found = getattr(found, part, None)
        return True
    return False


def test_the_drawings_of_the_packages_are_the_imports() -> None:
    """Each arrow of docs/architecture.md is an import, and each import follows from the arrows."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn: dict[str, set[str]] = {}
    for drawing in blocks("mermaid", page.partition("\n## The path of one number")[0]):
        names = dict(re.findall(r"^\s*(\w+)\[\"?([\w.]+)", drawing, re.MULTILINE))
        for start, ends in re.findall(r"^\s*(\w+) --> ([\w &]+)$", drawing, re.MULTILINE):
            drawn.setdefault(names[start], set()).update(names[end] for end in ends.split(" & "))
    real = imports()
    assert drawn.keys() == real.keys()
    assert {name: ends - real[name] for name, ends in drawn.items() if ends - real[name]} == {}
    assert {name: ends - reached(drawn, name) for name, ends in real.items() if ends - reached(drawn, name)} == {}


def imports() -> dict[str, set[str]]:
    """What each package, or module beside the packages, of geo and layers imports of these; not for types alone."""
    files = {path.relative_to(ROOT): path for folder in ("geo", "layers") for path in (ROOT / folder).rglob("*.py")}
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files}
    found: dict[str, set[str]] = {}
    for short, path in files.items():
        own = ".".join(short.with_suffix("").parts[:2])
        if own.endswith("__init__"):
            continue
        for node in statements(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                whole = [f"{node.module}.{alias.name}" for alias in node.names]
                modules = {name if name in names else node.module for name in whole} & names
                found.setdefault(own, set()).update(".".join(name.split(".")[:2]) for name in modules)
    inner = {name: {end for end in ends if "." in end} - {name} for name, ends in found.items()}
    return {name: ends for name, ends in inner.items() if ends}


def statements(tree: ast.AST) -> list[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING``."""
    found: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            found += [node, *statements(node)]
    return found


def reached(arrows: dict[str, set[str]], start: str) -> set[str]:
    """What can be reached from ``start`` by one arrow or more."""
    found: set[str] = set()
    waiting = list(arrows.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += arrows.get(name, ())
    return found


def test_the_readme_counts_the_sources() -> None:
    """How many a clone includes, how many come on request, how many may not be redistributed."""
    sources = declared_sources().values()
    kept, optional = (sum(map(is_so, sources)) for is_so in (lambda s: s.fetch_only, lambda s: s.optional))
    words = " ".join((ROOT / "README.md").read_text("utf-8").split())
    counted = f"{len(sources) - kept - optional} of the {len(sources)} sources; {optional} are obtained"
    assert counted in words
    assert kept == 2
    assert "two may not be redistributed" in words

"""The arrows between the packages run one way, without circles, and the house keeps its shape."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from geo.source import ROOT

LAYOUT = {"pyproject.toml", "streamlit_app.py", "geo", "layers", "data", "tests", "README.md"}
HABITUAL = {
    "LICENSE", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "SECURITY.md", "Dockerfile", "Makefile", "bench",
    "docs", ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".github", ".gitignore",
    ".pre-commit-config.yaml", ".streamlit", "mkdocs.yml", "requirements.txt", "requirements-dev.txt",
}  # fmt: skip
LONGEST = 300
"""Lines of a module: a longer one is asking to be two."""
LONGEST_TEST = 650
"""Lines of a module of tests."""


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for folder in ("geo", "layers") for path in sorted((ROOT / folder).rglob("*.py"))}
TESTS = {dotted(path): path for path in sorted((ROOT / "tests").rglob("*.py"))}


def imports(path: Path, *, of_types: bool = True) -> set[str]:
    """Whole names of the modules that a module imports, of this project and of others; ``from a import b`` is a.b
    where that is a module, else a.

    Parameters
    ----------
    of_types
        Those that stand under ``if TYPE_CHECKING`` too.
    """
    names = set()
    for node in _nodes(ast.parse(path.read_text("utf-8")), of_types):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else node.module for name in whole.values()}
    return names


def _nodes(tree: ast.AST, of_types: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        typed = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if of_types or not typed:
            yield node
            yield from _nodes(node, of_types)


def room(name: str) -> str:
    """The package, or the module at the root of ``geo`` or ``layers``, that a module belongs to."""
    return ".".join(name.split(".")[:2])


BELOW = {
    "geo.lazy": set(),
    "geo.definition": set(),
    "geo.overlaps": set(),
    "geo.source": {"geo.definition", "geo.schema"},
    "geo.swap": {"geo.schema"},
    "geo.schema": {"geo.lazy"},
    "geo.area": {"geo.lazy"},
    "geo.workers": {"geo.schema"},
    "geo.rejects": {"geo.lazy", "geo.schema"},
    "geo.fetch": {"geo.deadline", "geo.lazy", "geo.schema", "geo.source", "geo.swap"},
    "geo.loader": {"geo.lazy", "geo.rejects", "geo.schema", "geo.source"},
    "geo.statistics": {"geo.lazy", "geo.schema", "geo.source"},
    "geo.analyses": {"geo.lazy", "geo.schema", "geo.source", "geo.statistics"},
    "geo.zones": {"geo.area", "geo.schema", "geo.workers"},
    "geo.readers": {"geo.area", "geo.lazy", "geo.schema", "geo.source"},
    "geo.publishers": {
        *("geo", "geo.deadline", "geo.lazy", "geo.readers", "geo.rejects", "geo.schema", "geo.source"),
    },
    "geo.sources": {
        *("geo.definition", "geo.lazy", "geo.publishers", "geo.readers", "geo.rejects", "geo.schema"),
        *("geo.source", "geo.workers", "geo.zones"),
    },
}
"""What packages of the engine may import; those that are not named are its upper floor."""

FLOORS = (
    {"layers.text", "layers.ink"},
    {"layers.catalog", "layers.caching", "layers.stored"},
    {"layers.selection"},
    {"layers.parties"},
    {"layers.event_index", "layers.incident_index"},
    {"layers.tables"},
    {"layers.validation"},
    {"layers.scene"},
    {"layers.analysis", "layers.figure"},
    {"layers.extract"},
    {"layers.answers", "layers.charts"},
    {"layers.dossier"},
    {"layers.outputs"},
    {"layers.watch"},
    {"layers.app", "layers.cli"},
)
"""Packages of ``layers``, lowest first: one imports those of lower floors, and none beside it."""

FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}


@pytest.mark.parametrize("name", MODULES)
def test_the_engine_knows_nothing_of_what_is_drawn(name: str) -> None:
    """geo imports neither layers nor what draws; nothing imports the app's entry point or a test."""
    roots = {part.split(".")[0] for part in imports(MODULES[name])}
    drawing = {"layers", "folium", "streamlit", "streamlit_folium", "branca", "matplotlib", "weasyprint"}
    assert not roots & ((drawing if name.startswith("geo") else set()) | {"streamlit_app", "tests", "bench"})


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in BELOW])
def test_arrows_inside_the_engine_run_down(name: str) -> None:
    """A package imports lower ones only; what types alone need does not count."""
    inner = {
        room(part) for part in imports(MODULES[name], of_types=False) if part in MODULES and part.startswith("geo")
    }
    assert inner <= BELOW[room(name)] | {room(name)}


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("layers.")])
def test_arrows_inside_the_layers_run_down(name: str) -> None:
    """A package imports those of lower floors only, and each has its floor."""
    inner = {room(part) for part in imports(MODULES[name]) if part in MODULES and part.startswith("layers.")}
    height = FLOOR[room(name)]
    assert {other for other in inner - {room(name)} if FLOOR[other] >= height} == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    """No circle, of modules or of packages; what types alone need does not count."""
    modules = {name: {part for part in imports(path, of_types=False) if part in MODULES} - {name}
               for name, path in MODULES.items()}  # fmt: skip
    packages: dict[str, set[str]] = {}
    for name, parts in modules.items():
        packages.setdefault(room(name), set()).update(room(part) for part in parts)
    for graph in (modules, {name: parts - {name} for name, parts in packages.items()}):
        assert [name for name in graph if name in reached(graph, name)] == []


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """All that can be reached from ``start`` by one arrow or more."""
    seen: set[str] = set()
    open_ = [start]
    while open_:
        fresh = graph.get(open_.pop(), set()) - seen
        seen |= fresh
        open_ += fresh
    return seen


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("layers.app")])
def test_streamlit_is_for_the_app_alone(name: str) -> None:
    """Command, dossiers and Python do without it."""
    assert not {part for part in imports(MODULES[name]) if part.split(".")[0] in ("streamlit", "streamlit_folium")}


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) != "layers.catalog"])
def test_layers_are_found_in_the_catalogue(name: str) -> None:
    """No module reaches for the layers of one group: layers.catalog has them all."""
    groups = {
        f"layers.catalog.{group}"
        for group in ("cases", "conflict", "density", "forces", "forest", "mining", "territory")
    }
    assert not imports(MODULES[name]) & groups


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_long(name: str) -> None:
    """At most 300 lines."""
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= LONGEST


def test_no_module_of_tests_is_long() -> None:
    """At most 650 lines; a longer one splits by subject."""
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in TESTS.items()}
    assert {name: count for name, count in lines.items() if count > LONGEST_TEST} == {}


def test_no_test_leans_on_another() -> None:
    """What tests share is a fixture, or in a module of helpers that is imported by its whole name."""
    found = {
        name: {part for part in _imported_by_tests(path) if _is_of_one_test(part)} for name, path in TESTS.items()
    }
    assert {name: parts for name, parts in found.items() if parts} == {}


def _imported_by_tests(path: Path) -> Iterator[str]:
    """Whole names of what a test imports, modules and what is in them; a relative name begins with a dot."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _is_of_one_test(name: str) -> bool:
    return name.startswith(".") or any(part == "conftest" or part.startswith("test_") for part in name.split("."))


@pytest.mark.parametrize(
    ("source", "leans"),
    [
        ("from tests.layers.app.test_browser import opened", True),
        ("from tests.layers.app import test_browser", True),
        ("import tests.layers.app.test_browser", True),
        ("from .test_browser import opened", True),
        ("from . import serving", True),
        ("from tests.layers.conftest import make_tables", True),
        ("from tests.layers.app.serving import opened", False),
        ("from tests import builders", False),
        ("from streamlit.testing.v1 import AppTest", False),
    ],
)
def test_leaning_on_another_test_is_noticed(source: str, leans: bool, tmp_path: Path) -> None:
    """Every way to write such an import, and none of the others."""
    path = tmp_path / "test_made_up.py"
    path.write_text(source, "utf-8")
    assert any(map(_is_of_one_test, _imported_by_tests(path))) == leans


STATEFUL = {
    "set",
    "dict",
    "list",
    "deque",
    "Lock",
    "RLock",
    "Condition",
    "Event",
    "local",
    "ContextVar",
    "WeakKeyDictionary",
}
"""What a module would hold to remember something between two calls."""


def holds_state(path: Path) -> bool:
    """Whether a module binds an empty container or a lock at its top, or rebinds a name of its own in a function."""
    tree = ast.parse(path.read_text("utf-8"))
    values = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    empty = [
        value for value in values
        if (isinstance(value, ast.Dict | ast.List | ast.Set) and not ast.unparse(value)[1:-1])
        or (isinstance(value, ast.Call) and not value.args and ast.unparse(value.func).split(".")[-1] in STATEFUL)
    ]  # fmt: skip
    return bool(empty) or any(isinstance(node, ast.Global) for node in ast.walk(tree))


def test_state_is_held_only_where_the_documentation_says_why() -> None:
    """docs/architecture.md names every module that remembers something by other means than a cache."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("\n## Caches\n")[2]
    assert page
    holding = [str(path.relative_to(ROOT)) for path in MODULES.values() if holds_state(path)]
    assert holding
    assert [path for path in holding if f"`{path}`" not in page] == []


def test_keys_of_the_app_s_caches_hide_nothing() -> None:
    """Every parameter of a cached function is in its key, and tables enter it in one way."""
    cached = [
        (name, node, ast.unparse(decorator))
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if ast.unparse(decorator).startswith("st.cache")
    ]
    assert cached
    hidden = [
        (name, node.name, part.arg) for name, node, _ in cached for part in node.args.args if part.arg[0] == "_"
    ]
    assert hidden == []
    takes_tables = [(node.name, how) for _, node, how in cached if "tables" in {part.arg for part in node.args.args}]
    assert takes_tables
    assert [name for name, how in takes_tables if "hash_funcs=BY_VERSION" not in how] == []


def test_every_error_of_the_data_ends_with_a_remedy() -> None:
    """No ``GeoDataError`` without one, but those that repeat the message of another."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("GeoDataError", "MissingFileError")
        if not {keyword.arg for keyword in node.keywords} & {"remedy", None}
        if not ast.unparse(node.args[0]).startswith("str(error)")
    ]
    assert bare == []


def test_every_package_says_what_it_is() -> None:
    """A folder of modules has an __init__.py: without one it is in no wheel, and says nothing."""
    folders = {path.parent for path in MODULES.values()}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_no_tool_passes_over_a_module(request: pytest.FixtureRequest) -> None:
    """Formatter and linter see every module, pytest every folder of tests, and git keeps them all.

    Tools leave out folders by their names, ``build`` among them, and say nothing of it.
    """
    ours = {*MODULES.values(), *(ROOT / "tests").rglob("*.py")}
    shown = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--show-files", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(map(str, ours - {Path(line) for line in shown.stdout.splitlines()})) == []
    passed_over = request.config.getini("norecursedirs")
    folders = {part for path in ours for part in path.relative_to(ROOT).parts[:-1]}
    assert not {name for name in folders for pattern in passed_over if fnmatch(name, pattern)}
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT, capture_output=True, text=True, check=False, input="\n".join(map(str, ours)),
    )  # fmt: skip
    assert ignored.stdout.split() == []


def test_a_server_shows_its_first_page_without_the_libraries_of_others() -> None:
    """Statistics and print maps take a second to import: the pages that need them do so when they are opened."""
    code = "import sys, layers.app.shell; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "layers.app.pages.map" in loaded
    assert not loaded & {
        "scipy.stats",
        "statsmodels",
        "matplotlib.figure",
        "layers.extract",
        "layers.dossier.document",
    }


def test_the_top_level_keeps_its_shape() -> None:
    """What the user asked for is there, and nothing else but what habit expects."""
    tracked = {path.name for path in ROOT.iterdir()} - {".git", ".venv", "dist", "site", "static"}
    assert tracked >= LAYOUT
    caches = {
        name for name in tracked if name.endswith(("_cache", ".egg-info")) or name in {".hypothesis", "__pycache__"}
    }
    assert tracked - caches <= LAYOUT | HABITUAL

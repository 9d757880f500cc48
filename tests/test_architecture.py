"""The arrows between the rooms run one way, and the house keeps its shape."""

import ast
from pathlib import Path

import pytest

from geo.source import ROOT

MODULES = sorted(path for folder in ("geo", "layers") for path in (ROOT / folder).rglob("*.py"))
LAYOUT = {"pyproject.toml", "streamlit_app.py", "geo", "layers", "data", "tests", "README.md"}
HABITUAL = {
    "LICENSE", "CHANGELOG.md", "CITATION.cff", "Makefile", "bench", "docs", ".ci", ".gitignore", ".streamlit",
    "requirements.txt", "requirements-dev.txt", "Dockerfile", ".dockerignore", ".gitattributes", "CONTRIBUTING.md",
}  # fmt: skip

# A module of the left may import those of the right, and nothing else of geo.
MAY_IMPORT = {
    "geo.lazy": set(),
    "geo.schema": {"lazy"},
    "geo.source": set(),
    "geo.readers.names": set(),
    "geo.area": {"lazy"},
    "geo.readers.crosswalk": {"lazy", "schema", "source", "names"},
    "geo.readers.registers": {"lazy", "schema", "source", "names"},
    "geo.fetch": {"lazy", "schema", "source"},
    "geo.indicators": {"lazy", "schema", "source"},
}


def imports(path: Path) -> set[str]:
    """Dotted names a module imports, of this project and of others."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_the_engine_knows_nothing_of_what_is_drawn(path: Path) -> None:
    """geo imports neither layers nor folium nor streamlit; layers imports not the app's entry point."""
    roots = {name.split(".")[0] for name in imports(path)}
    forbidden = (
        {"layers", "folium", "streamlit", "streamlit_folium", "branca"} if dotted(path).startswith("geo") else set()
    )
    assert not roots & (forbidden | {"streamlit_app", "tests"})


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_arrows_inside_the_engine_run_one_way(path: Path) -> None:
    """A low module imports only lower ones, and a source only what lies below the pipeline."""
    name = dotted(path)
    inner = {part.split(".")[1] for part in imports(path) if part.startswith("geo.")}
    room = ".".join(name.split(".")[:2])
    if room in MAY_IMPORT:
        assert inner <= MAY_IMPORT[room] | {room.split(".")[1]}
    elif name.startswith("geo.sources."):
        assert not inner & {"catalogue", "pipeline", "assemble", "indicators", "join", "fetch"}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_only_the_catalogue_finds_layers(path: Path) -> None:
    """No module imports a catalogue layer by name: discover() finds them."""
    assert not any(name.startswith("layers.catalog.") for name in imports(path))


def test_the_top_level_keeps_its_shape() -> None:
    """What the user asked for is there, and nothing else but what habit expects."""
    tracked = {path.name for path in ROOT.iterdir()} - {".git", ".venv", "static"}
    assert tracked >= LAYOUT
    caches = {
        name for name in tracked if name.endswith(("_cache", ".egg-info")) or name in {".hypothesis", "__pycache__"}
    }
    assert tracked - caches <= LAYOUT | HABITUAL

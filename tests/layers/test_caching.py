"""Results cached for tables live as long as the tables."""

import ast
import gc
import weakref
from collections.abc import Callable

from geo.source import ROOT
from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS
from layers.dossier import document as dossier
from layers.figure import figure
from layers.outputs.html import html
from layers.outputs.thumbnail import render_thumbnail
from layers.selection import Selection
from layers.tables import Tables


def test_a_result_is_computed_once_for_each_tables(make_tables: Callable[[], Tables]) -> None:
    """The key is the tables and the arguments; beyond ``maxsize`` the least recently used result is dropped."""
    calls: list[str] = []

    @weak_lru_cache(2)
    def describe(tables: Tables, name: str, *, loud: bool = False) -> str:
        calls.append(name)
        return f"{name}{'!' * loud} of {len(tables.municipalities)}"

    one, other = make_tables(), make_tables()
    assert describe(one, "a") == describe(one, "a") == describe(other, "a")
    assert describe(one, "a", loud=True) != describe(one, "a")
    assert calls == ["a", "a", "a"]
    describe(one, "b")
    describe(one, "c")
    describe(one, "a")
    assert calls == ["a", "a", "a", "b", "c", "a"]


def test_tables_no_longer_used_are_freed(make_tables: Callable[[], Tables]) -> None:
    """Maps of all kinds and dossiers were made of them: after a rebuild no cached result holds them."""
    tables = make_tables()
    reference = weakref.ref(tables)
    html(Selection(), tables)
    dossier.html(dossier.place("54810"), tables)
    figure(Selection(region="catatumbo"), tables)
    render_thumbnail(CHOROPLETHS["deaths"], Selection(), tables, "deaths")
    del tables
    gc.collect()
    assert reference() is None


def test_no_other_cache_holds_tables() -> None:
    """A cache of functools would keep them in memory until other entries replace them."""
    for path in sorted((ROOT / "layers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and "Tables" in ast.unparse(node.args):
                cached = [ast.unparse(one) for one in node.decorator_list if "cache" in ast.unparse(one)]
                assert not [one for one in cached if not one.startswith(("st.", "weak_lru_cache"))], (
                    f"{path.name}: {node.name}"
                )

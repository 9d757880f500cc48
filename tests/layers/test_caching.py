"""What is remembered of tables, and for how long."""

import ast
import gc
import weakref
from collections.abc import Callable

from geo.source import ROOT
from layers import dossier
from layers.caching import remembered
from layers.catalog import CHOROPLETHS
from layers.figure import figure
from layers.outputs.html import html
from layers.outputs.thumbnail import sketch
from layers.selection import Selection
from layers.tables import Tables


def test_an_answer_is_computed_once_for_each_tables(make_tables: Callable[[], Tables]) -> None:
    """Tables and arguments decide; where there are more answers than asked for, the oldest goes."""
    asked: list[str] = []

    @remembered(2)
    def told(tables: Tables, name: str, *, loud: bool = False) -> str:
        asked.append(name)
        return f"{name}{'!' * loud} of {len(tables.municipalities)}"

    one, other = make_tables(), make_tables()
    assert told(one, "a") == told(one, "a") == told(other, "a")
    assert told(one, "a", loud=True) != told(one, "a")
    assert asked == ["a", "a", "a"]
    told(one, "b")
    told(one, "c")
    told(one, "a")
    assert asked == ["a", "a", "a", "b", "c", "a"]


def test_tables_that_nobody_shows_are_given_back(make_tables: Callable[[], Tables]) -> None:
    """Maps of all kinds and dossiers were made of them: after a rebuild nothing that was remembered holds them."""
    tables = make_tables()
    there = weakref.ref(tables)
    html(Selection(), tables)
    dossier.html(dossier.place("54810"), tables)
    figure(Selection(region="catatumbo"), tables)
    sketch(CHOROPLETHS["deaths"], Selection(), tables, "deaths")
    del tables
    gc.collect()
    assert there() is None


def test_nothing_else_remembers_tables() -> None:
    """A cache of functools would hold them for as long as it has room."""
    for path in sorted((ROOT / "layers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and "Tables" in ast.unparse(node.args):
                cached = [ast.unparse(one) for one in node.decorator_list if "cache" in ast.unparse(one)]
                assert not [one for one in cached if not one.startswith("st.")], f"{path.name}: {node.name}"

"""What is remembered of tables, and for how long."""

import gc
import weakref

from layers import dossier
from layers.export import html
from layers.memory import remembered
from layers.selection import Selection
from layers.tables import Tables
from tests.layers.conftest import make_tables


def test_an_answer_is_computed_once_for_each_tables() -> None:
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


def test_tables_that_nobody_shows_are_given_back() -> None:
    """Maps and dossiers were made of them: after a rebuild nothing that was remembered holds them."""
    tables = make_tables()
    there = weakref.ref(tables)
    html(Selection(), tables)
    dossier.html(dossier.place("54810"), tables)
    del tables
    gc.collect()
    assert there() is None

"""Links whose parameters mean nothing: each is named on its page and ignored, and the page stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest

from layers.analysis import matrix
from layers.app.state import EXTRA_KEYS
from layers.catalog import LAYERS
from layers.scene import comparison
from layers.selection import KEYS
from tests.layers.app.country import write
from tests.layers.app.headless import html
from tests.trust.tries import Try, Verdict, WrongError, chance

COMMON = tuple(key for key in KEYS if key != "embed")  # which Streamlit reads, and hides from the app
PAGES = {
    "map": (*COMMON, "beside", "chart"),
    "table": (*COMMON, *matrix.KEYS),
    "compare": (*COMMON, *comparison.KEYS),
    "analysis": (*COMMON, "question", "measures", "years", "scale", "subject"),
    "area": (*COMMON, "area"),
    "sources": COMMON,
}
SCRIPT = "from layers.app import state\nfrom layers.app.pages import {0}\nstate.sync()\n{0}.page()"
WHOLE = "from layers.app import shell\nshell.run()"
"""The app as a whole, which a link with parameters opens at the map."""

FAILED = ("Something went wrong", "Se produjo un error")

VALUES = (
    *("20²³", "٢٠٢٠-٠١", "１", "1_0", " 2015-01", "2015-01 ", "2015-1", "2015-13", "0000-00", "9999-99", "1899-12"),
    *("-1", "1e3", "0x1", "inf", "nan", "None", "null", "true", "[]", "{}", "()", "%00", "\0", "\ud7ff", "\u202e"),
    *("../../etc/passwd", "file:///etc/passwd", "http://example.org", "javascript:alert(1)", "' OR 1=1 --"),
    *("<script>alert(1)</script>", "![x](https://example.org/x.png)", "{{7*7}}", "${7*7}", "=1+1", ";;;", ",,,;,"),
    *("99", "99999", "00000", "5481", "054810", "54810 ", "18,54", "catatumbo,caqueta", "ucdp", "nobody", "osm,esri"),
    *("a" * 5000, "1," * 3000, "9" * 400, "2015-01\n2016-01", "İ", "ß", "ﬀ", "e\u0301"),
)


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many links: every parameter of every page in turn, with values at random."""
    small = write(folder / "processed")
    pairs = [(page, key) for page, keys in PAGES.items() for key in keys]
    for number in range(count):
        page, key = pairs[number % len(pairs)]
        value = chance("links", number).choice(VALUES)
        yield f"{number}: {page}?{key}={value[:40]!r}", _attempt(page, key, value, small, folder)


def _attempt(page: str, key: str, value: str, small: Path, folder: Path) -> Callable[[], Verdict]:
    def act() -> Verdict:
        app = AppTest.from_string(WHOLE if page == "map" else SCRIPT.format(page), default_timeout=60)
        app.query_params[key] = value
        with patch("layers.app.table_cache.PROCESSED", small), patch("layers.app.mapview.STATIC", folder):
            app.run()
        if app.exception:
            raise WrongError(str(app.exception[0].value), Verdict.TRACEBACK)
        if any(words in html(app) for words in FAILED):
            raise WrongError(f"{page} failed", Verdict.TRACEBACK)
        shown = unescape(re.sub(r"<[^>]*>", "", html(app)))
        kept = app.query_params.get(key, [])
        kept = kept if isinstance(kept, list) else [kept]
        if "not valid here" in shown or "no es válido aquí" in shown:
            return Verdict.REFUSED
        if key == "area" and value:
            return Verdict.REFUSED if "1" in shown and "alert" not in html(app) else Verdict.RIGHT
        if not _means_nothing(key, value):
            return Verdict.RIGHT
        raise WrongError(f"nothing is said of it; the link keeps {kept}")

    return act


def _means_nothing(key: str, value: str) -> bool:
    """Whether a value is none that the key may have; empty parts of a list mean nothing, and harm nothing."""
    lists = ("sources", "types", "actors", "layers", "measures")
    return not (key in lists and not value.strip(",")) and not (key == "layers" and value in LAYERS)


def clear() -> None:
    """Forget what the app keeps between sessions."""
    st.cache_resource.clear()
    st.cache_data.clear()


assert {key for keys in PAGES.values() for key in keys} == {*COMMON, *EXTRA_KEYS} - {"page", "story"}

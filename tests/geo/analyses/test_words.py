"""Every sentence of the questions: no word of cause, the same fields in both languages."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter

import pytest

import geo.analyses
from geo.analyses.model import Question
from geo.analyses.wording import Text

CAUSE_EN = re.compile(r"\b(because|effects?|impacts?|caus\w+|lead(s|ing)? to|led to|due to|result(s|ed)? in)\b", re.I)
CAUSE_ES = re.compile(
    r"\b(porque|efectos?|impactos?|caus\w+|llev(a|an|ó|aron) a|debid[oa]s? a|a raíz de|provoc\w+|gener(a|ó|aron))\b",
    re.I,
)
DENIED = {"Que dos cosas se den en los mismos municipios"}
"""Beginnings of texts that deny a cause and must name it."""


def texts(value: object) -> Iterator[Text]:
    """Texts of a module, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Question):
        yield from (value.title, value.asks, value.limits)
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in texts(one))
    elif isinstance(value, tuple):
        yield from (text for one in value for text in texts(one))


MODULES = [import_module(found.name) for found in walk_packages(geo.analyses.__path__, "geo.analyses.")]
ALL = sorted({(text.es, text.en) for module in MODULES for one in vars(module).values() for text in texts(one)})


@pytest.mark.parametrize(("es", "en"), ALL, ids=[en[:40] for _, en in ALL])
def test_a_sentence_names_no_cause_and_fills_the_same_fields(es: str, en: str) -> None:
    """What is associated is associated, in both languages."""
    if not any(es.startswith(beginning) for beginning in DENIED):
        assert not CAUSE_EN.search(en)
        assert not CAUSE_ES.search(es)
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (es, en)]
    assert fields[0] == fields[1]

"""Numbers are formatted as by Babel; titles with a name are translated around it."""

import math
from typing import cast

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from layers.text.i18n import LANGS, Lang, translator

LOCALES = {"es": "es_CO", "en": "en_GB"}


@pytest.mark.parametrize("lang", LANGS)
@given(value=st.floats(-1e9, 1e9) | st.integers(-(10**12), 10**12), digits=st.integers(0, 5))
def test_a_number_is_written_as_babel_writes_it(lang: str, value: float, digits: int) -> None:
    """The fast way and the slow way agree, ties and signs included; only minus zero is plain zero here."""
    value += 0.0
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    assert translator(cast(Lang, lang)).number(value, digits) == format_decimal(
        value, format=pattern, locale=LOCALES[lang]
    )


@pytest.mark.parametrize(
    ("value", "expected"), [(0.125, "0,12"), (2.675, "2,68"), (-0.4, "-0"), (1234.5, "1.234"), (math.pi, "3,14")]
)
def test_edge_cases(value: float, expected: str) -> None:
    """Half to even, as Babel rounds, on the decimal digits of the number."""
    assert translator("es").number(value, 0 if abs(value) > 1000 or value == -0.4 else 2) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Events: f04", "Eventos: f04"), ("Mining: a: {b}", "Minería: a: {b}"), ("My: own", "My: own")],
)
def test_the_title_of_a_users_file_keeps_its_name(title: str, expected: str) -> None:
    """What the file is, in Spanish; its name as the user gave it."""
    assert translator("es")(title) == expected

"""Nothing is said in one language only."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from geo.catalogue import catalogue
from geo.schema import EVENT_TYPES, DatePrecision, LocationPrecision
from geo.source import ROOT, Source
from geo.sources.dane_mgn import EDITIONS
from layers.catalog import LAYERS
from layers.catalog.model import Choropleth
from layers.text.i18n import DASH, LOCALE_FOLDER, translator
from layers.text.terms import DATE_PRECISIONS, EVENT_TYPE_NAMES, LOCATION_PRECISIONS

SPANISH = translator("es").texts
SOURCES = sorted(catalogue(Path("nothing imported")).values(), key=lambda source: source.id)


def spoken(source: Source) -> Iterator[str]:
    """Every text of a source that people read in their own language."""
    yield from (
        source.title,
        source.licence,
        source.period,
        source.coverage.note,
        *source.caveats,
        source.next_release,
    )
    for variable in source.variables:
        yield from (variable.title, variable.unit)
    if source.definition is not None:
        yield from asdict(source.definition).values()


def missing(texts: Iterator[str]) -> list[str]:
    """Those that hold words and have no Spanish."""
    spanish = translator("es")
    words = (text for text in texts if re.search(r"[^\W\d_]", text))
    return [text for text in words if text not in SPANISH and spanish(text) == text]


def test_every_literal_in_code_has_spanish() -> None:
    """What t(), N_() and plural() mark is in the catalogues; Babel's extractor finds it."""
    keywords = {"t": None, "N_": None, "plural": (1, 2)}
    found = [entry[2] for entry in extract_from_dir(ROOT / "layers", [("**.py", "python")], keywords=keywords)]
    keys = [message if isinstance(message, str) else message[0] for message in found]
    assert len(keys) > 200
    assert missing(iter(keys)) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_every_source_has_spanish(source: Source) -> None:
    """Title, licence, period, limits, caveats, next release, variables and units."""
    assert missing(spoken(source)) == []


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.id)
def test_every_layer_has_spanish(layer: object) -> None:
    """Title, note, unit and what a gap means."""
    texts = [layer.title, layer.note]  # type: ignore[attr-defined]
    if isinstance(layer, Choropleth):
        texts += [layer.measure.unit, layer.nodata]
    assert missing(iter(texts)) == []


def test_every_coded_value_has_a_name() -> None:
    """Event types, precisions, editions of the boundaries."""
    assert set(EVENT_TYPE_NAMES) == set(EVENT_TYPES)
    assert set(LOCATION_PRECISIONS) == set(LocationPrecision)
    assert set(DATE_PRECISIONS) == set(DatePrecision)
    assert missing(edition.title for edition in EDITIONS.values()) == []


@pytest.mark.parametrize("path", sorted(LOCALE_FOLDER.rglob("*.po")), ids=lambda path: path.stem)
def test_translations_keep_their_fields(path: Path) -> None:
    """A {field} of the key is in the translation and no other is; nothing is fuzzy, nothing empty."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale="es") if message.id]
    for message in messages:
        assert message.string
        assert not message.fuzzy
        keys, texts = ([text] if isinstance(text, str) else list(text) for text in (message.id, message.string))
        for key, text in zip(keys, texts, strict=True):
            assert set(re.findall(r"\{(\w*)\}", key)) == set(re.findall(r"\{(\w*)\}", text)), key


def test_catalogues_agree() -> None:
    """A key in two catalogues has one translation."""
    told: dict[object, object] = {}
    for path in sorted((LOCALE_FOLDER / "es" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else tuple(message.id)
                    assert told.setdefault(key, message.string) == message.string, key


@pytest.mark.parametrize(
    ("lang", "n", "expected"),
    [
        ("es", 1, "1 municipio tiene datos,"),
        ("es", 1062, "1.062 municipios tienen datos,"),
        ("en", 1, "1 municipality has data,"),
        ("en", 0, "0 municipalities have data,"),
    ],
)
def test_plural(lang: str, n: int, expected: str) -> None:
    """One has its own form, zero that of many; the number is written as the language writes it."""
    said = translator(lang).plural("{n} municipality has data,", "{n} municipalities have data,", n)  # type: ignore[arg-type]
    assert said == expected


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (DatePrecision.DAY, "2 de marzo de 2023"),
        (DatePrecision.WEEK, "2 de marzo de 2023"),
        (DatePrecision.MONTH, "marzo de 2023"),
        (DatePrecision.YEAR, "2023"),
    ],
)
def test_a_date_says_no_more_than_is_known(precision: DatePrecision, expected: str) -> None:
    """A month shows no day, a year no month."""
    assert translator("es").date(date(2023, 3, 2), precision) == expected


@pytest.mark.parametrize(
    ("first", "last", "spanish", "english"),
    [
        (date(2025, 1, 16), date(2025, 1, 16), "16 de enero de 2025", "16 January 2025"),
        (date(2025, 1, 16), date(2025, 1, 26), "16–26 de enero de 2025", "16–26 January 2025"),
        (date(2025, 1, 16), date(2025, 2, 1), "16 de enero – 1 de febrero de 2025", "16 January – 1 February 2025"),
        (
            date(2024, 12, 28),
            date(2025, 1, 9),
            "28 de diciembre de 2024 – 9 de enero de 2025",
            "28 December 2024 – 9 January 2025",
        ),
    ],
)
def test_a_span_of_days_writes_month_and_year_once(first: date, last: date, spanish: str, english: str) -> None:
    """If they are the same."""
    assert translator("es").days(first, last) == spanish
    assert translator("en").days(first, last) == english


def test_braces_in_data_are_not_fields() -> None:
    """A value may hold braces; a text without a translation stays as it is."""
    t = translator("es")
    assert t("{place}: {layer}", place="{layer}", layer="x") == "{layer}: x"
    assert t("no such {text") == "no such {text"


def test_a_text_may_come_with_its_numbers() -> None:
    """What a refresh says of the data of its day."""
    t = translator("es")
    assert t("12 of 340 records came without an outline and are left out.").startswith("12 de 340 registros")
    assert t("Organised violence (UCDP GED 26.1)") == "Violencia organizada (UCDP GED 26.1)"
    assert t("12 of {} unknown things") == "12 of {} unknown things"
    assert t("12 of {} records came without an outline and are left out.").startswith("12 of {}")
    assert translator("en")("1 of 2 records") == "1 of 2 records"


@pytest.mark.parametrize("other", ["Amazonia", "habitantes y año", "km² y año"])
def test_spanish_has_one_form_of_a_word(other: str) -> None:
    """The house says Amazonía, and *al año* in rates: two forms look like two things."""
    assert [text for text in SPANISH.values() if re.search(rf"\b{other}\b", str(text))] == []


def test_a_value_that_there_is_none_of_has_one_sign() -> None:
    """It is declared once."""
    modules = [path for path in (ROOT / "layers").rglob("*.py") if f'"{DASH}"' in path.read_text("utf-8")]
    assert [path.name for path in modules] == ["i18n.py"]


def test_no_text_is_translated_twice() -> None:
    """The later of two translations would win, and a reader of the other file would not know."""
    files = sorted((LOCALE_FOLDER / "es" / "LC_MESSAGES").glob("*.po"))
    found: list[str] = []
    for path in files:
        text = path.read_text("utf-8")
        messages = [message for message in read_po(io.BytesIO(text.encode())) if message.id]
        assert len(messages) + 1 == len(re.findall("^msgid ", text, re.MULTILINE)), path.name  # the first is the head
        found += [message.id if isinstance(message.id, str) else message.id[0] for message in messages]
    assert [text for text, n in Counter(found).items() if n > 1] == []

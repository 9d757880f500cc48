"""Sentences in both languages, with the numbers, periods and places that belong into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_decimal

Lang = Literal["es", "en"]
LANGS: Final[tuple[Lang, ...]] = ("es", "en")
_LOCALES: Final[dict[Lang, str]] = {"es": "es_CO", "en": "en_GB"}


@dataclass(frozen=True)
class Number:
    """A number in a sentence.

    Attributes
    ----------
    value
        The number.
    digits
        Decimals; None for three significant digits, from 100 on whole numbers.
    signed
        Whether a positive number carries its sign.
    """

    value: float
    digits: int | None = None
    signed: bool = False

    def in_language(self, lang: Lang) -> str:
        """Write the number as the language does.

        Examples
        --------
        >>> Number(30662.4, 0).in_language("es"), Number(-0.0421).in_language("en")
        ('30.662', '−0.0421')
        """
        size, digits = abs(self.value), self.digits
        if digits is None:
            digits = next((d for d, limit in ((0, 100), (1, 10), (2, 1), (3, 0.1), (4, 0.01)) if size >= limit), 5)
        written: str = format_decimal(round(self.value, digits) + 0.0, "#,##0." + "#" * digits, _LOCALES[lang])
        written = written.replace("-", "\N{MINUS SIGN}")
        return f"+{written}" if self.signed and self.value > 0 else written


@dataclass(frozen=True)
class Text:
    """A text in both languages, possibly with ``{fields}``."""

    es: str
    en: str

    def in_language(self, lang: Lang) -> str:
        """The text in one of the languages."""
        return self.es if lang == "es" else self.en

    def fill(self, **fields: Text | Number | str | int) -> Text:
        """Fill the fields, each in the language of the sentence.

        Examples
        --------
        >>> Text("{n} de {place}", "{n} of {place}").fill(n=Number(1500), place=Text("el país", "the country"))
        Text(es='1.500 del país', en='1,500 of the country')
        """
        written = {lang: {name: _write(value, lang) for name, value in fields.items()} for lang in LANGS}
        return Text(_contracted(self.es.format(**written["es"])), self.en.format(**written["en"]))

    def __add__(self, other: Text) -> Text:
        """Two sentences, one after the other."""
        return Text(f"{self.es} {other.es}".strip(), f"{self.en} {other.en}".strip())


def listed(items: Iterable[Text | str]) -> Text:
    """Enumerate several items.

    Examples
    --------
    >>> listed(["Tibú", "Teorama", "El Tarra"])
    Text(es='Tibú, Teorama y El Tarra', en='Tibú, Teorama and El Tarra')
    """
    texts = [Text(item, item) if isinstance(item, str) else item for item in items]
    return Text(_enumerate([text.es for text in texts], "y"), _enumerate([text.en for text in texts], "and"))


def points_of(unit: Text) -> Text:
    """Name of a unit for a difference: percentage points between shares."""
    if not unit.en.startswith("%"):
        return unit
    return Text(f"puntos porcentuales{unit.es[1:]}", f"percentage points{unit.en[1:]}")


def capital(text: Text) -> Text:
    """The text with a capital letter, as it begins a sentence."""
    return Text(text.es[:1].upper() + text.es[1:], text.en[:1].upper() + text.en[1:])


def dated(day: date | str) -> Text:
    """Write a day in full.

    Examples
    --------
    >>> dated("2024-09-28")
    Text(es='28 de septiembre de 2024', en='28 September 2024')
    """
    whole = date.fromisoformat(day) if isinstance(day, str) else day
    return Text(*(format_date(whole, "long", _LOCALES[lang]) for lang in LANGS))


def month_name(year: int, month: int) -> Text:
    """Write a month.

    Examples
    --------
    >>> month_name(2024, 9)
    Text(es='septiembre de 2024', en='September 2024')
    """
    day = date(year, month, 1)
    return Text(format_date(day, "MMMM 'de' y", "es_CO"), format_date(day, "MMMM y", "en_GB"))


def span(first: int, last: int) -> str:
    """Write a span of years.

    Examples
    --------
    >>> span(2016, 2018), span(2023, 2023)
    ('2016–2018', '2023')
    """
    return str(first) if first == last else f"{first}–{last}"


def probability(p: float) -> Text:
    """Write a p-value, never as zero.

    Examples
    --------
    >>> probability(0.0312).es, probability(0.0001).en
    ('p = 0,031', 'p < 0.001')
    """
    if p < 0.001:
        return Text("p < 0,001", "p < 0.001")
    return Text("p = {p}", "p = {p}").fill(p=Number(p, 3))


def _write(value: Text | Number | str | int, lang: Lang) -> str:
    if isinstance(value, Text | Number):
        return value.in_language(lang)
    return Number(value, 0).in_language(lang) if isinstance(value, int) else value


def _contracted(sentence: str) -> str:
    return sentence.replace(" de el ", " del ").replace(" a el ", " al ")


def _enumerate(items: list[str], conjunction: str) -> str:
    head, last = items[:-1], items[-1]
    if conjunction == "y" and last.lower().startswith(("i", "í", "hi", "hí")):
        conjunction = "e"
    return f"{', '.join(head)} {conjunction} {last}" if head else last

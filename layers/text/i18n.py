"""Translation: English texts are the keys, Spanish is in gettext catalogues that Babel reads.

Every ``.po`` file in ``layers/locale/<lang>/LC_MESSAGES`` is read directly, without compiling. Data of the catalogue
(titles and caveats of sources, units, event types, titles of layers) have their translations in the same files. A
test fails if a text has no Spanish.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from geo.schema import DatePrecision

Lang = Literal["es", "en"]
DASH: Final = "–"
"""In place of a value that there is none of."""

DECIMAL_STEPS: Final = (0.01, 0.1, 1, 10, 100)
"""Magnitudes at which a measured value loses one decimal: it has five below the first, none from the last on."""

LANGUAGE_NAMES: Final[Mapping[Lang, str]] = {"es": "Español", "en": "English"}
LANGS: Final[tuple[Lang, ...]] = tuple(LANGUAGE_NAMES)
LOCALE_FOLDER: Final = Path(__file__).parents[1] / "locale"
_LOCALES: Final[Mapping[Lang, str]] = {"es": "es_CO", "en": "en_GB"}
_NUMBER: Final = re.compile(r"\d+")
_SKELETONS: Final = {DatePrecision.MONTH: "yMMMM", DatePrecision.YEAR: "y"}


def N_(text: str) -> str:  # noqa: N802, the usual gettext name
    """Mark a text for extraction; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Translator:
    """Translates texts and formats numbers and dates in one language.

    Attributes
    ----------
    lang
        ``es`` or ``en``.
    texts
        Translations by English text; a tuple of singular and plural if the text has both.
    """

    lang: Lang
    texts: Mapping[str, str | tuple[str, ...]]

    def __call__(self, text: str, /, **values: object) -> str:
        """Translate ``text`` and fill in its ``{fields}``; a text without a translation is kept."""
        found = self.texts.get(text) or self._with_numbers(text) or self._with_name(text) or text
        template = found if isinstance(found, str) else found[-1]
        return template.format(**values) if values else template

    def _with_numbers(self, text: str) -> str | None:
        """Translate a text of the data that contains numbers; its key has ``{}`` in place of each."""
        found = None if "{" in text else self.texts.get(_NUMBER.sub("{}", text))
        return found.format(*_NUMBER.findall(text)) if isinstance(found, str) else None

    def _with_name(self, text: str) -> str | None:
        """Translate a text of the data that ends in a user's own name; its key has ``{}`` in place of the name."""
        head, colon, name = text.partition(": ")
        found = self.texts.get(f"{head}: {{}}") if colon else None
        return found.replace("{}", name) if isinstance(found, str) else None

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """Translate a text with singular and plural for ``n``; ``{n}`` is the formatted number."""
        forms = self.texts.get(one)
        pair = forms if isinstance(forms, tuple) and all(forms) else (one, many)
        return pair[0 if n == 1 else -1].format(n=self.number(n), **values)

    def number(self, value: float, digits: int = 0) -> str:
        """Format a number with grouped thousands and at most ``digits`` decimals.

        Examples
        --------
        >>> translator("es").number(30662.4), translator("en").number(0.25, 2)
        ('30.662', '0.25')
        """
        return _number(float(value), digits, self.lang)

    def significant(self, value: float) -> str:
        """Format a measured value with three significant digits, from 100 on as a whole number.

        Examples
        --------
        >>> [translator("en").significant(value) for value in (0.01234, 1.5, 42.34, 12784.2, 0)]
        ['0.0123', '1.5', '42.3', '12,784', '0']
        """
        return _significant(float(value), self.lang)

    def days(self, first: date, last: date, *, precision: int = DatePrecision.DAY) -> str:
        """Format a span of days, both included; month and year are written once if they are the same.

        One known only to its month or year is written as :meth:`date` writes its first day.

        Examples
        --------
        >>> t = translator("es")
        >>> t.days(date(2025, 1, 16), date(2025, 1, 26)), t.days(date(2025, 1, 16), date(2025, 3, 2))
        ('16–26 de enero de 2025', '16 de enero – 2 de marzo de 2025')
        """
        if precision >= DatePrecision.MONTH:
            return self.date(first, precision)
        end = self.date(last)
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{end}"
        pattern = "d 'de' MMMM" if self.lang == "es" else "d MMMM"
        same_year = first.year == last.year
        start = format_date(first, pattern, locale=_LOCALES[self.lang]) if same_year else self.date(first)
        return f"{start} – {end}"

    def date(self, day: date, precision: int = DatePrecision.DAY) -> str:
        """Format a date to its precision: day, month or year.

        Examples
        --------
        >>> translator("es").date(date(2023, 3, 29)), translator("en").date(date(2023, 3, 1), DatePrecision.MONTH)
        ('29 de marzo de 2023', 'March 2023')
        """
        locale = _LOCALES[self.lang]
        skeleton = _SKELETONS.get(DatePrecision(precision))
        if skeleton == "y":
            return str(day.year)
        if skeleton:
            pattern = "MMMM 'de' y" if self.lang == "es" else "MMMM y"
            return format_date(day, pattern, locale=locale)
        return format_date(day, "long", locale=locale)

    def period(self, start: str, end: str) -> str:
        """Format a span of months (``YYYY-MM``, both included); whole years are years, one year is written once.

        Examples
        --------
        >>> t = translator("es")
        >>> t.period("2010-01", "2018-12"), t.period("2023-03", "2023-03")
        ('2010–2018', 'marzo de 2023')
        >>> t.period("2023-01", "2023-06"), t.period("2022-07", "2023-03")
        ('enero – junio de 2023', 'julio de 2022 – marzo de 2023')
        """
        if start.endswith("-01") and end.endswith("-12"):
            return start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
        first, last = (date.fromisoformat(f"{month}-01") for month in (start, end))
        written = self.date(last, DatePrecision.MONTH)
        if first == last:
            return written
        same_year = first.year == last.year
        locale = _LOCALES[self.lang]
        opening = format_date(first, "MMMM", locale=locale) if same_year else self.date(first, DatePrecision.MONTH)
        return f"{opening} – {written}"

    def periods(self, spans: Iterable[tuple[str, str]]) -> str:
        """Write several spans of months, one after the other."""
        return ", ".join(self.period(*span) for span in spans)

    def years(self, years: list[int]) -> str:
        """Format years; consecutive ones as a range.

        Examples
        --------
        >>> translator("en").years([2014, 2016, 2018, 2019, 2020])
        '2014, 2016, 2018–2020'
        """
        runs: list[list[int]] = []
        for year in sorted(years):
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@lru_cache(maxsize=1 << 16)
def _significant(value: float, lang: Lang) -> str:
    return _number(value, len(DECIMAL_STEPS) - bisect_right(DECIMAL_STEPS, abs(value)), lang)


@lru_cache(maxsize=1 << 16)
def _number(value: float, digits: int, lang: Lang) -> str:
    """Equals Babel's ``format_decimal`` with the pattern ``#,##0.###``, in a twentieth of the time."""
    text = f"{round(Decimal(str(value)), digits):,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_separators(lang))


@cache
def _separators(lang: Lang) -> dict[int, str]:
    symbols = Locale.parse(_LOCALES[lang]).number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


@cache
def translator(lang: Lang) -> Translator:
    """Return the translator of a language; English has no catalogue."""
    texts: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((LOCALE_FOLDER / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=lang)
        for message in catalogue:
            if message.id and message.string and not message.fuzzy:
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return Translator(lang, texts)

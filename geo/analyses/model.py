"""What is asked, and what an answer consists of."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from geo.analyses.wording import Text
from geo.lazy import np, pd
from geo.schema import ANALYSIS_DETAILS, empty
from geo.statistics.indicators import Measure

if TYPE_CHECKING:
    from geo.analyses.evidence import Evidence

Scale = Literal["municipality", "department", "year", "month"]

CONFIDENCE: Final = 0.95
"""Level of every interval."""

SEED: Final = 20221231
"""Seed of every random arrangement: the first ceasefires of total peace were decreed on 31 December 2022."""


class Refused(Exception):  # noqa: N818, a refusal is an answer, not an error
    """The question cannot be answered with what is covered; ``reason`` says why, in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class NamedMeasure:
    """A measure by municipality with its id and its name in sentences.

    Attributes
    ----------
    id
        As the choropleth that shows it.
    measure
        How it is computed.
    name
        Its name inside a sentence, in lower case: "deaths in armed conflict (UCDP)".
    unit
        Its unit in both languages.
    """

    id: str
    measure: Measure
    name: Text
    unit: Text


@dataclass(frozen=True, eq=False)
class Joint:
    """What several measures cover together.

    Attributes
    ----------
    measures
        The measures, in the order asked.
    by_year
        Of each measure by id: one row per municipality, one column per year, no value missing.
    total
        One row per municipality, one column per measure: over all the years, as a map shows it.
    coverage
        What is in and what had to be left out.
    """

    measures: tuple[NamedMeasure, ...]
    by_year: Mapping[str, pd.DataFrame]
    total: pd.DataFrame
    coverage: Text

    @property
    def codes(self) -> pd.Index:
        """Codes of the municipalities, in order."""
        return self.total.index

    @property
    def years(self) -> list[int]:
        """The years, consecutive."""
        return [int(year) for year in next(iter(self.by_year.values())).columns]


@dataclass(frozen=True)
class Place:
    """A part of the country.

    Attributes
    ----------
    id
        ``country``, a region, a two-digit department or a five-digit municipality.
    name
        As in "in Catatumbo", without the preposition.
    codes
        Codes of its municipalities.
    """

    id: str
    name: Text
    codes: frozenset[str]


@dataclass(frozen=True)
class Request:
    """A question with what it is asked about.

    Attributes
    ----------
    question
        Id of the question.
    place
        Where.
    first, last
        Years, both included; None for the latest ones that can be used.
    measures
        Ids of measures (:attr:`geo.analyses.evidence.Evidence.measures`) or of sources of events, as the question
        takes.
    scale
        The units that are compared: places or, of one series, years or months.
    subject
        What else the question is about: a ceasefire or an incident by its id.
    """

    question: str
    place: Place
    first: int | None = None
    last: int | None = None
    measures: tuple[str, ...] = ()
    scale: Scale = "municipality"
    subject: str = ""

    @property
    def id(self) -> str:
        """Identifies the request among all others: what was asked, as one word."""
        years = "" if self.first is None or self.last is None else f"{self.first}-{self.last}"
        parts = (self.question, self.place.id, *self.measures, self.subject, years, self.scale)
        return ".".join(part for part in parts if part)


@dataclass(frozen=True)
class Estimate:
    """One number of an answer.

    Attributes
    ----------
    statistic
        What it is, as an id: ``within``, ``rate_ratio_during`` ...
    value, low, high
        The number and its 95 % interval; NaN where none is defined.
    unit
        Of the number: ``municipalities``, ``rate ratio``, ``ha per death`` ...
    n
        Number of units (municipalities, events, months) that it is based on.
    expected, expected_low, expected_high
        Mean and central 95 % of the number under the null hypothesis, where there is a distribution of it.
    p
        Two-sided probability under the null hypothesis of a number at least as far off; NaN where nothing is tested.
    null
        The null hypothesis, as an id: ``free_permutation``, ``spectral_randomisation``, ``no_difference`` ...
    draws
        Number of random arrangements; 0 if there are none.
    sentence
        What the number says, complete with place, period and comparison.
    verdict
        What its test says, or why there is none, a few words; they begin the sentence.
    """

    statistic: str
    value: float
    sentence: Text
    unit: str
    n: int
    low: float = math.nan
    high: float = math.nan
    expected: float = math.nan
    expected_low: float = math.nan
    expected_high: float = math.nan
    p: float = math.nan
    null: str = ""
    draws: int = 0
    verdict: Text = Text("", "")  # noqa: RUF009, frozen


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer to a request.

    Attributes
    ----------
    request
        With the years that were used.
    estimates
        The first is the headline; none if the question was refused.
    details
        Rows of its picture and its table: :data:`geo.schema.ANALYSIS_DETAILS` without ``analysis_id``.
    coverage
        What it is based on, and what had to be left out, one or two sentences.
    refusal
        Why there is no answer.
    """

    request: Request
    estimates: tuple[Estimate, ...] = ()
    details: pd.DataFrame = field(default_factory=lambda: empty(ANALYSIS_DETAILS).drop(columns="analysis_id"))
    coverage: Text = Text("", "")  # noqa: RUF009, frozen
    refusal: Text | None = None


@dataclass(frozen=True)
class Question:
    """One of the questions.

    Attributes
    ----------
    id
        As in commands and links.
    title
        A few words.
    asks
        The question itself, one sentence.
    takes
        What its ``measures`` are: measures by municipality, or sources of events.
    at_least, at_most
        How many of them it takes.
    answer
        Answers a request.
    limits
        What the answer does not show, one or two sentences.
    scales
        The units it can compare.
    subjects
        What a request must name besides: nothing, one of the ceasefires, one of the incidents.
    rests_on
        Ids of the sources that every answer rests on besides those of its measures, for the credits.
    """

    id: str
    title: Text
    asks: Text
    takes: Literal["measures", "events"]
    at_least: int
    at_most: int
    answer: Callable[[Evidence, Request], Answer]
    limits: Text
    scales: tuple[Scale, ...] = ("municipality",)
    subjects: Literal["", "ceasefires", "incidents"] = ""
    rests_on: tuple[str, ...] = ()


def generator(request: Request) -> np.random.Generator:
    """The generator of the random arrangements of a request: the same request always gets the same ones."""
    return np.random.default_rng([SEED, zlib.crc32(request.id.encode())])

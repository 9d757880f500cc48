"""Answer requests, one by one or all that a build asks, and write them as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import numpy as np
import pandas as pd
import scipy.stats
from threadpoolctl import threadpool_limits

from geo.analyses import questions
from geo.analyses.evidence import Evidence
from geo.analyses.model import SEED, Answer, Question, Refused, Request
from geo.analyses.standard import MEASURES, requests
from geo.analyses.verdicts import opening
from geo.analyses.wording import LANGS, Text, capital
from geo.schema import ANALYSES, ANALYSIS_DETAILS, GeoDataError, check, empty, one_of
from geo.source import Source

QUESTIONS: Final[Mapping[str, Question]] = {
    module.QUESTION.id: module.QUESTION
    for module in (import_module(f"{questions.__name__}.{found.name}") for found in iter_modules(questions.__path__))
}
"""Every question by id."""

_DIGITS: Final = 6
"""Significant digits that are stored: more depend on the order in which a machine adds."""


def answer(evidence: Evidence, request: Request) -> Answer:
    """Answer a request; one that cannot be answered has the reason as its ``refusal``.

    Raises
    ------
    GeoDataError
        No such question, or measures that it does not take or that do not exist.
    """
    question = question_of(request)
    unknown = [name for name in request.measures if name not in evidence.measures]
    if unknown and question.takes == "measures":
        raise GeoDataError(
            "no such measure",
            source=question.id,
            column="measures",
            value=unknown,
            remedy=one_of(unknown[0], evidence.measures),
        )
    try:
        # several threads would add in another order, and with it a random arrangement or two would differ
        with threadpool_limits(1, user_api="blas"):
            return question.answer(evidence, request)
    except Refused as refused:
        return Answer(request, refusal=refused.reason)


def question_of(request: Request) -> Question:
    """Return the question of a request.

    Raises
    ------
    GeoDataError
        No such question, too few or too many measures, or a scale that it cannot compare.
    """
    if request.question not in QUESTIONS:
        raise GeoDataError(
            "no such question", column="question", value=request.question, remedy=one_of(request.question, QUESTIONS)
        )
    question = QUESTIONS[request.question]
    if not question.at_least <= len(request.measures) <= question.at_most:
        raise GeoDataError(
            f"takes {question.at_least} to {question.at_most} {question.takes}",
            source=question.id,
            column="measures",
            value=list(request.measures),
            remedy="name as many, each once",
        )
    if request.scale not in question.scales:
        raise GeoDataError(
            "cannot be asked at this scale",
            source=question.id,
            column="scale",
            value=request.scale,
            remedy=one_of(request.scale, question.scales),
        )
    return question


def standard_analyses(tables: Mapping[str, pd.DataFrame], sources: Mapping[str, Source]) -> dict[str, pd.DataFrame]:
    """Answer the standard requests from the tables of a build: ``analyses`` and ``analysis_details``, by name.

    Both are empty in a build without boundaries.
    """
    municipalities = tables["municipalities"]
    asked = requests(municipalities) if municipalities.geometry.notna().any() else []
    evidence = Evidence(tables, sources, MEASURES)
    table, details = tabulate(answer(evidence, request) for request in asked)
    return {"analyses": table, "analysis_details": details}


def tabulate(answers: Iterable[Answer], earlier: Iterable[float] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write answers as tables, and correct their p-values for all tests among them.

    Parameters
    ----------
    earlier
        p-values of tests that were asked before: the correction counts them too.

    Returns
    -------
    tuple of pandas.DataFrame
        :data:`geo.schema.ANALYSES` and :data:`geo.schema.ANALYSIS_DETAILS`.
    """
    answers = list(answers)
    records = [record for one in answers for record in _records(one)]
    if not records:
        return empty(ANALYSES), empty(ANALYSIS_DETAILS)
    table = pd.DataFrame(records)
    tested = table["p"].notna().to_numpy()
    others = np.array(list(earlier), dtype=float)
    table["tests"] = int(tested.sum()) + len(others)
    table["p_adjusted"] = np.nan
    if tested.any():
        every = np.concatenate([table.loc[tested, "p"].to_numpy(dtype=float), others])
        table.loc[tested, "p_adjusted"] = scipy.stats.false_discovery_control(every)[: int(tested.sum())]
    _say(table)
    measured = ["estimate", "low", "high", "expected", "expected_low", "expected_high", "p", "p_adjusted"]
    table[measured] = table[measured].astype(float).map(_rounded)
    table = table[list(ANALYSES.types)].astype(ANALYSES.types)
    parts = [one.details.assign(analysis_id=one.request.id) for one in answers if len(one.details)]
    details = pd.concat(parts, ignore_index=True) if parts else empty(ANALYSIS_DETAILS)
    numbers = ["x", "y", "estimate", "low", "high", "p", "p_adjusted"]
    details[numbers] = details[numbers].map(_rounded)
    details = details[list(ANALYSIS_DETAILS.types)].astype(ANALYSIS_DETAILS.types)
    return check(table, ANALYSES, "analyses"), check(details, ANALYSIS_DETAILS, "analysis_details")


def _say(table: pd.DataFrame) -> None:
    """Write the sentences of a table: what the test says and whether it stands among all, then the number."""
    said = [
        capital(opening(verdict, p, adjusted, tests) + sentence)
        for verdict, sentence, p, adjusted, tests in zip(
            table["verdict"], table["sentence"], table["p"], table["p_adjusted"], table["tests"], strict=True
        )
    ]
    for lang in LANGS:
        table[f"sentence_{lang}"] = [text.in_language(lang) for text in said]


def _records(one: Answer) -> list[dict[str, object]]:
    asked = one.request
    common: dict[str, object] = {
        "analysis_id": asked.id,
        "question": asked.question,
        "measures": " ".join(asked.measures),
        "subject": asked.subject or None,
        "place": asked.place.id,
        "scale": asked.scale,
        "first_year": asked.first,
        "last_year": asked.last,
        "seed": SEED,
        "refused": one.refusal is not None,
        "coverage_es": one.coverage.es,
        "coverage_en": one.coverage.en,
    }
    if one.refusal is not None:
        return [
            common
            | {"statistic": "refused", "n": 0, "draws": 0, "unit": None, "null": None}
            | dict.fromkeys(("estimate", "low", "high", "expected", "expected_low", "expected_high", "p"), np.nan)
            | {"sentence": one.refusal, "verdict": Text("", "")}
        ]
    return [
        common
        | {
            "statistic": estimate.statistic,
            "n": estimate.n,
            "estimate": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "unit": estimate.unit,
            "expected": estimate.expected,
            "expected_low": estimate.expected_low,
            "expected_high": estimate.expected_high,
            "p": estimate.p,
            "null": estimate.null or None,
            "draws": estimate.draws,
            "sentence": estimate.sentence,
            "verdict": estimate.verdict,
        }
        for estimate in one.estimates
    ]


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else value

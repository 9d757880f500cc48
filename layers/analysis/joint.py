"""Joint statistics of a build: the answers.

The standard questions are answered by the build (``analyses``, ``analysis_details``), others when they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.analyses.model import Answer, Question, Request
from geo.analyses.run import QUESTIONS, tabulate
from geo.analyses.run import answer as compute
from layers.analysis.requests import evidence, request_of
from layers.caching import weak_lru_cache
from layers.tables import Tables
from layers.text.i18n import Lang


@dataclass(frozen=True, eq=False)
class Result:
    """An answer, from the tables of the build or computed when it was asked.

    Attributes
    ----------
    request
        With the years that were used.
    estimates
        Its rows of :data:`geo.schema.ANALYSES`; the first is the headline.
    details
        Its rows of :data:`geo.schema.ANALYSIS_DETAILS`.
    """

    request: Request
    estimates: pd.DataFrame
    details: pd.DataFrame

    @property
    def question(self) -> Question:
        """What was asked."""
        return QUESTIONS[self.request.question]

    @property
    def refused(self) -> bool:
        """Whether there is no answer; the sentence is then the reason."""
        return bool(self.estimates["refused"].iloc[0])

    @property
    def tests(self) -> int:
        """Number of tests that its p-values are corrected for."""
        return int(self.estimates["tests"].iloc[0])

    def sentences(self, lang: Lang) -> list[str]:
        """What its numbers say, the headline first."""
        texts = dict.fromkeys(str(text) for text in self.estimates[f"sentence_{lang}"])
        return [text[:1].upper() + text[1:] for text in texts]

    def coverage(self, lang: Lang) -> str:
        """What it is based on, and what had to be left out."""
        return str(self.estimates[f"coverage_{lang}"].iloc[0])

    def tested(self) -> list[float]:
        """Its p-values."""
        return [float(p) for p in self.estimates["p"].dropna()]


def stored(tables: Tables, asked: Request) -> Result | None:
    """The answer to a standard request, as the build computed it; None if it did not answer that one."""
    rows = tables.analyses[tables.analyses["analysis_id"] == asked.id]
    if rows.empty and asked.subject and asked.first is None:
        # the years are those around the subject: links and commands leave them out
        wanted = {
            "question": asked.question,
            "measures": " ".join(asked.measures),
            "subject": asked.subject,
            "place": asked.place.id,
            "scale": asked.scale,
        }
        rows = tables.analyses[(tables.analyses[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    if rows.empty:
        return None
    of_answer = tables.analysis_details["analysis_id"] == rows["analysis_id"].iloc[0]
    details = tables.analysis_details[of_answer]
    return Result(request_of(rows.iloc[0].to_dict(), tables), rows.reset_index(drop=True), details)


def answer(tables: Tables, asked: Request, earlier: Iterable[Result] = ()) -> Result:
    """Answer a request, from the tables if the build answered it.

    Parameters
    ----------
    earlier
        Other answers that were computed for the same reader: with the tests of the build, they count for the
        correction.
    """
    found = stored(tables, asked)
    if found is not None:
        return found
    answered = _computed(tables, asked)
    found = stored(tables, answered.request)  # without years, the latest were used
    if found is not None:
        return found
    others = {each.request.id: each.tested() for each in earlier if each.request.id != answered.request.id}
    before = [*tables.analyses["p"].dropna(), *(p for values in others.values() for p in values)]
    estimates, details = tabulate([answered], before)
    return Result(answered.request, estimates, details)


@weak_lru_cache(64)
def _computed(tables: Tables, asked: Request) -> Answer:
    return compute(evidence(tables), asked)

"""The analysis page without a browser: a question, a refusal that says why, a link that is read strictly."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.analyses.model import Answer, Estimate, Request
from geo.analyses.run import QUESTIONS, tabulate
from geo.analyses.wording import Text
from layers.analysis import requests
from layers.app import state, table_cache
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS
from tests.layers.app.headless import Picker, html, opened, query

SCRIPT = "from layers.app import state\nfrom layers.app.pages import analysis\nstate.sync()\nanalysis.page()"
FIRST = ("deaths", "forest_loss")


@pytest.fixture
def page(app: AppTest, tables: Tables, small: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page over the small country, one standard answer in its tables."""
    asked = Request("coincidence", requests.place(Selection(), tables), 2015, 2016, FIRST)
    said = Text("Municipios: 2 de 5 <b>.", "Municipalities: 2 of 5 <b>.")
    estimate = Estimate("coincident", 2, said, "municipalities", 5, expected_low=0, expected_high=1, p=0.01, draws=99)
    analyses, details = tabulate([Answer(asked, (estimate,), coverage=Text("Base.", "Basis."))])
    answered = replace(tables, analyses=analyses, analysis_details=details)
    cache = table_cache.shared_cache()
    cache._stamp, cache._tables = cache.stamp, answered
    return AppTest.from_string(SCRIPT, default_timeout=60)


def widget(page: AppTest, kind: str, name: str) -> Any:
    return getattr(page, kind)(key=state.key(name))


@pytest.mark.parametrize("lang", LANGS)
def test_a_standard_answer_is_there_at_once(page: AppTest, lang: str) -> None:
    """Its headline before all else, escaped; what it is based on, the tests counted; nothing to press."""
    opened(page, lang=lang, question="coincidence")
    shown = html(page)
    headline = {"es": "Municipios: 2 de 5 &lt;b&gt;.", "en": "Municipalities: 2 of 5 &lt;b&gt;."}[lang]
    assert f'<p class="tp-lead">{headline}' in shown
    assert shown.index(headline) < shown.index("data:image/svg+xml") < shown.index("tp-account")
    assert {"es": "Base.", "en": "Basis."}[lang] in shown
    assert "Benjamini-Hochberg" in shown
    assert QUESTIONS["coincidence"].limits.in_language(lang)[:30] in shown  # type: ignore[arg-type]
    assert not [button for button in page.button if button.key == "answer"]
    expected = {"question": "coincidence", "measures": "deaths,forest_loss", "years": "2015-2016"}
    assert {name: value for name, value in query(page).items() if name != "lang"} == expected


def test_a_link_without_a_question_opens_with_an_answer(page: AppTest) -> None:
    """The first question that has one about the place, not the first of all."""
    opened(page, lang="en")
    assert next(iter(QUESTIONS)) != "coincidence"
    assert query(page)["question"] == "coincidence"
    assert not [button for button in page.button if button.key == "answer"]


def test_a_place_without_an_answer_offers_those_around_it(page: AppTest) -> None:
    """The question is kept, and the link is that of the place chosen."""
    opened(page, lang="en", municipality="54800", question="coincidence")
    assert 'class="tp-lead"' not in html(page)
    page.button(key="around-country").click().run()
    assert not page.exception
    assert "municipality" not in query(page)
    assert "Municipalities: 2 of 5" in html(page)


def test_another_question_is_answered_when_it_is_asked(page: AppTest) -> None:
    """A button first; five municipalities are too few, and the page says so."""
    opened(page, lang="en", question="coincidence", measures="deaths,forest_loss", years="2015-2015")
    assert 'class="tp-lead"' not in html(page)
    measure = Picker(page, "measure-coincidence-0")
    assert measure.value == "deaths"
    assert "tala" in measure.words["forest_loss"][-1].split()
    page.button(key="answer").click().run()
    assert not page.exception
    assert "This question was not answered." in html(page)
    assert "have data of" in html(page)
    assert "Tests asked in this session besides: 0." in html(page)
    assert query(page)["years"] == "2015-2015"


@pytest.mark.parametrize(
    ("given", "ignored"),
    [
        ({"question": "nothing"}, "question=nothing"),
        ({"question": "coincidence", "measures": "deaths,nothing"}, "measures=nothing"),
        ({"question": "coincidence", "years": "then"}, "years=then"),
        ({"question": "coincidence", "years": "٢٠١٥"}, "years=٢٠١٥"),
        ({"question": "coincidence", "scale": "globe"}, "scale=globe"),
    ],
)
def test_what_is_not_valid_in_a_link_is_said_and_ignored(page: AppTest, given: dict[str, str], ignored: str) -> None:
    """The page then has its default, and a link that is valid."""
    opened(page, lang="en", **given)
    assert f"The link contains {ignored}" in html(page)
    assert query(page)["question"] in QUESTIONS
    assert "nothing" not in str(query(page))


def test_every_question_can_be_chosen(page: AppTest) -> None:
    """Each opens with its sentence, and what the one before was about is forgotten."""
    opened(page, lang="en", question="coincidence")
    for name, question in QUESTIONS.items():
        widget(page, "selectbox", "question").set_value(name).run()
        assert not page.exception
        assert question.asks.en in html(page)
        assert query(page)["question"] == name

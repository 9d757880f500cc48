"""Answers of joint statistics: every kind of series draws, every number has a name, nothing is said of causes."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from typer.testing import CliRunner

from geo.analyses.details import histogram, rows
from geo.analyses.model import Answer, Estimate, Question, Request
from geo.analyses.run import QUESTIONS, tabulate
from geo.analyses.wording import Text
from geo.schema import GeoDataError
from layers import cli
from layers.analysis import joint, requests
from layers.analysis.joint import Result
from layers.answers import ENDINGS, account, method, pictures, words, write
from layers.answers import tables as numbers
from layers.cli.analyses import REFUSED
from layers.ink import DARK
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, Lang, translator

CAUSE = re.compile(
    r"\b(because|effects?|impacts?|cause[sd]?|leads? to|due to|porque|efectos?|impactos?|causa[ns]?|debid[oa]s? a)\b",
    re.I,
)
HERE = ("18001", "18150", "05120")
SERIES = {
    "lag": rows(
        "lag", ["-1", "0", "1"], x=[-1, 0, 1], estimate=[0.1, 0, -0.2], low=[-1, np.nan, -1], high=[1, np.nan, 0]
    ),
    "lag_area": rows("lag_area", ["2013", "2014"], x=[-1, 0], estimate=[1, 2], low=[0, 1], high=[2, 3]),
    "month": rows("month", None, x=[-3, 3], estimate=[1, 0.5], low=[0.5, 0.2], high=[2, 1]),
    "month_outside": rows("month_outside", None, x=[-3, 3], estimate=[1, 0], low=[0.5, 0], high=[2, 1]),
    "null_clustered": histogram("null_clustered", np.array([0, 1, 1, 2, 5])),
    "placebo": histogram("placebo", np.array([0.1, 0.2, 0.25, 0.9])),
    "cell": rows(
        "cell", None, x=[1, 5, 1, 5], y=[7, 7, 30, 30], estimate=[3, 1.2, 1, 0.4], p_adjusted=[0.01, 0.2, 1, 1]
    ),
    "rank": rows("rank", HERE, x=[9, 5, 1], y=[8, 5, 2], estimate=[1, 2, 3], low=[1, 1, 2], high=[2, 3, 3]),
    "distance": rows(
        "distance", None, x=[1, 5, 10], estimate=[0.1, 0.3, 0.5], low=[0, 0.1, 0.2], high=[0.2, 0.2, 0.3]
    ),
    "year": rows("year", None, x=[2001, 2002, 2003], estimate=[1, 2, 4]),
    "break": rows("break", None, x=[2003], estimate=[2], low=[1.5], high=[3]),
    "break_year": rows("break_year", None, x=[2003], estimate=[2003], low=[2002], high=[2003]),
    "year_matched": rows(
        "year_matched", None, x=[2001, 2002, 2003], estimate=[1, 1, 1], low=[0, 0, 0], high=[2, 2, 2]
    ),
    "municipality": rows("municipality", HERE[:2], x=[1, 2], y=[3, 4]),
    "class_high_low": rows("class_high_low", HERE[2:], x=[1], y=[3], p_adjusted=[0.01], low=[1]),
    "coefficient": rows("coefficient", ["within"], estimate=[1], low=[0], high=[2]),
}
ESTIMATES = (
    Estimate("within", 0.5, Text("Dentro: 0,5.", "Within: 0.5."), "ha per 100 km²", 40, -0.1, 1.1, p=0.2),
    Estimate("during", 0.7, Text("Durante: 0,7.", "During: 0.7."), "rate ratio", 9, 0.4, 1.2),
    Estimate("first_year", 2003, Text("En 2003.", "In 2003."), "year", 9, 2002, 2003, p=0.01),
    Estimate(
        "coincident", 4, Text("4 de 11.", "4 of 11."), "municipalities", 11, expected_low=0, expected_high=3, p=0.03
    ),
    Estimate("pretrend", np.nan, Text("Nada.", "Nothing."), "", 9, p=0.5),
)


def result(
    tables: Tables, *series: str, estimates: tuple[Estimate, ...] = ESTIMATES, region: str | None = None
) -> Result:
    """An answer with these series."""
    place = requests.place(Selection(region=region), tables)
    asked = Request("coincidence", place, 2001, 2003, ("deaths", "forest_loss"))
    parts = [SERIES[name] for name in series]
    details = pd.concat(parts, ignore_index=True) if parts else Answer(asked).details
    table, marks = tabulate([Answer(asked, estimates, details, Text("Base.", "Basis."))])
    return Result(asked, table, marks)


def refused(tables: Tables) -> Result:
    asked = Request("coincidence", requests.place(Selection(), tables), measures=("deaths", "forest_loss"))
    table, marks = tabulate(
        [Answer(asked, refusal=Text("Pocos <b>municipios</b>.", "Too few <b>municipalities</b>."))]
    )
    return Result(asked, table, marks)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [pictures.WIDE, pictures.NARROW])
@pytest.mark.parametrize("series", SERIES)
def test_every_kind_of_series_draws(small_tables: Tables, series: str, width: float, lang: Lang) -> None:
    """A picture with a title and a text alternative, beside a table of the same numbers."""
    one = result(small_tables, series)
    found = pictures.render(one, small_tables, lang, width, DARK)
    assert (found[0].kind == "estimates") == (series != "rank")
    shown = {"coefficient": 1, "rank": 1}.get(series, 2)
    assert len(found) == shown
    for each in found:
        assert each.title
        assert each.alt
        assert each.data
    twins = numbers.details(one, small_tables, translator(lang))
    assert [len(twin.rows) for twin in twins] == [len(SERIES[series])]
    assert all(len(row) == len(twins[0].head) for row in twins[0].rows)


def test_series_of_one_picture_share_it(small_tables: Tables) -> None:
    """There and elsewhere, a series with its breaks: one picture each."""
    one = result(small_tables, "month", "month_outside", "year", "break", "break_year")
    assert [each.kind for each in pictures.parts(one, small_tables, "en")] == ["estimates", "month", "year"]
    unplaced = replace(
        one, details=one.details.assign(x=one.details["x"].mask(one.details["series"] == "break_year"))
    )
    assert pictures.render(unplaced, small_tables, "en")[-1].data


def test_an_answer_without_marks_has_its_numbers_only(small_tables: Tables) -> None:
    """No series, no estimate with an interval: no picture, and everything is still written."""
    one = result(small_tables, estimates=ESTIMATES[-1:])
    assert pictures.parts(one, small_tables, "en") == []
    assert "Nothing." in write(one, small_tables, "en", "x.html")["x.html"].decode()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_is_written_for_answers_and_refusals(small_tables: Tables, ending: str, lang: Lang) -> None:
    """The same bytes each time, and for a refusal the reason, as text."""
    for one in (result(small_tables, "null_clustered", "municipality"), refused(small_tables)):
        files = write(one, small_tables, lang, f"x.{ending}")
        assert files == write(one, small_tables, lang, f"x.{ending}")
        assert f"x.{ending}" in files
    if ending == "html":
        page = files["x.html"].decode()
        assert "<b>munic" not in page
        assert "&lt;b&gt;munic" in page
        assert "default-src &#39;none&#39;" in page
        assert "<script" not in page
    if ending == "json":
        assert json.loads(files["x.json"])["refused"] is True
    if ending == "png":
        assert Image.open(io.BytesIO(files["x.png"])).width > 1500


def test_another_format_is_refused(small_tables: Tables) -> None:
    """With those that there are."""
    with pytest.raises(GeoDataError, match=r"no such format.*\.html"):
        write(refused(small_tables), small_tables, "en", "x.doc")


def test_numbers_are_corrected_for_every_test_that_was_asked(small_tables: Tables) -> None:
    """Those of the build and those asked before; the number of tests is stated."""
    own = np.array([0.2, 0.01, 0.03, 0.5])
    with_build = replace(small_tables, analyses=result(small_tables).estimates)
    asked = replace(result(small_tables).request, measures=("forest_loss", "forest_loss_ha"))
    answered = joint.answer(with_build, asked)
    assert answered.refused  # six municipalities are too few
    table, _ = tabulate([Answer(asked, ESTIMATES)], own)
    assert table["tests"].unique().tolist() == [8]
    assert (table["p_adjusted"] >= table["p"]).loc[table["p"].notna()].all()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"question": "nothing"}, "no such question"),
        ({"question": "coincidence", "measures": "forest_loss,nothing"}, "no such measure"),
        ({"question": "coincidence", "measures": "forest_loss"}, "takes 2 to 3"),
        ({"question": "coincidence", "measures": "forest_loss,forest_loss_ha", "years": "2018-2016"}, "no years"),
        ({"question": "coincidence", "measures": "forest_loss,forest_loss_ha", "scale": "cell"}, "no such scale"),
        ({"question": "coincidence", "measures": "forest_loss,forest_loss_ha", "subject": "x"}, "no such subject"),
    ],
)
def test_a_request_of_words_is_checked(small_tables: Tables, given: dict[str, str], problem: str) -> None:
    """What a link or a command names must be there."""
    with pytest.raises(GeoDataError, match=problem):
        requests.from_params(given, Selection(), small_tables)


def test_a_request_and_its_link_are_the_same(small_tables: Tables) -> None:
    """There and back."""
    given = {"question": "coincidence", "measures": "forest_loss,forest_loss_ha", "years": "2012-2014"}
    asked = requests.from_params(given, Selection(region="caqueta"), small_tables)
    assert {name: value for name, value in requests.to_params(asked).items() if value} == given
    assert asked.place.id == "caqueta"
    assert asked.place.codes == {"18001", "18150", "18785"}


@pytest.mark.parametrize(
    ("selection", "es", "en"),
    [
        (Selection(), "Colombia", "Colombia"),
        (Selection(region="catatumbo"), "el Catatumbo", "Catatumbo"),
        (Selection(department_code="18"), "el departamento de ", "the department of "),
        (Selection(municipality_code="54810"), "Tibú (", "Tibú ("),
    ],
)
def test_places_are_named_as_sentences_need_them(
    small_tables: Tables, selection: Selection, es: str, en: str
) -> None:
    """In both languages, whatever the language of the selection."""
    named = requests.place(selection, small_tables).name
    assert named.es.startswith(es)
    assert named.en.startswith(en)


@pytest.mark.data
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_standard_answer_is_named_and_says_nothing_of_causes(real: Tables, question: str) -> None:
    """Statistics, units and classes have names in both languages; sentences, reasons and words around them none."""
    asked = requests.standard_requests(real, question)
    unnumbered = {re.sub(r"\d+", "{}", name) for name in words.NAMES}
    assert asked
    for each in asked:
        one = joint.stored(real, each)
        assert one is not None
        assert one.request.id == each.id
        assert {re.sub(r"\d+", "{}", name) for name in one.estimates["statistic"]} <= unnumbered
        for lang in LANGS:
            said = [*one.sentences(lang), one.coverage(lang), account.subject(each, real, lang)]
            said += [account.corrected(one, translator(lang)), account.credit(one, real, lang)]
            assert all(said[:1])
            assert not [text for text in said if CAUSE.search(text)]
            for part in pictures.parts(one, real, lang):
                assert part.alt
        for unit in one.estimates["unit"].dropna():
            assert not unit or words.unit(unit, translator("es")) != unit or unit in ("ha per km²",)


@pytest.mark.data
def test_the_command_answers(processed: Path, tmp_path: Path) -> None:
    """A standard answer, a refusal with its reason and exit code, a file, the list of what can be asked."""
    runner, out = CliRunner(), ["--out", str(processed), "--lang", "en"]
    done = runner.invoke(cli.app, ["analyse", "coincidence", "--region", "catatumbo", *out])
    assert done.exit_code == 0
    assert "would be expected" in done.output
    assert "What it does not show" in done.output
    target = tmp_path / "x.csv"
    given = ["--measures", "deaths,evoa_ha", "--years", "2016-2022", "-o", str(target)]
    done = runner.invoke(cli.app, ["analyse", "coincidence", *given, *out])
    assert done.exit_code == REFUSED
    assert "is not covered" in done.output
    assert "is not covered" in target.read_text("utf-8-sig")
    done = runner.invoke(cli.app, ["analyse", *out])
    assert done.exit_code == 0
    assert all(question in done.output for question in QUESTIONS)
    assert "2023–2025" in done.output


@pytest.mark.data
@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["coincidence", "-o", "x.txt"], 1, "no such format"),
        (["coincidence", "--from", "2015-01"], 1, "does not limit an answer"),
        (["coincidence", "--actors", "eln"], 1, "does not limit an answer"),
        (["ceasefire", "--years", "2016-2018"], 1, "takes no years"),
        (["coincidence", "--municipality", "91001"], REFUSED, "at least 5 are needed"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_an_answer_would_pass_over_is_refused(given: list[str], code: int, told: str, processed: Path) -> None:
    """Also a place of one municipality, in which nothing can coincide more or less than by chance."""
    done = CliRunner().invoke(cli.app, ["analyse", *given, "--out", str(processed), "--lang", "en"])
    said = done.output + str(done.exception or "")
    assert (done.exit_code, told in said) == (code, True), said
    assert "What it is based on" not in said


@pytest.mark.data
def test_what_the_state_does_is_no_measure(real: Tables) -> None:
    """Raids and seizures are neither measures nor events of these questions."""
    for question in QUESTIONS.values():
        assert not {"raids", "mine_raids", "mindefensa_mine_raids"} & set(requests.measures(question, real))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_its_method(question: Question) -> None:
    """A section of the methods under its title, as HTML without links."""
    html = method.html(question)
    assert "<em>What would make it wrong:</em>" in html
    assert not re.search(r"<(a|img|script)\b", html)


def test_months_are_written_as_months() -> None:
    """A month is its year with the part of the year before it, also with the digits that are stored."""
    t = translator("en")
    assert [words.value(x, words.MONTH, t) for x in (2021.0, 2021.33, 2021.92)] == ["2021-01", "2021-05", "2021-12"]

"""Sources side by side: what each defines, their own figures, no winner, no data where they did not look."""

import re
from dataclasses import fields, replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.catalogue import catalogue
from geo.definition import Definition
from layers.analysis.alike import SUBJECTS, accounts, definition, in_words, spread
from layers.dossier import alike
from layers.dossier.writer import Writer
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders

EN = translator("en")
FOREST = SUBJECTS[0]
HERE = Selection(region="caqueta", start="2010-01", end="2022-12", lang="en")


@pytest.fixture(scope="module")
def measured(small_tables: Tables) -> Tables:
    """IDEAM has one municipality of 2018, Hansen all three of 2018 and 2019, MapBiomas all of 2019."""
    codes = ("18001", "18150", "18785")
    rows = [("18001", 2018, "deforestation", "ha", 14.0, "ideam_deforestation")]
    for at, code in enumerate(codes):
        rows += [
            (code, year, "tree_cover_loss_any_canopy", "ha", 10.0 * at, "hansen_municipal") for year in (2018, 2019)
        ]
        rows.append((code, 2019, "deforestation", "ha", 100.0 + at, "mapbiomas_transitions"))
    return replace(small_tables, indicators=pd.concat([small_tables.indicators, builders.indicators(rows)]))


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.id)
def test_every_source_of_a_subject_says_what_it_counts(subject: object) -> None:
    """Each has a definition without an empty part, a caveat, and the series that is named."""
    for name, variable in subject.series:  # type: ignore[attr-defined]
        source = catalogue()[name]
        assert source.definition is not None
        assert all(getattr(source.definition, field.name) for field in fields(Definition))
        assert source.caveats
        counted = {f"{measure}_best" if measure == "fatalities" else measure for measure in source.measures}
        assert variable in counted | {each.id for each in source.variables}


def test_figures_are_of_each_source_alone(measured: Tables) -> None:
    """Sums over the municipalities that a source has; a year without data is left out."""
    found = {each.source.id: each for each in accounts(FOREST, HERE, measured)}
    assert list(found) == ["ideam_deforestation", "gfw_loss", "hansen_municipal", "mapbiomas_transitions"]
    assert (dict(found["ideam_deforestation"].years), found["ideam_deforestation"].complete) == (
        {2018: 14},
        frozenset(),
    )
    assert dict(found["hansen_municipal"].years) == {2018: 30, 2019: 30}
    assert found["hansen_municipal"].complete == {2018, 2019}


def test_only_whole_figures_of_one_year_are_compared(measured: Tables) -> None:
    """2019 by Hansen and MapBiomas: GFW lacks a municipality, and is not among them."""
    found = accounts(FOREST, HERE, measured)
    between = spread(found)
    assert between is not None
    assert (between.year, between.sources) == (2019, 2)
    assert in_words(found, "ha", EN) == (
        "In 2019, the newest year that 2 of them have in full, the lowest figure is 30 ha (Tree cover loss, any"
        " canopy (Global Forest Change)) and the highest 303 ha (Deforestation (MapBiomas))."
    )
    assert in_words(accounts(FOREST, replace(HERE, end="2018-12"), measured), "ha", EN) == ""


def test_texts_are_those_of_the_catalogue(measured: Tables) -> None:
    """Period, coverage and caveat are the source's own, in the language of the reader."""
    source = measured.sources["ideam_deforestation"]
    described = dict(definition(source, translator("es")))
    assert described["Lo que no muestra"] == translator("es")(source.caveats[0])
    assert "2017–2021" in described["Años y lugares"]
    assert described["Desde cuánto"] == "Dosel de 30 %, árboles de 5 m, una hectárea"


@pytest.mark.parametrize("lang", ["es", "en"])
def test_periods_are_written_in_words(measured: Tables, lang: str) -> None:
    """As a reader says them, not as a file has them: no 2018-01-01/2024-12-31."""
    t = translator(lang)  # type: ignore[arg-type]
    texts = [text for source in measured.sources.values() for _, text in definition(source, t)]
    assert [text for text in texts if re.search(r"\d{4}[-/]\d", text)] == []


def test_the_dossier_names_no_winner(measured: Tables) -> None:
    """One row for each source, with its reason; the note says that none is right for every question."""
    table = alike.table(Writer(HERE, measured), "forest")
    assert table is not None
    assert len(table.rows) == 4
    assert all(len(row) == 5 and all(row) for row in table.rows)
    assert "None is right for every question" in table.note


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_view_says_no_data_and_never_zero(measured: Tables, lang: str) -> None:
    """Tibú: IDEAM and MapBiomas did not look, and their cards say so."""

    def script(tables, lang):  # type: ignore[no-untyped-def]
        from layers.analysis.alike import SUBJECTS, accounts
        from layers.app.alike import _subject
        from layers.selection import Selection
        from layers.text.i18n import translator

        here = Selection(municipality_code="54810", lang=lang)  # type: ignore[arg-type]
        t = translator(here.lang)
        _subject(SUBJECTS[0], accounts(SUBJECTS[0], here, tables), here, t)

    shown = AppTest.from_function(script, kwargs={"tables": measured, "lang": lang}).run()
    assert not shown.exception
    page = "".join(each.proto.body for each in shown.get("html"))
    assert page.count(translator(lang)("No data for this place and period, which is not zero.")) == 3  # type: ignore[arg-type]
    assert page.count('data-key=""') == 3 * 13

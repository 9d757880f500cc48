"""The words around an answer: its title, what it was corrected for, its limits, its method, its sources."""

from __future__ import annotations

from typing import Final

from geo.analyses.model import Request
from geo.analyses.run import QUESTIONS
from layers.analysis.joint import Result
from layers.analysis.requests import evidence, measures, selection_of, subjects, years_text
from layers.answers import words
from layers.scene import notes
from layers.scene.citation import cite
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang, Translator, translator

CORRECTED: Final = N_(
    "Tests counted for the correction: {n} (Benjamini-Hochberg, 5 %), those that every build asks and those asked"
    " besides."
)
METHOD: Final = N_("Method, assumptions and literature: docs/methods.md, section “{title}”.")


def title(result: Result, tables: Tables, lang: Lang) -> str:
    """Title of the answer: the question and the place."""
    place = notes.place_name(selection_of(result.request.place.id, lang), tables)
    return f"{result.question.title.in_language(lang)}: {place}"


def subject(asked: Request, tables: Tables, lang: Lang) -> str:
    """What a request is about: measures, years, scale, ceasefire or incident."""
    t, question = translator(lang), QUESTIONS[asked.question]
    named, possible = measures(question, tables), subjects(question, tables)
    parts = [
        " × ".join(named[name].in_language(lang) if name in named else name for name in asked.measures),
        possible[asked.subject].in_language(lang) if asked.subject in possible else asked.subject,
        years_text(asked),
        t(words.SCALES[asked.scale]) if len(question.scales) > 1 else "",
    ]
    text = " · ".join(filter(None, parts))
    return text[:1].upper() + text[1:]


def corrected(result: Result, t: Translator) -> str:
    """How many tests were counted; empty if nothing was tested."""
    return t(CORRECTED, n=t.number(result.tests)) if result.tested() else ""


def method(result: Result, t: Translator) -> str:
    """Where the method is described."""
    return t(METHOD, title=result.question.title.en)


def sources(result: Result, tables: Tables) -> tuple[str, ...]:
    """Ids of the sources that an answer rests on."""
    asked, known = result.request, evidence(tables).measures
    used = ["dane_mgn"]
    for name in asked.measures:
        if name in known:
            measure = known[name].measure
            used += [measure.source, *([measure.per_source] if measure.per_source else [])]
        else:
            used.append(name)
    used += [*result.question.rests_on, *([result.question.subjects] if result.question.subjects else [])]
    return tuple(dict.fromkeys(name for name in used if name in tables.sources))


def credit(result: Result, tables: Tables, lang: Lang) -> str:
    """The credit line: how to cite the answer with its sources, and the edition of the boundaries."""
    asked, t = result.request, translator(lang)
    if asked.first is None or asked.last is None:
        listed = sorted({t(tables.sources[name].attribution).rstrip(".") for name in sources(result, tables)})
        version = t("data version {version}", version=tables.version)
        cited = t("Sources: {sources}.", sources="; ".join(listed))
        return f"{title(result, tables, lang)}. Terrapaz, {version}. {cited}"
    years = Selection(lang=lang, start=f"{asked.first}-01", end=f"{asked.last}-12")
    cited = cite(title(result, tables, lang), years, tables, sources(result, tables))
    return f"{cited} {notes.colophon(tables, t)[0]}."

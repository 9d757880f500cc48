"""The command ``terrapaz analyse``: questions of joint statistics, asked of the tables of a build."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Column, Table

from geo.schema import GeoDataError
from geo.source import PROCESSED
from geo.swap import require_free, write_output
from layers.cli.console import OUTPUTS, err, out, steps
from layers.cli.flags import Out, output_file, with_selection_flags
from layers.selection import Selection

if TYPE_CHECKING:
    from layers.analysis.joint import Result
    from layers.tables import Tables

REFUSED = 4
"""Exit code of a question that cannot be answered with what is covered."""

_UNUSED: Final = {
    "start": "--from",
    "end": "--to",
    "sources": "--sources",
    "event_types": "--types",
    "actors": "--actors",
}
"""Parts of a selection that an answer would pass over in silence."""

app = typer.Typer()


@app.command(name="analyse", rich_help_panel=OUTPUTS)
@with_selection_flags
def analyse_command(
    selection: Selection,
    question: Annotated[
        str | None,
        typer.Argument(help="Id of a question; without one, all are listed with what they take.", show_default=False),
    ] = None,
    measures: Annotated[
        str,
        typer.Option(
            help="Measures (see terrapaz layers), or sources of events, separated by commas.",
            show_default="those of the first standard answer",
        ),
    ] = "",
    years: Annotated[
        str, typer.Option(help="Years, as in 2016-2018.", show_default="the latest that can be used")
    ] = "",
    scale: Annotated[
        str,
        typer.Option(
            help="Units that are compared: municipality or department; of a series, year or month.",
            show_default=False,
        ),
    ] = "",
    subject: Annotated[
        str, typer.Option(help="The ceasefire or incident in question, by its id.", show_default=False)
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Also write it: .html, .png, .svg, .pdf, .csv, .xlsx, .json, .parquet, .csv.zip.",
            callback=output_file,
        ),
    ] = None,
    folder: Out = PROCESSED,
) -> None:
    """Answer a question of joint statistics about a place: whether conflict, deforestation and mining meet.

    Prints the answer in words, what it is based on, what it does not show, and its numbers; the place and the
    language are those of the selection. Exit code 4: the question cannot be answered with what is covered; the reason
    is printed, and written too.
    """
    from layers.tables import Tables

    tables = Tables.read(folder)
    if question is None:
        _list(tables, selection)
        return
    from layers.analysis import joint, requests

    _require_meant(selection, question, years)
    if output is not None:
        from layers.answers import ending_of

        ending_of(output.name)  # before the work that an answer takes
    asked = requests.request(
        question,
        selection,
        tables,
        named=[name for name in measures.split(",") if name],
        years=years,
        scale=scale,
        subject=subject,
    )
    with steps() as step:
        step(asked.id)
        result = joint.answer(tables, asked)
    _print(result, tables, selection)
    if output is not None:
        from layers.answers import write

        files = write(result, tables, selection.lang, output.name)
        for name in files:
            require_free(output.with_name(name), folder=False, option="--output")
        for name, content in files.items():
            write_output(output.with_name(name), content)
            out.print(f"{output.with_name(name)} ({len(content) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)
    if result.refused:
        raise typer.Exit(REFUSED)


def _require_meant(selection: Selection, question: str, years: str) -> None:
    """Raise for what would be passed over: an answer of other years than those asked would be misread."""
    from geo.analyses.run import QUESTIONS

    usual = Selection()
    for field, option in _UNUSED.items():
        if getattr(selection, field) != getattr(usual, field):
            raise GeoDataError(
                "does not limit an answer", column=option, remedy="choose with --years and --measures instead"
            )
    if years and question in QUESTIONS and QUESTIONS[question].subjects:
        raise GeoDataError(
            "takes no years: they are those around its subject",
            source=question,
            column="--years",
            value=years,
            remedy="leave them out; choose with --subject",
        )


def _print(result: Result, tables: Tables, selection: Selection) -> None:
    from layers.answers import account
    from layers.answers.tables import estimates
    from layers.text.i18n import translator

    lang, t = selection.lang, translator(selection.lang)
    _say(account.title(result, tables, lang), style="bold")
    _say(account.subject(result.request, tables, lang), style="dim")
    if result.refused:
        err.print(result.sentences(lang)[0], markup=False, highlight=False, soft_wrap=True)
        return
    for sentence in result.sentences(lang):
        _say(f"\n{sentence}")
    _say(f"\n{t('What it is based on')}: {result.coverage(lang)} {account.corrected(result, t)}".rstrip())
    _say(f"{t('What it does not show')}: {result.question.limits.in_language(lang)}\n")
    shown = estimates(result, t)
    first, *others = shown.head
    columns = [Column(first), *(Column(title, justify="right") for title in others)]
    table = Table(*columns, box=None, header_style="bold")
    for row in shown.rows:
        table.add_row(*row)
    out.print(table, markup=False, highlight=False)
    _say(f"\n{account.credit(result, tables, lang)}", style="dim")


def _list(tables: Tables, selection: Selection) -> None:
    """List the questions, what they take, and the years that two of the standard measures can be asked for."""
    from geo.analyses.run import QUESTIONS
    from geo.analyses.standard import MEASURES
    from geo.analyses.wording import span
    from layers.analysis import requests
    from layers.text.i18n import DASH

    lang = selection.lang
    for question in QUESTIONS.values():
        count = (
            f"{question.at_least}"
            if question.at_least == question.at_most
            else f"{question.at_least}-{question.at_most}"
        )
        _say(f"{question.id} ({count} {question.takes})", style="bold")
        _say(f"  {question.asks.in_language(lang)}")
        if len(question.scales) > 1:
            _say(f"  --scale {', '.join(question.scales)}")
        for subject, title in requests.subjects(question, tables).items():
            _say(f"  --subject {subject}: {title.in_language(lang)}")
    for takes in dict.fromkeys(question.takes for question in QUESTIONS.values()):
        question = next(each for each in QUESTIONS.values() if each.takes == takes)
        table = Table(Column(takes, no_wrap=True), "name", box=None, header_style="bold")
        for name, title in requests.measures(question, tables).items():
            table.add_row(name, title.in_language(lang))
        out.print(table)
    table = Table(
        "measures", Column("", no_wrap=True), "years that can be asked together", box=None, header_style="bold"
    )
    for pair in combinations(MEASURES, 2):
        spans = [span(*run) for run in requests.runs(tables, pair)]
        table.add_row(*pair, ", ".join(spans) or DASH)
    out.print(table)


def _say(text: str, style: str = "") -> None:
    out.print(text, style=style, markup=False, highlight=False, soft_wrap=True)

"""Section of joint statistics: whether conflict, deforestation and mining meet, by the standard answers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from markupsafe import Markup, escape

from layers.analysis import joint, requests
from layers.analysis.joint import Result
from layers.answers import account, pictures, where, words
from layers.answers import tables as numbers
from layers.dossier.blocks import Block, Format, Pair, Picture, Prose, Section, Table
from layers.dossier.writer import Writer
from layers.text.i18n import DASH, N_

_HALF: Final = 86.0
_WHOLE: Final = 178.0
_CAUTION: Final = N_(
    "What is shown side by side need not be related; every answer, with its picture and its limits, is"
    " on the page Analysis of the app."
)


def section(w: Writer) -> Section | None:
    """Build the section; None if the build answered nothing about the place."""
    place = requests.place(w.selection, w.tables).id
    own = [result for result in _answers(w, place) if not result.refused]
    blocks = _of_a_place(w, own) if own else _of_members(w)
    return Section(w.t("Do they meet?"), blocks) if blocks else None


def _answers(w: Writer, place: str) -> Iterator[Result]:
    for asked in requests.standard_requests(w.tables, place_id=place):
        found = joint.stored(w.tables, asked)
        if found is not None:
            yield found


def _of_a_place(w: Writer, results: list[Result]) -> list[Block]:
    """The first answer in words and pictures, all of them in a table."""
    first, lang = results[0], w.t.lang
    drawn = [part for part in pictures.parts(first, w.tables, lang) if part.kind != "map"][:2]
    width = _HALF if len(drawn) == 2 else _WHOLE
    images = [
        Picture(partial(_drawn, part, first, w, width), part.alt, part.title, wide=len(drawn) == 1) for part in drawn
    ]
    blocks: list[Block] = [Prose([escape(first.sentences(lang)[0])])]
    blocks += [Pair(images[0], images[1])] if len(images) == 2 else list(images)
    columns = (
        N_("Question"),
        N_("About"),
        N_("Value"),
        N_("95 % interval"),
        N_("By chance (95 %)"),
        N_("Corrected p"),
    )
    head = [w.t(column) for column in columns]
    rows = [_row(w, result) for result in results]
    used = [at for at in range(len(head)) if any(row[at] != DASH for row in rows)]
    limits = first.question.limits.in_language(lang)
    note = " ".join(filter(None, (account.corrected(first, w.t), limits, w.t(_CAUTION))))
    caption = w.t("Standard answers")
    cells = [[row[at] for at in used] for row in rows]
    return [*blocks, Table(caption, [head[at] for at in used], cells, words=2, note=note)]


def _drawn(part: pictures.Part, result: Result, w: Writer, width: float, kind: Format) -> bytes:
    return pictures.draw(part, result, w.tables, w.t.lang, width, kind=kind).data


def _row(w: Writer, result: Result) -> list[str]:
    headline = result.estimates.iloc[0]
    return [
        result.question.title.in_language(w.t.lang),
        account.subject(result.request, w.tables, w.t.lang),
        words.value(headline["estimate"], headline["unit"], w.t),
        numbers.pair(headline["low"], headline["high"], headline["unit"], w.t),
        numbers.pair(headline["expected_low"], headline["expected_high"], headline["unit"], w.t),
        numbers.p_value(headline["p_adjusted"], w.t),
    ]


def _of_members(w: Writer) -> list[Block]:
    """What the answers about the country say of the municipalities of a place without answers of its own."""
    rows: list[list[str | Markup]] = []
    limits: list[str] = []
    for result in _answers(w, requests.COUNTRY):
        said = _said(w, result)
        if said:
            title = result.question.title.in_language(w.t.lang)
            rows.append([title, account.subject(result.request, w.tables, w.t.lang), said])
            limits.append(result.question.limits.in_language(w.t.lang))
    if not rows:
        return []
    head = [w.t("Question"), w.t("About"), w.name]
    note = " ".join([*dict.fromkeys(limits), w.t(_CAUTION)])
    return [Table(w.t("What the answers about Colombia say"), head, rows, words=3, note=note)]


def _said(w: Writer, result: Result) -> str:
    """Which list of an answer the municipalities are in, or their rank; empty for an answer about no municipality."""
    details = result.details
    ranks = details[(details["series"] == "rank") & details["key"].isin(w.codes)]
    if len(ranks) and w.single:
        row = ranks.iloc[0]
        return w.t(
            "rank {rank}, between {low} and {high} (95 %)",
            rank=w.t.number(row["estimate"]),
            low=w.t.number(row["low"]),
            high=w.t.number(row["high"]),
        )
    marked = where.marked(result)
    if not marked:
        return ""
    total = w.t.number(len(marked))
    mine = [code for code in w.codes if code in marked]
    if not mine:
        return w.t("not among the {n} municipalities that stand out", n=total)
    if w.single:
        kind = words.name(words.CLASSES, marked[mine[0]], w.t)
        return w.t("among the {n} municipalities that stand out: {kind}", n=total, kind=kind[:1].lower() + kind[1:])
    names = ", ".join(sorted(str(w.rows["municipality"][code]) for code in mine))
    return w.t("among the {n} municipalities that stand out: {names}", n=total, names=names)

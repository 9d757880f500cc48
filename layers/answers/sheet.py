"""An answer on one sheet of paper: title, sentences, pictures, coverage, limits, sources."""

from __future__ import annotations

from typing import Final

from layers.analysis.joint import Result
from layers.answers import account, pictures
from layers.answers.frame import Frame
from layers.figure.sheet import ACCENT, SOFT, Paper, Sheet, house_style
from layers.ink import LIGHT
from layers.tables import Tables
from layers.text.i18n import Lang, translator
from layers.text.typesetting import BOLD, HEAD, Face, height_of

KINDS: Final = ("png", "svg", "pdf")
_WIDTH: Final = 170.0
_MARGIN: Final = 9.0
_GAP: Final = 3.0
_BODY: Final = 7.8
_SMALL: Final = 6.6


def sheet(result: Result, tables: Tables, lang: Lang, kind: str = "png") -> bytes:
    """Draw an answer on a sheet as high as it needs."""
    with house_style():
        height = _Flow(result, tables, lang, Sheet(Paper("answer", _WIDTH, 1000, _MARGIN, _BODY)), draw=False).run()
        paper = Sheet(Paper("answer", _WIDTH, height, _MARGIN, _BODY))
        _Flow(result, tables, lang, paper, draw=True).run()
        return pictures.save(paper, kind)


class _Flow:
    """Texts and pictures from top to bottom; measured first, then drawn."""

    def __init__(self, result: Result, tables: Tables, lang: Lang, paper: Sheet, *, draw: bool) -> None:
        self.result, self.tables, self.lang, self.paper, self.draws = result, tables, lang, paper, draw
        self.t = translator(lang)
        self.top, self.width = _MARGIN, _WIDTH - 2 * _MARGIN

    def run(self) -> float:
        """Place everything; return the height."""
        result, t = self.result, self.t
        if self.draws:
            self.paper.rule(_MARGIN, self.top, 16, ACCENT, 2.2)
        self.top += 2.2
        self.text(account.title(result, self.tables, self.lang), 14, HEAD)
        self.text(account.subject(self.result.request, self.tables, self.lang), _BODY, color=SOFT)
        self.top += _GAP / 2
        if result.refused:
            self.text(t("This question was not answered."), _BODY, BOLD)
        first, *others = result.sentences(self.lang)
        self.text(first, _BODY * 1.12)
        self.top += _GAP
        for part in pictures.parts(result, self.tables, self.lang):
            frame = Frame(self.paper, result, self.tables, t, LIGHT, pictures.SIZE)
            self.text(part.title, _BODY, BOLD)
            self.top += 0.8
            height = part.height(frame, self.width)
            if self.draws:
                part.draw(frame, (_MARGIN, self.top, self.width, height))
            self.top += height + _GAP
        for text in others:
            self.text(text, _SMALL)
            self.top += 0.6
        if others:
            self.top += _GAP / 2
        self.titled(t("What it is based on"), [result.coverage(self.lang), account.corrected(result, t)])
        self.titled(t("What it does not show"), [result.question.limits.in_language(self.lang)])
        self.text(account.method(result, t), _SMALL, color=SOFT)
        self.text(account.credit(result, self.tables, self.lang), _SMALL, color=SOFT)
        return self.top + _MARGIN

    def text(self, text: str, size: float, face: Face | None = None, **style: str) -> None:
        """Place a paragraph."""
        chosen = face or Face()
        if self.draws:
            self.paper.paragraph(_MARGIN, self.top, self.width, text, size, chosen, **style)
        self.top += height_of(text, self.width, size, chosen)

    def titled(self, title: str, texts: list[str]) -> None:
        """Place a short heading and its sentences."""
        text = " ".join(filter(None, texts))
        if text:
            self.text(title, _SMALL, BOLD)
            self.text(text, _SMALL)
            self.top += 1.0

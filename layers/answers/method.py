"""How a question is answered: its section of ``docs/methods.md``, which every installation carries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup

from geo.analyses.model import Question

_PACKAGE: Final = Path(__file__).parents[1]
_CLONE: Final = _PACKAGE.parent
_NAME: Final = Path("docs", "methods.md")


@cache
def _sections() -> Mapping[str, str]:
    """Markdown of every section by its heading."""
    path = next(folder / _NAME for folder in (_CLONE, _PACKAGE) if (folder / _NAME).is_file())
    _, *parts = path.read_text("utf-8").split("\n## ")
    headed = [part.partition("\n") for part in parts]
    return {heading: text.strip() for heading, _, text in headed}


def markdown(question: Question) -> str:
    """Formula, assumptions, what would make it wrong, and literature of a question; English."""
    return _sections()[question.title.en]


def html(question: Question) -> Markup:
    """The same as HTML, without anything that makes a request."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
    return Markup(parser.render(markdown(question)))  # noqa: S704, our own text, of which HTML is escaped

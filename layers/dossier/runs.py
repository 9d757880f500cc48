"""Marked-up sentences of a dossier as runs of text, for documents that are not HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup

_BOLD: Final = frozenset({"b"})
_ITALIC: Final = frozenset({"i"})


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look; ``address`` if it is a link."""

    text: str
    bold: bool = False
    italic: bool = False
    quiet: bool = False
    address: str = ""


def runs(text: str) -> list[Run]:
    """Split a text into runs; one that is no markup is one run as it stands.

    Examples
    --------
    >>> from markupsafe import Markup
    >>> [run.text for run in runs(Markup('<b>Tibú</b>: <data value="3">3</data> &lt; 4'))]
    ['Tibú', ': 3 < 4']
    """
    if not isinstance(text, Markup):
        return [Run(text)] if text else []
    reader = _Reader()
    reader.feed(str(text))
    reader.close()
    return reader.runs


class _Reader(HTMLParser):
    """Collects runs; marks that it does not know, such as ``data``, are only passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self._open: list[tuple[str, Mapping[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at]
                return

    def handle_data(self, data: str) -> None:
        """Add text in the look of the elements that are open; text of the look before continues its run."""
        tags = {tag for tag, _ in self._open}
        none = any(attributes.get("class") == "none" for _, attributes in self._open)
        run = Run(
            data,
            bold=bool(tags & _BOLD),
            italic=bool(tags & _ITALIC) or none,
            quiet="small" in tags or none,
            address=next((str(attributes.get("href") or "") for tag, attributes in self._open if tag == "a"), ""),
        )
        last = self.runs[-1] if self.runs else None
        if last is not None and last == Run(last.text, run.bold, run.italic, run.quiet, run.address):
            self.runs[-1] = Run(last.text + data, run.bold, run.italic, run.quiet, run.address)
        else:
            self.runs.append(run)

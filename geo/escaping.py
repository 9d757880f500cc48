r"""Text of data, escaped for what reads it: one function for each language that would take it for more than text.

HTML has :func:`html.escape` and the autoescaping of the templates, JSON its own encoder; SVG, PDF and the scripts of
the maps set text as text.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>~$:@&|#!^{}])")
_BLOCK: Final = re.compile(r"^(?:[-+=]|[0-9]+(?=[.)]))")
_ADDRESS: Final = re.compile(r"https?(?=:)|www(?=\.)|@", re.IGNORECASE)
_WORD_JOINER: Final = "\u2060"


def for_spreadsheet(text: str) -> str:
    r"""Prefix a text that a spreadsheet would run as a formula with an apostrophe.

    Examples
    --------
    >>> [for_spreadsheet(text) for text in ("=1+1", "Tibú", "-5", "\tx")]
    ["'=1+1", 'Tibú', "'-5", "'\tx"]
    """
    return f"'{text}" if _FORMULA.match(text) else text


def for_xml(text: str) -> str:
    r"""Remove the characters that XML does not have in any form; its writers escape the others.

    Examples
    --------
    >>> for_xml("Tib\x00ú")
    'Tibú'
    """
    return _CONTROL.sub("", text)


def for_markdown(text: str) -> str:
    r"""Escape a text for Markdown in one line, with the icons, colours, formulae and bare addresses of Streamlit.

    Streamlit turns addresses into links once the escapes are gone: a word joiner, which has no width, breaks each.

    Examples
    --------
    >>> print(for_markdown("![x] :red[y] (MapBiomas)"))
    \!\[x\] \:red\[y\] (MapBiomas)
    >>> for_markdown("https://example.org")
    'https\u2060\\://example.org'
    """
    apart = _ADDRESS.sub(rf"\g<0>{_WORD_JOINER}", " ".join(for_xml(text).split()))
    escaped = _MARKUP.sub(r"\\\1", apart)
    return _BLOCK.sub(lambda found: f"\\{found[0]}" if found[0] in "-+=" else f"{found[0]}\\", escaped)

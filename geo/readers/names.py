"""Spanish place names as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SMALL: Final = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "en"})
_FIXED: Final = {"d.c.": "D.C.", "(anm)": "(ANM)"}


def proper_name(upper: str) -> str:
    """Case a name that a publisher writes in capitals; articles and prepositions stay small inside it.

    Examples
    --------
    >>> proper_name("SAN VICENTE DEL CAGUÁN"), proper_name("EL TARRA"), proper_name(" BOGOTÁ, D.C.")
    ('San Vicente del Caguán', 'El Tarra', 'Bogotá, D.C.')
    """
    words = re.sub(r"\s+", " ", upper.strip()).lower().split(" ")
    return " ".join(
        _FIXED.get(word, word if place and word in _SMALL else _capital(word)) for place, word in enumerate(words)
    )


def fold(name: str) -> str:
    """Reduce a name to what its spellings share: small letters without accents, one space between words.

    Examples
    --------
    >>> fold("San José de Cúcuta"), fold("CARMEN DEL DARIÉN  (Curbaradó)"), fold("Bogotá, D.C.")
    ('san jose de cucuta', 'carmen del darien', 'bogota d c')
    """
    bare = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", name)).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def _capital(word: str) -> str:
    return re.sub(r"^(\W*)(\w)", lambda m: m[1] + m[2].upper(), re.sub(r"(?<=[-.(])\w", lambda m: m[0].upper(), word))

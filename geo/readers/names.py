"""Spanish place names as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SMALL: Final = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "en"})
_FIXED: Final = {"d.c.": "D.C.", "(anm)": "(ANM)"}


def proper_name(upper: str) -> str:
    """Convert a name in capitals to mixed case; articles and prepositions inside it are in lower case.

    Examples
    --------
    >>> proper_name("SAN VICENTE DEL CAGUÁN"), proper_name("EL TARRA"), proper_name(" BOGOTÁ, D.C.")
    ('San Vicente del Caguán', 'El Tarra', 'Bogotá, D.C.')
    """
    words = re.sub(r"\s+", " ", upper.strip()).lower().split(" ")
    return " ".join(
        _FIXED.get(word, word if index and word in _SMALL else _capitalise(word)) for index, word in enumerate(words)
    )


def fold(name: str) -> str:
    """Normalise the spelling of a name: lower case, no accents or punctuation, one space between words.

    Examples
    --------
    >>> fold("San José de Cúcuta"), fold("CARMEN DEL DARIÉN  (Curbaradó)"), fold("Bogotá, D.C.")
    ('san jose de cucuta', 'carmen del darien', 'bogota d c')
    """
    bare = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", name)).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def _capitalise(word: str) -> str:
    return re.sub(r"^(\W*)(\w)", lambda m: m[1] + m[2].upper(), re.sub(r"(?<=[-.(])\w", lambda m: m[0].upper(), word))

"""What a test says, in a few words: they begin its sentence, after the correction for all tests that were asked."""

from __future__ import annotations

from typing import Final

from geo.analyses.wording import Text, capital

LEVEL: Final = 0.05

MORE: Final = Text("más de lo que daría el azar", "more than chance would give")
LESS: Final = Text("menos de lo que daría el azar", "less than chance would give")
FEWER: Final = Text("menos de lo que daría el azar", "fewer than chance would give")
ALIKE: Final = Text("no se distingue del azar", "this cannot be distinguished from chance")
NO_TEST: Final = Text("es una comparación, no una prueba estadística", "this is a comparison, not a statistical test")

_STANDS: Final = Text(
    "{verdict}, también al corregir por {tests} pruebas estadísticas.",
    "{verdict}, also when corrected for {tests} tests.",
)
_FALLS: Final = Text(
    "Puede ser azar al corregir por {tests} pruebas estadísticas (esta por sí sola: {verdict}).",
    "This may be chance when corrected for {tests} tests (this one alone: {verdict}).",
)


def verdict(p: float, *, above: bool, more: Text = MORE, less: Text = LESS, alike: Text = ALIKE) -> Text:
    """What a test finds by itself, with the p-value ``p``: ``more`` or ``less`` than expected, or nothing."""
    if not p <= LEVEL:
        return alike
    return more if above else less


def opening(said: Text, p: float, p_adjusted: float, tests: int) -> Text:
    """What a sentence begins with: the verdict and whether it stands among all tests.

    Examples
    --------
    >>> opening(MORE, 0.01, 0.2, 130).en
    'This may be chance when corrected for 130 tests (this one alone: more than chance would give).'
    """
    if not said.en:
        return said
    if not p <= LEVEL or tests == 1:
        return Text(f"{capital(said).es}.", f"{capital(said).en}.")
    if p_adjusted <= LEVEL:
        return _STANDS.fill(verdict=capital(said), tests=tests)
    return _FALLS.fill(verdict=said, tests=tests)

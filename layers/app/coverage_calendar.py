"""Calendar of coverage: the years that each source covers, one strip per source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from geo.source import Coverage, Kind, Source
from layers.text.i18n import N_, Translator
from layers.text.terms import alphabetical

FIRST: Final = 1989
"""First year of the strips, which is UCDP's first; earlier years are in the text of a strip only."""

KINDS: Final[tuple[Kind, ...]] = ("events", "indicators", "raster", "points", "features")
"""Kinds of sources with a strip; registers and boundaries are valid until the next edition."""

_LABEL_STEP: Final = 5
_SCOPES: Final = {
    "country": N_("the whole country"),
    "regions": N_("the three regions only"),
    "departments": N_("some departments only"),
    "listed": N_("listed or searched municipalities only"),
}


def years_of(coverage: Coverage) -> tuple[list[int], list[int]]:
    """Return the years that a source covers in full, and those it covers in part."""
    full = set(coverage.years)
    spanned = set(range(int(coverage.start[:4]), int(coverage.end[:4]) + 1)) if coverage.start else set()
    if full:  # a year between two covered ones may be a gap
        spanned &= {*coverage.partial, *(year for year in spanned if not min(full) <= year <= max(full))}
    return sorted(full), sorted((spanned | set(coverage.partial)) - full)


def calendar(sources: Iterable[Source], headings: Mapping[Kind, str], t: Translator, page: str = "") -> str:
    """Render the strips of sources as an HTML table, by kind, up to the newest year of any of them.

    Below a title stands what was published of the next release of its source.

    Parameters
    ----------
    headings
        Title of each kind, in English.
    page
        Address of the page that describes the sources, to which their titles link. By default it is the same page;
        on another one the strips are in brief, without what was published of the next releases.

    Returns
    -------
    str
        HTML; a strip has its years as text for screen readers.
    """
    listed = [source for source in sources if source.kind in KINDS and source.coverage.end]
    last = max((int(source.coverage.end[:4]) for source in listed), default=FIRST)
    axis = "".join(f'<span style="left:{_share(year, last):g}%">{year}</span>' for year in _labelled(last))
    body = ""
    for kind in KINDS:
        found = [source for source in listed if source.kind == kind]
        if found:
            body += f'<tr class="tp-group"><th scope="rowgroup" colspan="2">{escape(t(headings[kind]))}</th></tr>'
            body += "".join(
                _row(source, last, t, page)
                for source in sorted(found, key=lambda source: alphabetical(t(source.title)))
            )
    head = f'<th scope="col">{escape(t("Source"))}</th><th scope="col"><span class="tp-axis">{axis}</span></th>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="tp-calendar" style="--tp-grid:{_grid(last)}">{_legend(t)}{table}</div>'


def _row(source: Source, last: int, t: Translator, page: str) -> str:
    full, partial = years_of(source.coverage)
    how = "partial" if full or len(partial) > 1 else "state"
    scope = "country" if source.coverage.scope == "country" else "part"
    marks = "".join(_mark(run, "full", scope, last) for run in _runs(full))
    marks += "".join(_mark(run, how, scope, last) for run in _runs(partial))
    texts = [t("{years} in full", years=t.years(full))] if full else []
    in_part = N_("{years} in part") if how == "partial" else N_("status in {years}")
    texts += [t(in_part, years=t.years(partial))] if partial else []
    title = escape(t(source.title))
    description = escape(f"{', '.join(texts)}; {t(_SCOPES[source.coverage.scope])}")
    coming = t("Next release: {when}", when=t(source.next_release)) if source.next_release and not page else ""
    small = f"<small>{escape(coming)}</small>" if coming else ""
    return (
        f'<tr><th scope="row"><a href="{escape(page)}#{escape(source.id)}">{title}</a>{small}</th><td>'
        f'<span class="tp-strip" title="{description}">{marks}</span>'
        f'<span class="tp-sr">{description}</span></td></tr>'
    )


def _mark(run: tuple[int, int], how: str, scope: str, last: int) -> str:
    first, end = max(run[0], FIRST), min(run[1], last)
    if end < first:
        return ""
    left, right = _share(first, last), _share(end + 1, last)
    return f'<i class="tp-{how} tp-in-{scope}" style="left:{left:g}%;width:{right - left:g}%"></i>'


def _labelled(last: int) -> list[int]:
    return [year for year in range(FIRST, last + 1) if year % _LABEL_STEP == 0]


def _grid(last: int) -> str:
    """Return a CSS gradient with a line at each labelled year, which all strips share."""
    stops = ", ".join(
        f"transparent {at}%, var(--tp-line) {at}% calc({at}% + 1px), transparent calc({at}% + 1px)"
        for at in (f"{_share(year, last):g}" for year in _labelled(last))
    )
    return f"linear-gradient(90deg, {stops})"


def _legend(t: Translator) -> str:
    entries = (
        ("tp-full tp-in-country", N_("the whole country, the whole year")),
        ("tp-full tp-in-part", N_("part of the country, the whole year")),
        ("tp-partial tp-in-country", N_("part of the year or of the events")),
        ("tp-state tp-in-country", N_("status on one date")),
        ("", N_("blank: no data, which is not zero")),
    )
    items = "".join(f'<li><i class="{css_class}"></i>{escape(t(text))}</li>' for css_class, text in entries)
    return f'<ul class="tp-key">{items}</ul>'


def _runs(years: list[int]) -> list[tuple[int, int]]:
    """Group consecutive years as pairs of first and last."""
    runs: list[tuple[int, int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs


def _share(year: int, last: int) -> float:
    """Position of the start of a year on the strip, in percent of its width."""
    return round(100 * (year - FIRST) / (last + 1 - FIRST), 2)

"""A comparison as a file: an HTML page that makes no request, a picture, a print sheet, a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Final

from markupsafe import Markup

from geo.schema import GeoDataError
from layers.dossier.comparison_headlines import of_comparison, unsaid
from layers.extract.comparison import extract
from layers.figure import FORMATS
from layers.figure.comparison import render
from layers.figure.sheet import PaperName
from layers.outputs.html import POLICY, with_policy
from layers.scene import basemap, compared, compose, notes
from layers.scene.basemap import Basemap
from layers.scene.citation import cite
from layers.scene.compared import Drawn
from layers.scene.comparison import Comparison
from layers.scene.linked_data import dataset
from layers.scene.web_assets import bundle, read_asset, render_fragment
from layers.tables import Tables
from layers.text.i18n import Translator

PAPER: Final = "a4-landscape"
TABLES: Final = ("csv", "xlsx")
ENDINGS: Final = (".html", *(f".{kind}" for kind in (*FORMATS, *TABLES)))
"""Endings of the names of files that a comparison can be written to."""


def write(comparison: Comparison, tables: Tables, name: str, paper: PaperName | None = None) -> dict[str, bytes]:
    """Write a comparison in the format of a file name, as :func:`layers.extract.extract` does.

    Parameters
    ----------
    name
        Ends in one of :data:`ENDINGS`.
    paper
        Of a picture or a print sheet, by default :data:`PAPER`; the others have none.

    Raises
    ------
    GeoDataError
        Another ending, a paper for what has none, or a place that is not in this edition of the boundaries.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if paper is not None and ending in ("html", *TABLES):
        remedy = f"leave it out, or end the name in one of {', '.join(f'.{kind}' for kind in FORMATS)}"
        raise GeoDataError("has no effect", source="comparison", column="paper", value=paper, remedy=remedy)
    if ending == "html":
        return {name: html(comparison, tables).encode()}
    if ending in FORMATS:
        return {name: render(comparison, tables, paper=paper or PAPER, kind=ending)}
    if ending in TABLES:
        return extract(comparison, tables, name)
    remedy = f"end the name in one of {', '.join(ENDINGS)}"
    raise GeoDataError("no such format", source="comparison", value=name, remedy=remedy)


def html(comparison: Comparison, tables: Tables) -> str:
    """Render a comparison as one page that works from a disk without a network: headline, maps, table, sources.

    The same comparison of the same data gives the same bytes.
    """
    base = basemap.for_selection(tables, comparison.first)
    drawn = compared.draw(comparison, tables, base)
    headline, t = of_comparison(drawn, tables), drawn.t
    head, bodies, script = _charts(drawn, base)
    heads = compared.headings(drawn, tables)
    page = render_fragment(
        "comparison.html",
        t=t,
        policy=POLICY,
        title=drawn.heading,
        embed=comparison.first.embed,
        headline=headline,
        head=head,
        script=script,
        dataset=dataset(drawn.name, headline.striptags(), comparison.span, tables, drawn.sources, period=drawn.years),
        maps=list(zip(drawn.captions(), bodies, strict=True)),
        notices=unsaid(drawn, headline),
        heads=list(heads.values()),
        rows=list(_rows(drawn, tables, heads, t)),
        credits=[notes.credit_line(credit) for credit in drawn.credits],
        citation=cite(drawn.name, comparison.span, tables, drawn.sources, period=drawn.years),
        colophon=" · ".join(notes.colophon(tables, t)),
    )
    return with_policy(str(page), drawn.scenes[0]["tiles"])


def _rows(drawn: Drawn, tables: Tables, heads: Iterable[str], t: Translator) -> Iterator[tuple[list[str], list[str]]]:
    for code, row in compared.numbers(drawn, tables).iterrows():
        printed = (compared.cell(row, name, t)[1:] for name in heads)
        texts = [f"{text} ({below})" if below else text for text, below in printed]
        yield [row["municipality"], row["department"], str(code)], texts


def _charts(drawn: Drawn, base: Basemap) -> tuple[Markup, list[Markup], Markup]:
    """Head, the element of each map, and the script that shows them; the base map is in the page once."""
    assets = bundle(published=True)
    own = {name: read_asset(name) for name in ("comparison.css", "comparison.js")}
    styles = {**assets.styles, "comparison.css": own["comparison.css"]}
    scripts = {**assets.scripts, "comparison.js": own["comparison.js"]}
    head = [f"<style>{text}</style>" for text in styles.values()]
    head += [f"<script>{text}</script>" for text in scripts.values()]
    bodies, calls = [], [f"const terrapazBase = {compose.escape_json(base.json)};"]
    for at, scene in enumerate(drawn.scenes):
        chart = compose.empty_map(drawn.t)
        chart._id = f"side{at}"
        chart.add_child(compose.Mount("structuredClone(terrapazBase)"), name="mount")
        chart.add_child(compose.Show(scene), name="show")
        chart.render()  # type: ignore[no-untyped-call]
        figure = compose.figure(chart)
        head += [child.render() for name, child in figure.header._children.items() if name.endswith("style")]
        bodies.append(Markup("\n".join(child.render() for child in figure.html._children.values())))  # noqa: S704
        calls += [child.render() for child in figure.script._children.values()]
    if len(drawn.scenes) > 1:
        calls.append("TerrapazTogether(map_side0, map_side1);")
    return Markup("\n".join(head)), bodies, Markup("\n".join(calls))  # noqa: S704, escaped by compose

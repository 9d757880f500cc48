"""A static site for a web server or a USB stick: maps of the regions and the country, stories, every layer, dossiers.

Links are relative and pages make no request; each page is self-contained. Spanish pages are in the top folder,
English ones in ``en``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from geo.schema import REGIONS
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS, Choropleth, Hexagons, Layer, Points
from layers.dossier import document as dossier
from layers.dossier import stories, story
from layers.outputs import html
from layers.outputs.thumbnail import BLANK, render_thumbnail
from layers.scene import hexagons, notes
from layers.scene.choropleth import shade
from layers.scene.citation import cite
from layers.scene.linked_data import dataset
from layers.scene.web_assets import render_page
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, translator

OVERLAYS: Final = ("regions", "incidents", "ucdp", "mining", "parks")
"""Overlays of the interactive maps."""

_LEAD: Final = N_(
    "Where Colombia's armed conflict, deforestation and illegal mining meet, municipality by municipality. Every "
    "page opens without a network."
)
_TOP: Final = 10


def gallery(
    tables: Tables,
    layers: Sequence[str] | None = None,
    places: Sequence[str | None] = (*REGIONS, None),
    dossiers: Sequence[str] = REGIONS,
) -> Iterator[tuple[str, bytes]]:
    """Render the site, file by file.

    Parameters
    ----------
    layers
        Ids of the layers to show; all by default.
    places
        Regions that get an interactive map; None is the country.
    dossiers
        Places that get a dossier: regions, departments (two digits), municipalities (five).

    Yields
    ------
    tuple
        Path relative to the site's folder, and content. The same data gives the same bytes.
    """
    shown = [
        layer
        for name, layer in tables.layers.items()
        if (tables.is_available(layer) if layers is None else name in layers)
    ]
    for lang in LANGS:
        yield _path(lang, "index.html"), _index(lang, tables, shown, places, dossiers)
        for place in places:
            page = html.html(_selection(lang, place), tables)
            yield _path(lang, f"maps/{place or 'colombia'}.html"), page.encode()
        for layer in shown:
            yield _path(lang, f"layers/{layer.id}.html"), _sheet(lang, tables, layer, linked=None in places)
        for chosen in stories.available(tables):
            yield _path(lang, f"stories/{chosen.id}.html"), story.page(chosen, tables, lang).encode()
        for name in dossiers:
            page = dossier.html(dossier.place(name, Selection(lang=lang)), tables)
            yield _path(lang, f"dossiers/{name}.html"), page.encode()


def _path(lang: Lang, page: str) -> str:
    return page if lang == LANGS[0] else f"{lang}/{page}"


def _selection(lang: Lang, place: str | None, layer: Layer | None = None) -> Selection:
    if layer is None:
        return Selection(lang=lang, region=place, layers=OVERLAYS)
    if isinstance(layer, Choropleth):
        return Selection(lang=lang, region=place, choropleth=layer.id, layers=())
    return Selection(lang=lang, region=place, choropleth=None, layers=(layer.id,))


def _index(
    lang: Lang,
    tables: Tables,
    shown: Sequence[Layer],
    places: Sequence[str | None],
    dossiers: Sequence[str],
) -> bytes:
    t = translator(lang)
    maps = []
    for place in places:
        selection = _selection(lang, place)
        name = notes.place_name(selection, tables)
        colored = CHOROPLETHS.get(selection.choropleth or "")
        drawing = Markup(render_thumbnail(colored, selection, tables, name)) if colored else ""  # noqa: S704, our own drawing
        note = t(colored.title) if colored else ""
        maps.append({"to": f"maps/{place or 'colombia'}.html", "drawing": drawing, "title": name, "note": note})
    sections = [{"title": t("Interactive maps"), "look": "cards large", "cards": maps}] if maps else []
    if available := stories.available(tables):
        linked = [
            {"to": f"stories/{each.id}.html", "drawing": "", "title": t(each.title), "note": ""} for each in available
        ]
        sections.append({"title": t("Stories"), "look": "cards", "cards": linked})
    if dossiers:
        headings = {name: notes.place_name(dossier.place(name), tables) for name in dossiers}
        linked = [
            {"to": f"dossiers/{name}.html", "drawing": "", "title": heading, "note": ""}
            for name, heading in headings.items()
        ]
        sections.append({"title": t("Dossiers"), "look": "cards", "cards": linked})
    for group, heading in GROUPS.items():
        cards = [_card(lang, tables, layer) for layer in shown if layer.group == group]
        if cards:
            sections.append({"title": t(heading), "look": "cards", "cards": cards})
    links = _languages(lang, "index.html")
    title, lead = t("Gallery of maps"), t(_LEAD)
    about = dataset(title, lead, _selection(lang, None), tables, sorted(tables.sources))
    return _page(lang, tables, title, links, kind="index", dataset=about, lead=lead, sections=sections)


def _card(lang: Lang, tables: Tables, layer: Layer) -> dict[str, Any]:
    t = translator(lang)
    drawing = render_thumbnail(layer, _selection(lang, None, layer), tables, t(layer.title))
    return {
        "to": f"layers/{layer.id}.html",
        "drawing": Markup(drawing),  # noqa: S704, our own drawing
        "title": t(layer.title),
        "note": t(layer.measure.unit) if isinstance(layer, Choropleth) else "",
    }


def _sheet(lang: Lang, tables: Tables, layer: Layer, *, linked: bool) -> bytes:
    """A page about one layer: drawing, legend, notices, highest values, sources."""
    t = translator(lang)
    selection = _selection(lang, None, layer)
    title = notes.heading(notes.place_name(selection, tables), t(layer.title), t)
    period = t.period(selection.start, selection.end)
    remarks = [t(layer.note)] if layer.note else []
    content: dict[str, Any] = {"subtitle": period, "remarks": remarks, "legend": [], "top": None}
    if isinstance(layer, Choropleth):
        content |= _describe(layer, selection, tables)
    elif isinstance(layer, Hexagons):
        content |= _describe_cells(layer, selection, tables)
    elif isinstance(layer, Points):
        count = t.number(len(tables.events_of(selection, layer.source)))
        covered = tables.sources[layer.source].coverage.spans(selection.start, selection.end)
        content["subtitle"] = t("{period}: {n} events", period=t.periods(covered) or period, n=count)
    up = "../"
    about = " ".join([f"{title}, {content['subtitle']}.", *map(str, content["remarks"])])
    return _page(
        lang,
        tables,
        title,
        [{"to": f"{up}index.html", "text": t("Gallery of maps")}, *_languages(lang, f"layers/{layer.id}.html", up)],
        kind="layer",
        dataset=dataset(title, about, selection, tables, layer.sources),
        drawing=Markup(render_thumbnail(layer, selection, tables, title)),  # noqa: S704, our own drawing
        map={"to": f"{up}maps/colombia.html", "text": t("Open the interactive map")} if linked else None,
        sources={
            "title": t("Sources and licences"),
            "rows": [notes.credit_line(credit) for credit in notes.credits(tables, [layer], t)],
        },
        citation=cite(title, selection, tables, layer.sources),
        **content,
    )


def _describe_cells(layer: Hexagons, selection: Selection, tables: Tables) -> dict[str, Any]:
    t = translator(selection.lang)
    grid = hexagons.draw(layer, selection, tables)["grid"]
    n = t("n = {n}", n=grid["n"]) if grid["n"] else ""
    blank = {"color": BLANK, **grid["nodata"]}
    cited = [*hexagons.notices(layer, selection, tables, t), grid["words"]["cells"].capitalize() + "."]
    return {
        "subtitle": ", ".join(filter(None, (grid["unit"], grid["years"], grid["cells"], n))),
        "legend": [*grid["classes"], *([blank] if blank["n"] else [])],
        "remarks": [text for text in (t(layer.note), grid["method"], *cited) if text],
    }


def _describe(layer: Choropleth, selection: Selection, tables: Tables) -> dict[str, Any]:
    t = translator(selection.lang)
    codes = tables.shown_codes(selection).tolist()
    shaded = shade(layer, selection, tables, codes)
    formatted = dict(zip(codes, shaded["values"], strict=True))
    values = tables.values(layer.measure, selection.years)["value"].reindex(codes)
    highest = values[values > 0].sort_values(ascending=False, kind="stable").index[:_TOP]
    places = tables.municipalities.set_index("municipality_code")
    rows = [(places.at[code, "municipality"], places.at[code, "department"], formatted[code]) for code in highest]
    blank = {"color": BLANK, **shaded["nodata"]}
    return {
        "subtitle": ", ".join(filter(None, (shaded["unit"], shaded["years"], shaded["over"]))),
        "legend": [*shaded["classes"], *([blank] if blank["n"] else [])],
        "remarks": [text for text in (shaded["note"], shaded["method"], *shaded["notices"]) if text],
        "top": {
            "caption": t("Highest values"),
            "header": [t("Municipality"), t("Department"), shaded["unit"]],
            "rows": rows,
        }
        if rows
        else None,
    }


def _languages(lang: Lang, page: str, up: str = "") -> list[dict[str, str]]:
    """Links to the same page in the other languages."""
    root = up if lang == LANGS[0] else f"{up}../"
    return [
        {"to": root + _path(other, page), "text": LANGUAGE_NAMES[other], "lang": other}
        for other in LANGS
        if other != lang
    ]


def _page(lang: Lang, tables: Tables, title: str, links: Sequence[Mapping[str, str]], **content: Any) -> bytes:
    t = translator(lang)
    text = render_page(
        "gallery.html",
        "gallery.css",
        t=t,
        title=title,
        links=links,
        colophon=" · ".join(notes.colophon(tables, t)),
        **content,
    )
    return text.encode()

"""The colours and marks of the map as QGIS styles (QML), so that a GeoPackage opens looking like the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.escaping import for_xml
from layers.catalog.model import Pattern
from layers.extract.part import Style

BORDER: Final = "#8f887b"
PAPER: Final = "#fffefb"
BLANK: Final = "#efece5"
HATCH: Final = "#bdb6a8"
INK: Final = "#22211f"
REST: Final = "#6d665a"

_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_CLOSE: Final = 1_500_000
"""Labels are shown at this scale (1 : 1,500,000) and larger ones."""

_BRUSHES: Final[Mapping[Pattern, str]] = {
    "falling": "f_diagonal",
    "dots": "dense7",
    "rows": "horizontal",
    "columns": "vertical",
}

_Layer = tuple[str, Mapping[str, object]]


def classes(shade: Mapping[str, Any], labelled: str | None = "municipality") -> Style:
    """Areas by class, hatched for no data.

    Parameters
    ----------
    shade
        A choropleth of a scene (:class:`layers.scene.model.Shade`): ``classes`` with colour and label, ``unit``,
        ``nodata``; or the grid of hexagons.
    labelled
        The column with their names.
    """
    rows: list[tuple[str, str, Sequence[_Layer]]] = [
        (str(row["class"]), f"{row['label']} {shade['unit']}", [_fill(row["color"])]) for row in shade["classes"]
    ]
    hatching = ("LinePatternFill", {"angle": 45, "distance": 1.2, "line_width": 0.25, "color": _rgba(HATCH)})
    rows.append(("", shade["nodata"]["label"], [_fill(BLANK), hatching]))
    colors = {str(row["class"]): str(row["color"]) for row in shade["classes"]} | {"": BLANK}
    return Style(_categories("class", "fill", rows, labelled=labelled), colors, "class")


def plain() -> Style:
    """Municipalities without a measure."""
    return Style(_single("fill", [_fill(PAPER)], labelled="municipality"), {"": BORDER}, filled=False)


def points(shown: Mapping[str, tuple[str, str]], rest: str) -> Style:
    """Events by source; sources that the map does not show as points are in the legend but not drawn.

    Parameters
    ----------
    shown
        Title and colour by source.
    rest
        Label of the other sources.
    """
    rows: list[tuple[str, str, Sequence[_Layer]]] = [
        (source, title, [_marker("circle", color, 2.2)]) for source, (title, color) in shown.items()
    ]
    rows.append(("", rest, [_marker("circle", REST, 1.6)]))
    colors = {source: color for source, (_, color) in shown.items()} | {"": REST}
    return Style(_categories("source", "marker", rows, hidden=""), colors, "source")


def squares(color: str) -> Style:
    """Counts as squares whose area grows with ``events``, or with ``victims`` where events are not counted."""
    size = '2 * sqrt(coalesce("events", "victims", 1))'
    return Style(_single("marker", [_marker("square", color, 2.0)], size=size), {"": color})


def dot(color: str) -> Style:
    """Incidents."""
    return Style(_single("marker", [_marker("circle", color, 3.6, line="#ffffff")]), {"": color})


def shapes(line: str, pattern: Pattern | None, width: float = 0.3) -> Style:
    """Areas, hatched if there is a ``pattern``, or lines; each type of geometry has its own symbol."""
    polygon = _fill(line, line, width, style=_BRUSHES[pattern] if pattern else "no")
    symbols: dict[str, tuple[str, list[_Layer]]] = {
        "Polygon": ("fill", [polygon]),
        "LineString": ("line", [("SimpleLine", {"line_color": _rgba(line), "line_width": width})]),
        "Point": ("marker", [_marker("circle", line, 1.8)]),
    }
    return Style(_by_geometry(symbols), {"": line}, filled=False)


def _categories(
    attribute: str,
    kind: str,
    rows: Sequence[tuple[str, str, Sequence[_Layer]]],
    *,
    labelled: str | None = None,
    hidden: str | None = None,
) -> str:
    root, renderer = _renderer("categorizedSymbol", {"attr": attribute})
    listed, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for index, (value, label, layers) in enumerate(rows):
        render = "false" if value == hidden else "true"
        SubElement(listed, "category", value=for_xml(value), symbol=str(index), label=for_xml(label), render=render)
        _symbol(symbols, str(index), kind, layers)
    return _serialise(root, labelled)


def _single(kind: str, layers: Sequence[_Layer], *, labelled: str | None = None, size: str | None = None) -> str:
    root, renderer = _renderer("singleSymbol")
    symbol = _symbol(SubElement(renderer, "symbols"), "0", kind, layers)
    if size:
        scaled = SubElement(symbol[0], "data_defined_properties")
        _options(scaled, {"name": "", "properties": {"size": {"active": True, "expression": size, "type": 3}}})
    return _serialise(root, labelled)


def _by_geometry(symbols_by_type: Mapping[str, tuple[str, Sequence[_Layer]]]) -> str:
    """A QGIS layer has one type of geometry and ignores symbols of other types, so each type may have a rule."""
    root, renderer = _renderer("RuleRenderer")
    rules, symbols = SubElement(renderer, "rules", key="root"), SubElement(renderer, "symbols")
    for index, (name, (kind, layers)) in enumerate(symbols_by_type.items()):
        SubElement(rules, "rule", symbol=str(index), key=name, filter=f"geometry_type($geometry) = '{_KINDS[name]}'")
        _symbol(symbols, str(index), kind, layers)
    return _serialise(root)


_KINDS: Final = {"Polygon": "Polygon", "LineString": "Line", "Point": "Point"}


def _renderer(kind: str, attributes: dict[str, str] | None = None) -> tuple[Element, Element]:
    root = Element("qgis", version="3.22", styleCategories="Symbology|Labeling")
    return root, SubElement(root, "renderer-v2", {"type": kind} | (attributes or {}))


def _symbol(parent: Element, name: str, kind: str, layers: Sequence[_Layer]) -> Element:
    symbol = SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1")
    for drawn, properties in layers:
        _options(SubElement(symbol, "layer", {"class": drawn, "enabled": "1", "pass": "0"}), properties)
    return symbol


def _options(parent: Element, values: Mapping[str, object]) -> None:
    """QGIS stores properties as nested maps of typed options."""
    options = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        if isinstance(value, Mapping):
            _options(options, value)
            options[-1].set("name", name)
        else:
            kind = "bool" if isinstance(value, bool) else "int" if name == "type" else "QString"
            text = str(value).lower() if isinstance(value, bool) else str(value)
            SubElement(options, "Option", name=name, type=kind, value=text)


def _fill(color: str, line: str = BORDER, width: float = 0.15, style: str = "solid") -> _Layer:
    return (
        "SimpleFill",
        {"color": _rgba(color), "outline_color": _rgba(line), "outline_width": width, "style": style},
    )


def _marker(name: str, color: str, size: float, line: str = PAPER) -> _Layer:
    return (
        "SimpleMarker",
        {
            "name": name,
            "color": _rgba(color, 0.85),
            "outline_color": _rgba(line),
            "outline_width": 0.25,
            "size": size,
            "size_unit": "MM",
            "scale_method": "diameter",
        },
    )


def _rgba(color: str, opacity: float = 1) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _serialise(root: Element, labelled: str | None = None) -> str:
    if labelled:
        labeling = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
        text = SubElement(
            labeling, "text-style", fieldName=labelled, fontSize="8", textColor=_rgba(INK), fontSizeUnit="Point"
        )
        SubElement(
            text, "text-buffer", bufferDraw="1", bufferSize="0.7", bufferColor=_rgba(PAPER), bufferOpacity="0.8"
        )
        SubElement(labeling, "placement", placement="1")
        SubElement(labeling, "rendering", scaleVisibility="1", scaleMin=str(_CLOSE), scaleMax="0", drawLabels="1")
    return _DOCTYPE + tostring(root, encoding="unicode")

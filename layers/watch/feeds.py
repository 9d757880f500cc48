"""Atom feeds (RFC 4287) with the place of each entry (GeoRSS Simple).

Written with the standard library: libraries for feeds come with a parser, with what a server needs, or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from geo import __version__
from geo.escaping import for_xml
from layers.text.i18n import N_, Lang, translator
from layers.watch.news import News

LONGEST: Final = 60
"""Entries of a feed; older ones are dropped."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_GEORSS: Final = "http://www.georss.org/georss"
_TITLE: Final = N_("Terrapaz: what is new in {place}")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Entry:
    """An entry of a feed, in one language.

    Attributes
    ----------
    id
        A ``tag:`` address (RFC 4151) that stays the same for ever.
    updated
        Moment of the edition (RFC 3339).
    title, sentences
        Text.
    category
        Id of the source.
    box
        Bounds of the place: minx, miny, maxx, maxy, degrees.
    """

    id: str
    updated: str
    title: str
    sentences: tuple[str, ...]
    category: str
    box: Box | None

    @classmethod
    def stored(cls, record: Mapping[str, Any]) -> Entry:
        """Read an entry that :meth:`record` wrote."""
        box = record["box"]
        return cls(
            **{
                **record,
                "sentences": tuple(record["sentences"]),
                "box": (box[0], box[1], box[2], box[3]) if box else None,
            }
        )

    def record(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return asdict(self)


def entries(news: News, data_version: str, updated: str, authority: str, boxes: Mapping[str, Box]) -> list[Entry]:
    """The entries of one edition: its alerts, then what changed by source.

    Parameters
    ----------
    data_version
        Of the build that was compared: part of the ids.
    authority
        Host of the published folder, for the ids.
    boxes
        Bounds of the place of the news and of the places of its alerts, by id.
    """
    tag = f"tag:{authority},2026:terrapaz/{news.lang}"
    found = [
        Entry(
            f"{tag}/alert/{quote(alert.id)}",
            updated,
            title,
            (sentence,),
            alert.source,
            boxes.get(alert.place),
        )
        for alert, title, sentence in news.alerts
    ]
    for each in news.sources:
        # the same build may follow another one again: the day distinguishes its editions
        number = f"{tag}/changes/{updated[:10]}/{data_version}/{quote(news.place)}/{quote(each.source)}"
        title = f"{news.name}: {each.title}"
        found.append(Entry(number, updated, title, each.sentences, each.source, boxes.get(news.place)))
    return found


def feed(
    place: str, name: str, lang: Lang, listed: Sequence[Entry], updated: str, address: str, path: str, digest: str
) -> bytes:
    """Render a feed.

    Parameters
    ----------
    place, name
        Id and name of the place.
    listed
        Entries, newest first.
    address
        Where the folder is published; empty if it is not, which leaves the links relative.
    path, digest
        Paths of the feed and of the digest in that folder.
    """
    ET.register_namespace("", _ATOM)
    ET.register_namespace("georss", _GEORSS)
    t = translator(lang)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    title = t(_TITLE, place=name)
    for tag, text in (
        ("id", f"tag:{authority(address)},2026:terrapaz/{lang}/feed/{quote(place)}"),
        ("title", title),
        ("updated", updated),
    ):
        _add(root, tag, text)
    _add(_add(root, "author"), "name", "Terrapaz")
    _add(root, "generator", "Terrapaz", version=__version__)
    if address:
        _add(root, "link", rel="self", type="application/atom+xml", href=address + quote(path))
    up = address or "../" * path.count("/")
    _add(root, "link", rel="alternate", type="text/html", hreflang=lang, href=up + quote(digest))
    for entry in listed:
        _entry(root, entry)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def merged(new: Iterable[Entry], old: Iterable[Entry]) -> list[Entry]:
    """New entries before those of earlier editions, none twice, at most :data:`LONGEST`."""
    by_id = {entry.id: entry for entry in [*reversed([*old]), *reversed([*new])]}
    return list(reversed(by_id.values()))[:LONGEST]


def authority(address: str) -> str:
    """Host of an address, for ids; ``terrapaz.invalid`` without one."""
    return urlsplit(address).hostname or "terrapaz.invalid"


def _entry(root: ET.Element, entry: Entry) -> None:
    element = _add(root, "entry")
    for tag, text in (("id", entry.id), ("title", entry.title), ("updated", entry.updated)):
        _add(element, tag, text)
    _add(element, "category", term=entry.category)
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in entry.sentences)
    _add(element, "content", paragraphs, type="html")
    if entry.box:
        minx, miny, maxx, maxy = entry.box
        box = ET.SubElement(element, f"{{{_GEORSS}}}box")
        box.text = f"{miny:.4f} {minx:.4f} {maxy:.4f} {maxx:.4f}"  # GeoRSS writes latitude first


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{tag}", {key: for_xml(value) for key, value in attributes.items()})
    if text:
        element.text = for_xml(text)
    return element

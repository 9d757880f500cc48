"""Scripts, styles and templates of pages, and the Content-Security-Policy that forbids them every request.

Leaflet and topojson-client come from folium-offline, the runtime is ours. An export embeds them, the app serves them
from its static folder.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from offlinefolium.elements import _res as _packaged

from layers.scene.basemap import Basemap

ASSETS: Final = Path(__file__).parents[1] / "assets"
_LONG_AGO: Final = 946_684_800  # 2000-01-01
_LEAFLET: Final = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
_TOPOJSON: Final = "https://cdnjs.cloudflare.com/ajax/libs/topojson/1.6.9/topojson.min.js"


@dataclass(frozen=True)
class Bundle:
    """Scripts and styles of a page in loading order: text by name."""

    scripts: Mapping[str, str]
    styles: Mapping[str, str]


@dataclass(frozen=True)
class ServedAssets:
    """Addresses at which a static folder serves the scripts, the styles and a base map."""

    script: str
    style: str
    base: str


_SCRIPTS: Final = ("furniture.js", "words.js", "finder.js", "names.js", "hexagons.js", "marks.js", "terrapaz.js")


@cache
def bundle(*, published: bool = False) -> Bundle:
    """Read the bundle; that of a ``published`` map has scripts to change its language and year."""
    own = (*_SCRIPTS, "pixels.js", "page.js", "edition.js") if published else _SCRIPTS
    return Bundle(
        scripts={
            "leaflet.js": _without_source_map(_packaged[f"{_LEAFLET}.js"]),
            "topojson.js": _packaged[_TOPOJSON],
            **{name: read_asset(name) for name in own},
        },
        styles={
            "leaflet.css": _packaged[f"{_LEAFLET}.css"],
            "terrapaz.css": read_asset("terrapaz.css"),
            **({"page.css": read_asset("page.css")} if published else {}),
        },
    )


def write_assets(base: Basemap, folder: Path, prefix: str) -> ServedAssets:
    """Write the bundle with the assets of the app, and a base map, into a folder that is served below ``prefix``.

    Scripts are one file, and so are styles: streamlit-folium requests the next script when it has run the last. File
    names contain a checksum, so that a browser may cache them indefinitely. Existing files are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scripts = [*bundle().scripts.values(), read_asset("app.js")]
    styles = [*bundle().styles.values(), read_asset("frame.css")]
    return ServedAssets(
        script=prefix + _write(folder, "terrapaz.js", "\n;".join(scripts)),
        style=prefix + _write(folder, "terrapaz.css", "\n".join(styles)),
        base=prefix + _write(folder, "base.json", base.json),
    )


@cache
def read_asset(name: str) -> str:
    """Read a script or a style sheet of :data:`ASSETS`. It is ours and constant: no text from data is in it."""
    return (ASSETS / name).read_text("utf-8")


@cache
def searching(name: str) -> str:
    """Read a script of the app that compares words, with what it needs for that."""
    return "".join(read_asset(each) for each in ("words.js", name))


def render_page(template: str, style: str, script: str = "", **content: Any) -> str:
    """Render a template of the assets with its style sheet and script embedded, as a page that makes no request.

    Parameters
    ----------
    template, style, script
        Names of files in :data:`ASSETS`; the template prints ``policy``, ``style`` and ``script``.
    content
        Further values for the template. Text is escaped, unless it is marked as safe.
    """
    sheet = read_asset(style)
    code = read_asset(script) if script else ""
    own = {"style": Markup(sheet), "script": Markup(code)}  # noqa: S704, our own files
    allowed = policy(styles=[sheet], scripts=[code] if code else [])
    return _templates().get_template(template).render(policy=allowed, **own, **content)


def render_fragment(template: str, **content: Any) -> Markup:
    """Render a template of the assets as a part of a page, with its text escaped."""
    return Markup(_templates().get_template(template).render(**content))  # noqa: S704, escaped by the template


def data_url(picture: bytes, media: str = "image/svg+xml") -> str:
    """A picture as an address that makes no request."""
    return f"data:{media};base64,{base64.b64encode(picture).decode()}"


def packed(text: str) -> str:
    """Compress a text, a sixth of its size for a drawing, as base64 that a script of the page unpacks."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def policy(*, scripts: Iterable[str] = (), styles: Iterable[str] = (), pictures: str = "data:") -> str:
    """A Content-Security-Policy that allows these scripts and styles, by their checksums, and no request.

    Parameters
    ----------
    scripts, styles
        Their text between the tags.
    pictures
        Allowed origins of pictures.
    """
    rules = {
        "default-src": "'none'",
        "script-src": _checksums(scripts),
        "style-src": _checksums(styles),
        "img-src": pictures,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items() if value)


def _checksums(texts: Iterable[str]) -> str:
    digests = dict.fromkeys(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _write(folder: Path, name: str, text: str) -> str:
    data = text.encode()
    stem, dot, suffix = name.partition(".")
    path = folder / f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}{dot}{suffix}"
    if not path.exists():
        handle, part = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(part).chmod(0o644)
        # Streamlit sends no Cache-Control: browsers cache a file longer the older it is
        os.utime(part, (_LONG_AGO, _LONG_AGO))
        Path(part).replace(path)
    return path.name


def _without_source_map(script: str) -> str:
    """Drop the line that names a source map, which developer tools would request."""
    return "\n".join(line for line in script.splitlines() if not line.startswith("//# sourceMappingURL"))

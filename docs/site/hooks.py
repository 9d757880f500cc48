"""What mkdocs does not do by itself: pages from outside ``docs``, links as in the repository, diagrams as SVG."""

import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any

import mermaidx
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from geo.describe import pinned
from layers.scene.linked_data import describe_source

ROOT = Path(__file__).resolve().parents[2]

OUTSIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CITATION.cff": "CITATION.cff.txt",
    "Dockerfile": "Dockerfile.txt",
    "LICENSE": "LICENSE.txt",
    "layers/assets/icon.svg": "icon.svg",
}
"""Files of the repository that the site has, by their paths there; as text, a browser shows them."""

_LINK = re.compile(r"(\]\()([^)\s#:]+)((?:#[^)\s]*)?\))")


def on_config(config: MkDocsConfig) -> None:
    """Draw diagrams while the site is built: in the browser the theme would load a script from elsewhere for it."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences["custom_fences"] = [{"name": "mermaid", "class": "mermaid", "format": _draw}]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files from outside ``docs``."""
    for source, target in OUTSIDE.items():
        files.append(File.generated(config, target, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lead links, which are relative to the page's place in the repository, to their targets on the site."""
    here = page.file.src_uri
    in_repository = next((source for source, target in OUTSIDE.items() if target == here), f"docs/{here}")

    def lead(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(in_repository), link[2]))
        target = OUTSIDE.get(path, path.removeprefix("docs/"))
        return link[1] + posixpath.relpath(target, posixpath.dirname(here) or ".") + link[3]

    return _LINK.sub(lead, markdown)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Describe each page to searches for data: the page of the sources lists them all."""
    facts: dict[str, Any] = {"@context": "https://schema.org/", "@type": "WebPage", "name": page.title}
    if page.file.src_uri == "data.md":
        sources = [describe_source(source) for _, source in sorted(pinned().items())]
        facts |= {"@type": "DataCatalog", "description": config.site_description, "dataset": sources}
    text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return output.replace("</head>", f'<script type="application/ld+json">{text}</script></head>', 1)


def _draw(source: str, *_: Any, **__: Any) -> str:
    name = f"drawing-{hashlib.sha256(source.encode()).hexdigest()[:8]}"  # of its own, as the page may have several
    svg = mermaidx.render(source).svg().replace("my-svg", name)
    width = float(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    # a wide one is made smaller only as long as it can be read, and scrolls from there on
    svg = svg.replace('style="', f'style="min-width: {0.6 * width:.0f}px; ', 1)
    return f'<div class="drawing" tabindex="0">{svg}</div>'

"""The server of the app, which loads the tables and the base map while Streamlit starts.

Run ``python -m layers.app.serve``, with the flags of ``streamlit run``.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Final

from geo.schema import GeoDataError
from geo.source import ROOT
from geo.swap import replace_file

if TYPE_CHECKING:
    from layers.tables import Tables

_LOG: Final = logging.getLogger(__name__)
_PACKAGE: Final = Path(__file__).resolve().parent
_CLONE: Final = _PACKAGE.parents[1]
_PAGE: Final = "streamlit_app.py"

FOLDER: Final = _CLONE if (_CLONE / _PAGE).is_file() else ROOT / "app"
"""Folder of the page, its settings and its static files: the clone or, for an installed package, a folder beside the
data, because nothing should be written into the installation."""

_OF_PAGES: Final = ("folium.plugins", "layers.charts", "layers.extract", "layers.dossier.measure_headlines")
"""What the pages import that takes longest, and has no component."""

_OF_CHARTS: Final = "matplotlib.font_manager"
"""What the first chart imports."""

_PAUSE: Final = 1.0
"""Seconds in which a visitor who waited for the tables gets the map before the server computes more. It would compete
with the files that the browser requests, and the map would come half a second later."""

SWITCH_INTERVAL: Final = 0.001
"""Seconds that a thread runs while others wait. A message is computed by one thread and sent by another, which at the
usual 5 ms would wait several times for each."""


def prepare() -> Path:
    """Create the folder that Streamlit runs in; return it."""
    (FOLDER / "static").mkdir(parents=True, exist_ok=True)  # Streamlit looks for it before the app fills it
    if FOLDER != _CLONE:
        replace_file(FOLDER / _PAGE, b"from layers.app import shell\n\nshell.run()\n")
        settings = Path(".streamlit") / "config.toml"
        replace_file(FOLDER / settings, (_PACKAGE / settings).read_bytes())
    return FOLDER


def preload() -> None:
    """Read the tables and compute what the first page needs; a visitor who comes meanwhile waits for the map only.

    The pages are not imported here, only what they import: their components register with a running Streamlit server.
    """
    from layers.app.table_cache import shared_cache

    try:
        tables = shared_cache().get(prepare=_compute_map)
    except GeoDataError as error:  # every page shows it
        _LOG.warning("%s", error)
        return
    if tables is not None:
        sleep(_PAUSE)
        _compute_rest(tables)


def _compute_map(tables: Tables) -> None:
    """The base map and the scene of the default selection."""
    from layers.app.table_cache import shared_cache
    from layers.scene import compose
    from layers.selection import Selection

    for name in _OF_PAGES:
        import_module(name)
    compose.scene(Selection(), tables, shared_cache().base_map(tables))


def _compute_rest(tables: Tables) -> None:
    """What each measure and overlay covers, for the sidebar; charts come last."""
    from layers.analysis.reach import overlay_reaches, reaches
    from layers.selection import Selection

    reaches(Selection(), tables)
    overlay_reaches(Selection(), tables)
    import_module(_OF_CHARTS)


def main() -> None:
    """Serve until stopped."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    Thread(target=preload, name="terrapaz-preload", daemon=True).start()
    from streamlit.web import cli

    cli.main(["run", str(prepare() / _PAGE), *sys.argv[1:]], prog_name="streamlit")


if __name__ == "__main__":
    main()

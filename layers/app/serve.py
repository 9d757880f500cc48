"""The server of the app, which makes ready what every first map needs while Streamlit starts.

Run ``python -m layers.app.serve``, with the flags of ``streamlit run``.
"""

from __future__ import annotations

import logging
import sys
from threading import Thread
from typing import Final

from geo.schema import GeoDataError
from geo.source import ROOT

_LOG: Final = logging.getLogger(__name__)


def make_ready() -> None:
    """Read the tables and what every map stands on; a visitor who comes meanwhile waits for the same.

    The pages themselves are left to Streamlit: what they import registers with a server that has to be there.
    """
    from layers.app.table_cache import shelf

    try:
        shelf().get()
    except GeoDataError as error:  # every visitor is told
        _LOG.warning("%s", error)


def main() -> None:
    """Serve until stopped."""
    Thread(target=make_ready, name="terrapaz-ready", daemon=True).start()
    from streamlit.web import cli

    cli.main(["run", str(ROOT / "streamlit_app.py"), *sys.argv[1:]], prog_name="streamlit")


if __name__ == "__main__":
    main()

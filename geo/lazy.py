"""The large libraries under their usual names, imported on first use.

Importing pandas alone takes longer than a command that needs no table. Modules that are imported just to list the
sources take their libraries from here, as in ``from geo.lazy import gpd, pd``; modules that only compute do not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["gpd", "np", "pa", "pd", "pooch", "pyogrio", "requests", "shapely", "tenacity"]


class Lazy:
    """A proxy of a module: attributes are looked up in the module, which is imported on the first lookup.

    Parameters
    ----------
    name
        Dotted name of the module.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        # nothing is cached, so that functions which tests monkeypatch are found
        return getattr(importlib.import_module(self._name), attribute)


if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pandera.pandas as pa
    import pooch
    import pyogrio
    import requests
    import shapely
    import tenacity
else:
    gpd = Lazy("geopandas")
    np = Lazy("numpy")
    pa = Lazy("pandera.pandas")
    pd = Lazy("pandas")
    pooch = Lazy("pooch")
    pyogrio = Lazy("pyogrio")
    requests = Lazy("requests")
    shapely = Lazy("shapely")
    tenacity = Lazy("tenacity")

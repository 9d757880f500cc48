"""The large libraries, under their usual names, imported when they are first used.

Importing pandas alone takes longer than a command that needs no table. What is imported to be listed (sources, and
what they rest on) takes its libraries from here, as in ``from geo.lazy import gpd, pd``; what only computes does not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["gpd", "np", "pa", "pd", "pooch", "pyogrio", "requests", "shapely", "tenacity"]


class Lazy:
    """Stands for a module: what is asked of it is asked of the module.

    Parameters
    ----------
    name
        Dotted name of the module.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        # nothing is kept: what a test puts in the place of a function has to be found
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
    pooch = Lazy("pooch")
    pyogrio = Lazy("pyogrio")
    requests = Lazy("requests")
    shapely = Lazy("shapely")
    tenacity = Lazy("tenacity")
    tenacity = Lazy("tenacity")

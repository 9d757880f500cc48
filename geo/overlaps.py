"""Variables measured inside and outside the areas of another source, such as deforestation in protected areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INSIDE: Final = "in"
OUTSIDE: Final = "outside"


@dataclass(frozen=True)
class Overlap:
    """A variable and the areas that divide it.

    Attributes
    ----------
    source, variable
        The variable to divide, of a raster or feature source.
    areas
        Id of the source of the areas.
    name
        Name of the areas in the ids of the parts: ``deforestation_in_protected``.
    """

    source: str
    variable: str
    areas: str
    name: str

    @property
    def inside(self) -> str:
        """Id of the part inside the areas."""
        return f"{self.variable}_{INSIDE}_{self.name}"

    @property
    def outside(self) -> str:
        """Id of the part outside the areas."""
        return f"{self.variable}_{OUTSIDE}_{self.name}"


OVERLAPS: Final = (
    Overlap("mapbiomas_transitions", "deforestation", "protected_caqueta", "protected"),
    Overlap("mapbiomas_transitions", "deforestation", "reserves_caqueta", "reserves"),
    Overlap("amw_mining", "gold_mining_detected", "protected_caqueta", "protected"),
    Overlap("amw_mining", "gold_mining_detected", "reserves_caqueta", "reserves"),
    Overlap("amw_mining", "gold_mining_detected", "parks", "parks"),
    Overlap("gfw_alerts", "alerts_late_2024", "parks", "parks"),
    Overlap("gfw_alerts", "alerts_late_2024", "runap", "protected"),
    Overlap("gfw_alerts", "alerts_late_2024", "reserves_national", "reserves"),
)
"""All overlaps; each is computed if a build has both sources. Rows exist only where both sources cover."""

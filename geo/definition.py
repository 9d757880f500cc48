"""What a source counts, in words that can be put beside those of a source of the same subject."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """What a source counts and which question it answers; English texts, translated where they are shown.

    Attributes
    ----------
    counts
        What one unit of its figures is.
    threshold
        What is too little to be counted.
    resolution
        The smallest place and time that it tells apart.
    suits
        The question that it answers, and why it does.
    """

    counts: str
    threshold: str
    resolution: str
    suits: str

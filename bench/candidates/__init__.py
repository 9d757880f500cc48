"""The candidates: implementations of each task in terrapaz and in other libraries.

A candidate is a generator that first yields None when it is prepared, then its answer at each step; only the answers
are timed. All candidates have the same inputs and the same task; a library that can only return less (counts instead
of hectares) returns that.
"""

from bench.candidates import intersect, locate, tabulate
from bench.candidates.registry import CANDIDATES, VERSIONS

__all__ = ["CANDIDATES", "VERSIONS", "intersect", "locate", "tabulate"]

"""Each way to answer each question. A candidate prepares, then answers: only the second is timed.

A candidate is a generator: what it yields first is None, when it is ready; then its answer. Peers are told the same
inputs and asked for the same answer; where a peer can only give less (counts instead of hectares), it gives that.
"""

from bench.candidates import intersect, locate, tabulate
from bench.candidates.registry import CANDIDATES, VERSIONS

__all__ = ["CANDIDATES", "VERSIONS", "intersect", "locate", "tabulate"]

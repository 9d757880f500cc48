"""The manifest of a build: what it records, checked before anything relies on it."""

from __future__ import annotations

import json
from typing import Any, Final

from geo.schema.vocabulary import GeoDataError

_EMPTY: Final[dict[str, Any]] = {"inputs": [], "outputs": {}, "missing": {}, "remarks": [], "boundaries": None}
_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "data_version": str,
    "boundaries": (dict, type(None)),
    **{part: type(value) for part, value in _EMPTY.items() if value is not None},
}
_INPUT: Final = {"source", "path", "tracked", "sha256"}
_OUTPUT: Final = {"sha256", "bytes", "rows"}


def parse_manifest(content: bytes, source: str) -> dict[str, Any]:
    """Parse ``manifest.json``; parts that it lacks are empty.

    Parameters
    ----------
    source
        Its path, for the message.

    Raises
    ------
    GeoDataError
        It is no JSON, or lacks a data version or has another kind of record: it was not written by a build.
    """
    remedy = "run terrapaz build --force"
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise GeoDataError(f"is not JSON ({error})", source=source, remedy=remedy) from error
    if not isinstance(manifest, dict):
        raise GeoDataError("is no manifest of a build", source=source, remedy=remedy)
    manifest = _EMPTY | manifest
    for part, kind in _KINDS.items():
        if not isinstance(manifest.get(part, ...), kind):
            raise GeoDataError(
                "is no manifest of a build", source=source, column=part, value=manifest.get(part), remedy=remedy
            )
    for part, entries, keys in (
        ("inputs", manifest["inputs"], _INPUT),
        ("outputs", manifest["outputs"].values(), _OUTPUT),
    ):
        for entry in entries:
            if not isinstance(entry, dict) or not entry.keys() >= keys:
                raise GeoDataError("is no record of a file", source=source, column=part, value=entry, remedy=remedy)
    return manifest

"""Users' own files: one module for each format, with ``read(request)``; :mod:`geo.importers.import_file` stores.

A reader judges the file row by row: what it can use it takes, what it cannot it refuses with the reason, and every
row is in the report. Nothing is guessed and nothing is filled in.
"""

from typing import Final

FORMATS: Final = ("ucdp", "acled", "events", "polygons", "statistics")
"""Names of the modules that have one."""

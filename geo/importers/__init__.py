"""Read users' own files: one module per format, with ``read(request)``; :mod:`geo.importers.import_file` stores them.

A reader checks the file row by row: each row is accepted, or refused with the reason, and listed in the report.
Nothing is guessed, and missing values stay missing.
"""

from typing import Final

FORMATS: Final = ("ucdp", "acled", "events", "polygons", "statistics")
"""Names of the format modules."""

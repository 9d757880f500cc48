"""Terrapaz's engine: from published raw files to checked tables, one row per municipality, event or feature."""

__version__ = "0.1.0"

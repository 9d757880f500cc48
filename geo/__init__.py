"""Terrapaz's engine: from published raw files to checked tables, one row a municipality, event or feature."""

"""Build the tables of ``data/processed`` from the data at hand."""

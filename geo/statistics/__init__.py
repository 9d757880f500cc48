"""Compute numbers from tables: indicators by municipality and year, totals, ranks, series."""

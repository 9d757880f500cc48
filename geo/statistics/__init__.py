"""Every number that is computed from the tables: indicators by municipality and year, totals, ranks, series."""

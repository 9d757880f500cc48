"""Measurements: terrapaz against its peers, see ``python -m bench --help``."""

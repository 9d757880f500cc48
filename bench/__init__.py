"""Benchmarks of terrapaz against other libraries, see ``python -m bench --help``."""

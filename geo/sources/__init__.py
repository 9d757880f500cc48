"""The catalogue: one module a source, each with ``SOURCE`` and ``load``."""

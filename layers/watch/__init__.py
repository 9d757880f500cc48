"""Report what changed since the last edition: alerts, feeds, a digest, renewed outputs.

:func:`layers.watch.run.run` does all of it; :mod:`layers.watch.reading` reads its configuration, ``watch.toml``.
"""

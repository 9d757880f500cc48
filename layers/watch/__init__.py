"""What changed since the last build, told to whoever needs to know: rules, alerts, feeds, digest, renewed outputs.

:func:`layers.watch.run.run` does all of it; :mod:`layers.watch.rules` reads what it is told to do.
"""

"""What changed: between two releases of a source, and between two builds of ``data/processed``.

:func:`geo.changes.compare.compare` compares builds and :mod:`geo.changes.events` events; both return
:data:`geo.schema.CHANGES`. :mod:`geo.changes.history` stores the previous build and the reported changes.
"""

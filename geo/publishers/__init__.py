"""Asking publishers for their newest data: one module a protocol, each with a frozen query that a source declares.

A source that can be refreshed has a ``PUBLISHER`` beside its ``SOURCE``: what to ask, and how the answer becomes the
layout that its ``load`` reads. There is one layout a source, that of the pinned file, so that ``load`` never has to
know which of the two it reads.
"""

"""Query publishers for their newest data: one module per protocol, each with a frozen query that sources declare.

A source that can be refreshed declares a ``PUBLISHER`` besides its ``SOURCE``: its queries, and a function that
converts the answers to the layout of the pinned file, so that ``load`` reads pinned and refreshed files alike.
"""

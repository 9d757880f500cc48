"""Joint statistics: whether conflict, deforestation and mining meet, question by question, with their uncertainty.

Each module of :mod:`geo.analyses.questions` answers one question from the tables of a build. What may be computed at
all is decided in one place, :class:`geo.analyses.evidence.Evidence`: jointly covered municipalities and years only,
no uncovered year in between, no change of a publisher's method within the period. What may not be computed is
refused with the reason. The estimators are in :mod:`geo.statistics`; formulas, assumptions and literature in
``docs/methods.md``.
"""

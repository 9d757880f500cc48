"""The campaign of hostile tries: ``make trust`` runs all of it and writes docs/trust.md, ``make test`` a tenth.

Each part makes its tries from rules and a seed, so that a try can be made again by its name, and judges each of them:
a right number or a refusal that can be acted on, never anything else.
"""

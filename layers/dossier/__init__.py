"""A dossier of a municipality, a region or a department, generated from the tables: long, or on two pages.

Sentences are built from the numbers, in Spanish or English; without a number they are left out or report that there
is no data. The same blocks are an HTML page that is self-contained, a tagged PDF (WeasyPrint, the extra ``report``),
and a document for a word processor.
"""

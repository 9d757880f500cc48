"""An answer as a page that makes no request."""

from __future__ import annotations

from layers.analysis.joint import Result
from layers.answers import account, method, pictures, tables
from layers.scene.web_assets import render_page
from layers.tables import Tables
from layers.text.i18n import Lang, translator


def html(result: Result, build: Tables, lang: Lang) -> str:
    """Render an answer as one HTML file: words first, then pictures for wide and narrow screens, then tables."""
    t = translator(lang)
    wide = pictures.render(result, build, lang)
    narrow = pictures.render(result, build, lang, pictures.NARROW)
    first, *others = result.sentences(lang)
    return render_page(
        "answer.html",
        "answer.css",
        t=t,
        refused=result.refused,
        title=account.title(result, build, lang),
        asks=result.question.asks.in_language(lang),
        subject=account.subject(result.request, build, lang),
        first=first,
        others=others,
        pictures=list(zip(wide, narrow, strict=True)),
        tables=[table for table in (tables.estimates(result, t), *tables.details(result, build, t)) if table.rows],
        coverage=result.coverage(lang),
        corrected=account.corrected(result, t),
        limits=result.question.limits.in_language(lang),
        method=method.html(result.question),
        credit=account.credit(result, build, lang),
    )

"""The digest of an edition: a self-contained page like a dossier, the same as mail, and one line for a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

import pandas as pd
from markupsafe import escape

from layers.analysis.changes import KINDS, detail
from layers.dossier.blocks import Block, Notes, Prose, Section, Table
from layers.scene import notes
from layers.scene.web_assets import render_page
from layers.tables import Tables
from layers.text.i18n import Lang, translator
from layers.watch.news import News

_ROWS: Final = 60
"""Single changes that a digest lists."""


def page(news: Sequence[News], changes: pd.DataFrame, tables: Tables, lang: Lang, now: datetime) -> str:
    """Render the digest.

    Parameters
    ----------
    news
        News of the places, in order; alerts are listed once, under the first place that they concern.
    changes
        :data:`geo.schema.CHANGES` of the edition.
    """
    t = translator(lang)
    alerts = {alert.id: (title, text) for each in news for alert, title, text in each.alerts}
    sections = []
    if alerts:
        sections.append(Section(t("Alerts"), [Table("", [t("Alert"), t("Reason")], list(alerts.values()), words=2)]))
    for each in news:
        rows = [(summary.title, " ".join(summary.sentences)) for summary in each.sources]
        head = [t("Source"), t("What changed")]
        table = Table(t("By source"), head, rows, words=2)
        blocks: list[Block] = [table] if rows else [Prose([escape(t("No change."))])]
        sections.append(Section(each.name, blocks))
    sections += [_single(changes, tables, lang), _credits(changes, tables, lang)]
    counted = changes[changes["variable"].notna()].groupby("kind")["count"].sum()
    tiles = [(t.number(int(counted[kind])), t(name)) for kind, name in KINDS.items() if kind in counted]
    sources = changes["source"].nunique()
    lead = t.plural(
        "{n} source changed since the last edition.", "{n} sources changed since the last edition.", sources
    )
    meaning = t("Numbers are of events, records or figures by municipality.")
    return render_page(
        "digest.html",
        "dossier.css",
        t=t,
        title=t("What is new"),
        day=t.date(now.date()),
        lead=f"{lead} {meaning}",
        tiles=tiles,
        sections=[section for section in sections if section.blocks],
        colophon=". ".join(notes.colophon(tables, t)),
        inline=None,
    )


def mail(
    subject: str, body: str, html: str, sender: str, receivers: Sequence[str], now: datetime, name: str
) -> bytes:
    """Write the digest as a message that any mailer can send.

    Parameters
    ----------
    subject, body
        Its line, and its text for readers without HTML.
    sender, receivers
        Mail addresses.
    name
        Unique name of the edition, for the message's id.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = Address(addr_spec=sender)
    if receivers:
        message["To"] = [Address(addr_spec=each) for each in receivers]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}@terrapaz.invalid>"
    message.set_content(body)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def plain(news: Sequence[News], lang: Lang) -> str:
    """The digest as plain text."""
    t = translator(lang)
    parts = []
    alerts = {alert.id: f"{title}\n{text}" for each in news for alert, title, text in each.alerts}
    if alerts:
        parts.append("\n\n".join([t("Alerts").upper(), *alerts.values()]))
    for each in news:
        rows = [f"{summary.title}\n{' '.join(summary.sentences)}" for summary in each.sources]
        parts.append("\n\n".join([each.name.upper(), *(rows or [t("No change.")])]))
    return "\n\n\n".join(parts) + "\n"


def _single(changes: pd.DataFrame, tables: Tables, lang: Lang) -> Section:
    """List single changes; the rest is in the table of changes."""
    t = translator(lang)
    listed = changes[changes["kind"] != "coverage"]
    order = listed["kind"].map({kind: at for at, kind in enumerate(("withdrawn", "revised", "new"))})
    shown = listed.iloc[order.argsort(kind="stable")].head(_ROWS)
    head = [t("Place"), t("When"), t("What"), t("Before"), t("Now")]
    rest = len(listed) - len(shown)
    note = t.plural("{n} more is in changes.csv.", "{n} more are in changes.csv.", rest) if rest else ""
    rows = detail(shown, tables, t)
    return Section(
        t("Change by change"), [Table(t("Change by change"), head, rows, words=5, note=note)] if rows else []
    )


def _credits(changes: pd.DataFrame, tables: Tables, lang: Lang) -> Section:
    t = translator(lang)
    found = [tables.sources[name] for name in sorted(changes["source"].unique()) if name in tables.sources]
    entries = [(t(each.title), "; ".join((t(each.attribution), t(each.licence))), [""]) for each in found]
    return Section(t("Sources"), [Notes(entries)])

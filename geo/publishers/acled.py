"""Query ACLED's API for the events of Colombia, with the user's account; imported and never redistributed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from geo.publishers.client import Client
from geo.publishers.faults import PublisherError, TruncatedError
from geo.publishers.publisher import require_columns, require_new

USER: Final = "ACLED_USERNAME"
VARIABLE: Final = "ACLED_PASSWORD"
"""Environment variables of an account at acleddata.com."""


@dataclass(frozen=True)
class Acled:
    """A query for every event of Colombia.

    Attributes
    ----------
    columns
        The columns that are requested; ``notes`` are not among them.
    page
        Events per request.
    """

    columns: tuple[str, ...]
    page: int = 5000
    host: str = "https://acleddata.com"

    expects: ClassVar[str] = "events as JSON"

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"{self.host}/api/acled/read"

    def fetch(self, client: Client) -> list[dict[str, Any]]:
        """Log in and request all events, page by page.

        Returns
        -------
        list of dict
            The events.

        Raises
        ------
        PublisherError
            If there is no account, or ACLED rejects it.
        """
        account = {name: os.environ.get(name) for name in (USER, VARIABLE)}
        if not all(account.values()):
            raise PublisherError(
                "ACLED needs an account",
                source=client.name,
                remedy=f"register at {self.host} and set {USER} and {VARIABLE}",
            )
        form = {
            "username": client.hide(str(account[USER])),
            "password": client.hide(str(account[VARIABLE])),
            "grant_type": "password",
            "client_id": "acled",
        }
        answer = client.json(f"{self.host}/oauth/token", method="POST", data=form)
        headers = {"Authorization": f"Bearer {client.hide(answer['access_token'])}"}
        client.use_cache(f"{self.url} {self.columns} {self.page}", str(client.today))
        events: list[dict[str, Any]] = []
        for number in range(1, 10_000):
            client.progress(f"ACLED: {len(events):,} events")
            params = {
                "_format": "json",
                "country": "Colombia",
                "fields": "|".join(self.columns),
                "limit": self.page,
                "page": number,
            }
            page = client.get(self.url, params, _events, headers=headers)
            if page and number == 1:
                require_columns(self.columns, list(page[0]), client, self.url)
            require_new(page, events, client, self.url)
            events += page
            if len(page) < self.page:
                break
        return events


def _events(body: bytes) -> list[dict[str, Any]]:
    try:
        answer = json.loads(body)
        events: list[dict[str, Any]] = answer["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TruncatedError("the answer is incomplete") from error
    if answer.get("success") is False:
        raise TruncatedError(f"ACLED's message: {answer.get('message') or answer.get('error')}")
    return events

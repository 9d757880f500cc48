"""The parties that events name: one name for each actor, beside the words of the sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.statistics.actors import resolve
from layers.text.i18n import Lang

_COLUMNS: Final = ("actor_1", "actor_2")


class Parties:
    """The actors of a build, and what the sources of its events call them.

    A party is identified by a name that the table of actors lists. Any other name stays as published, and is of no
    actor: nothing is guessed from a part of a name.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`.
    actors
        :data:`geo.schema.ACTORS`.
    """

    def __init__(self, events: pd.DataFrame, actors: pd.DataFrame) -> None:
        self._events = events
        self._actors = actors.set_index("actor_id")

    @cached_property
    def by_source(self) -> Mapping[str, frozenset[str]]:
        """Ids of the actors that each source with events names, at any place and time; empty if it names none."""
        pairs = pd.concat([self._events[["source", name]].set_axis(["source", "name"], axis=1) for name in _COLUMNS])
        found = {str(source): frozenset[str]() for source in self._events["source"].unique()}
        for source, name in pairs.dropna().drop_duplicates().itertuples(index=False):
            if name in self._identified:
                found[str(source)] = found[str(source)].union(self._identified[name])
        return found

    def are_named_by(self, source: str, actors: Collection[str]) -> bool:
        """Whether a source ever names one of ``actors``: of those that it never names it has no count, not even 0."""
        return not self.by_source.get(source, frozenset()).isdisjoint(actors)

    def name(self, actor: str, lang: Lang) -> str:
        """The name of an actor; its id if the table lacks it."""
        return str(self._actors.loc[actor, f"name_{lang}"]) if actor in self._actors.index else actor

    def titled(self, title: str, actors: Collection[str], lang: Lang) -> str:
        """A title of events with the actors to which they are limited, if to any."""
        return " · ".join([title, ", ".join(self.name(actor, lang) for actor in actors)]) if actors else title

    def involved(self, events: pd.DataFrame, actors: Collection[str]) -> NDArray[np.bool_]:
        """Mask of the events that name one of ``actors`` on either side."""
        words = [word for word, ids in self._identified.items() if not set(actors).isdisjoint(ids)]
        first, second = (events[name].isin(words).to_numpy(dtype=bool) for name in _COLUMNS)
        return np.asarray(first | second)

    def unidentified(self, events: pd.DataFrame) -> NDArray[np.bool_]:
        """Mask of the events that name no party, or one that the table of actors lacks."""
        is_known = [events[name].isin(list(self._identified)).to_numpy(dtype=bool) for name in _COLUMNS]
        is_missing = [events[name].isna().to_numpy(dtype=bool) for name in _COLUMNS]
        unknown = [~known & ~missing for known, missing in zip(is_known, is_missing, strict=True)]
        return np.asarray((is_missing[0] & is_missing[1]) | unknown[0] | unknown[1])

    def unified(self, words: pd.Series, lang: Lang) -> pd.Series:
        """Names of actors in place of what a source calls them; a word that identifies none stays, as does a gap."""
        names = self._unified_names(words, lang)
        return words.astype(object).map(lambda word: names.get(word, word)).astype(object)

    def own_words(self, events: pd.DataFrame, lang: Lang) -> pd.Series:
        """What the source of each event calls its parties, where :meth:`unified` says it otherwise; else missing.

        The same name in other letters or in the other language is not another word.
        """
        same = {name.casefold() for column in ("name_es", "name_en") for name in self._actors[column]}
        differing = {
            word
            for column in _COLUMNS
            for word, name in self._unified_names(events[column], lang).items()
            if word.casefold() not in {name.casefold(), *same}
        }
        pairs = zip(*(events[column] for column in _COLUMNS), strict=True)
        texts = ["; ".join(dict.fromkeys(word for word in pair if word in differing)) or None for pair in pairs]
        return pd.Series(texts, index=events.index, dtype=object)

    def ids(self, events: pd.DataFrame) -> pd.Series:
        """Ids of the actors that each event names, separated by spaces; missing where it names none."""
        pairs = zip(*(events[column] for column in _COLUMNS), strict=True)
        texts = [" ".join(dict.fromkeys(self._ids(pair))) or None for pair in pairs]
        return pd.Series(texts, index=events.index, dtype=object)

    def _ids(self, words: Iterable[str]) -> Iterator[str]:
        for word in words:
            yield from self._identified.get(word, ())

    def _unified_names(self, words: pd.Series, lang: Lang) -> dict[str, str]:
        named = [word for word in words.dropna().unique() if word in self._identified]
        return {word: ", ".join(self.name(actor, lang) for actor in self._identified[word]) for word in named}

    @cached_property
    def _identified(self) -> dict[str, tuple[str, ...]]:
        """Ids of the actors that each published name identifies."""
        words = pd.concat([self._events[name] for name in _COLUMNS]).dropna().unique()
        return resolve(map(str, words), self._actors.reset_index())

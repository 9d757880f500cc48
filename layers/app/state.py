"""The Selection of a session: read from the link, changed by widgets, written back into the link.

Widgets keep their own state under the keys of :func:`key`. Any other change of the selection (a preset, a click on
the map, the browser's back button) goes through :func:`choose`; the widgets take the new values on the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, cast
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from geo.schema import GeoDataError
from geo.statistics.summary import Step
from layers.analysis import matrix
from layers.scene import comparison
from layers.selection import KEYS, Selection, parse_query
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.validation import problems

EXTRA_KEYS: Final = (
    *(*comparison.KEYS, "area", "beside"),
    *("question", "measures", "years", "scale", "subject"),
    *("page", "story", "chart", *matrix.KEYS),
)
"""Query keys beyond the selection: another side, a drawn area, a question, a page, a chart, columns."""

PATHS: Final = frozenset({"start", "map", "table", "compare", "analysis", "stories", "area", "sources", "news"})
"""Last parts of the addresses of the pages."""

_SELECTION: Final = "selection"
_EXTRA: Final = "extra"
_QUERY: Final = "query"
_TOUCHED: Final = "touched"
_CHOSEN: Final = "chosen"
_PATH: Final = "path"
_PLAYBACK: Final = "playback"
_LINK_ERRORS: Final = "link_errors"
_WIDGET: Final = "widget:"
_GENERATION: Final = "generation"
_OPENS_MAP: Final = "opens_map"
_FROM_MENU: Final = "from_menu"
_BARE: Final = "bare"
START: Final = "start"
"""Path of the start page, and the value by which a link without a path says that it opens that page."""


def key(name: str) -> str:
    """Session key of the widget that edits ``name``."""
    return _WIDGET + name


def slider_key(name: str) -> str:
    """Session key of a slider with two ends, another one whenever the selection is replaced.

    Such a slider takes its initial value as an argument, and a browser keeps the value of a widget that it knows:
    under the same key it would show, and send back, the period from before.
    """
    return f"{key(name)}:{st.session_state.get(_GENERATION, 0)}"


def touch() -> None:
    """Record that a widget changed: in this run the widgets are newer than the link."""
    st.session_state[_TOUCHED] = True


def sync() -> None:
    """Read the link if it was changed from outside: on a first visit or by the back button. Called once a run.

    The menu opens another page by a link without a query: the selection is then kept. The query that is written next
    is an entry of its own in the browser's history, so that the way back may lead over the link of the menu: the
    selection is again the one with which the page was opened, and the link stays as it is, or it would bar the way.
    """
    state = st.session_state
    query = dict(st.query_params)
    path = urlsplit(st.context.url or "").path
    state.pop(_CHOSEN, None)
    touched = state.pop(_TOUCHED, False)
    page_changed = state.get(_PATH, path) != path
    state[_PATH] = path
    if page_changed:
        state.pop(_FROM_MENU, None)
        state.pop(_BARE, None)
    if page_changed and not query:
        state[_FROM_MENU] = state[_SELECTION]
        _replace_selection(state[_SELECTION])
    elif not query and not touched and _FROM_MENU in state and state.get(_QUERY):
        state[_QUERY], state[_BARE] = {}, state[_FROM_MENU]
        _replace_selection(state[_FROM_MENU])
    elif _SELECTION not in state or (not touched and query != state.get(_QUERY)):
        state[_QUERY] = dict(query)
        extra = {key: query.pop(key) for key in EXTRA_KEYS if key in query}
        selection, state[_LINK_ERRORS] = parse_query(query)
        _replace_selection(selection)
        state[_EXTRA] = extra
    elif page_changed:
        _replace_selection(state[_SELECTION])  # the way back to a page whose link has the same query


def opens_map() -> bool:
    """Whether the address without a path is that of the map in this session, not that of the start page.

    Links made before there was a start page have no path: one with parameters names a map. The answer of a session's
    first run holds for all of it, because the parameters change. Where the start page is asked for by its own path,
    the map has the other.
    """
    state = st.session_state
    if _OPENS_MAP not in state:
        named = urlsplit(st.context.url or "").path.rstrip("/").rsplit("/", 1)[-1]
        query = dict(st.query_params)
        linked = bool(query or st.context.is_embedded) and query.get("page") != START
        state[_OPENS_MAP] = named == START or (named not in PATHS and linked)
    found: bool = state[_OPENS_MAP]
    return found


def current() -> Selection:
    """Return the selection of this run."""
    selection: Selection = st.session_state[_SELECTION]
    return replace(selection, embed=bool(st.context.is_embedded))


@dataclass(frozen=True)
class Playback:
    """An animation of the map over time.

    Attributes
    ----------
    step
        ``month`` or ``year``.
    start, end
        First and last month of the animation: the period that is selected again at its end.
    at
        First month of the current step.
    """

    step: Step
    start: str
    end: str
    at: str

    @property
    def window(self) -> tuple[str, str]:
        """First and last month of the current step."""
        if self.step == "month":
            return self.at, self.at
        return max(self.start, f"{self.at[:4]}-01"), min(self.end, f"{self.at[:4]}-12")

    @property
    def finished(self) -> bool:
        """Whether the last step was shown."""
        return self.at > self.end

    @property
    def by_year(self) -> Playback:
        """The same animation in steps of a year."""
        return replace(self, step="year")

    def next_step(self) -> Playback:
        """Return the playback at its next step."""
        following = f"{int(self.at[:4]) + 1}-01" if self.step == "year" else str(pd.Period(self.at, freq="M") + 1)
        return replace(self, at=following)


def playback() -> Playback | None:
    """Return the animation that is running, if any."""
    found: Playback | None = st.session_state.get(_PLAYBACK)
    return found


def set_playback(value: Playback | None) -> None:
    """Start, advance or (None) stop the animation."""
    st.session_state[_PLAYBACK] = value


def link_errors() -> list[GeoDataError]:
    """Return an error for each parameter of the link that was ignored."""
    found: list[GeoDataError] = st.session_state.get(_LINK_ERRORS, [])
    return found


def describe_link_error(error: GeoDataError, t: Translator) -> str:
    """Write a message that quotes the ignored parameter as it is in the link."""
    keys = dict(zip((field.name for field in fields(Selection)), KEYS, strict=True))
    name = error.column if error.source == "link" else keys.get(error.column or "")
    value = ",".join(map(str, error.value)) if isinstance(error.value, tuple) else error.value
    parameter = "=".join(str(part) for part in (name, value) if part is not None)
    return t("The link contains {parameter}, which is not valid here and was ignored.", parameter=parameter)


def choose(selection: Selection) -> None:
    """Set the selection of the next run. Call it in a callback, or rerun afterwards."""
    _replace_selection(selection)
    touch()
    st.session_state[_CHOSEN] = True


def needs_full_rerun() -> bool:
    """Whether another selection was chosen while only a fragment runs: the whole page must then be drawn again."""
    st.session_state.pop(_TOUCHED, None)  # the fragment's widgets have been read by now
    return bool(st.session_state.get(_CHOSEN, False))


def seed(name: str, value: Any) -> str:
    """Set the initial value of the widget of ``name``; return its key."""
    st.session_state.setdefault(key(name), value)
    return key(name)


def extra_params() -> dict[str, str]:
    """Return the parameters of the link that :data:`EXTRA_KEYS` names."""
    return cast("dict[str, str]", st.session_state.get(_EXTRA, {}))


def update_extra_params(params: Mapping[str, str]) -> None:
    """Change parameters that :data:`EXTRA_KEYS` names. Call it in a callback, or rerun afterwards."""
    st.session_state[_EXTRA] = {**extra_params(), **params}
    touch()


def drop_extra_params(names: Iterable[str]) -> None:
    """Forget parameters that are not valid; the widgets then write valid ones."""
    st.session_state[_EXTRA] = {name: value for name, value in extra_params().items() if name not in set(names)}


def ignore_param(name: str) -> None:
    """Report a parameter that :data:`EXTRA_KEYS` names and that is not valid, and forget it."""
    value = extra_params().get(name)
    add_link_error(GeoDataError("not valid", source="link", column=name, value=value, remedy="choose another"))
    drop_extra_params([name])


def store_selection(
    selection: Selection, params: Mapping[str, str] | None = None, *, shown: Selection | None = None
) -> None:
    """Store the selection that the widgets give; write it, or what is ``shown``, with ``params`` into the link."""
    state = st.session_state
    state[_SELECTION] = selection
    if not dict(st.query_params) and state.get(_BARE) == selection:
        return
    query = replace(shown or selection, embed=False).to_query()  # embed=true is Streamlit's own key
    if params:
        state[_EXTRA] = {**extra_params(), **params}
        query |= {name: value for name, value in params.items() if value}
    if query != dict(st.query_params):
        st.query_params.from_dict(query)
    state[_QUERY] = query


def store_params(params: Mapping[str, str]) -> None:
    """Write the language and a page's own ``params`` into the link, on a page that leaves the selection as it is."""
    state = st.session_state
    state[_EXTRA] = {**extra_params(), **params}
    query = Selection(lang=current().lang).to_query() | {name: value for name, value in params.items() if value}
    if query != dict(st.query_params):
        st.query_params.from_dict(query)
    state[_QUERY] = query


def fit_to_build(selection: Selection, tables: Tables) -> Selection:
    """Drop what this build lacks (:func:`layers.validation.problems`).

    Without any place the selection is the whole country, without its period the default one. Each problem is added
    to :func:`link_errors`.
    """
    for problem in problems(selection, tables):
        add_link_error(problem)
        if problem.column in ("layers", "sources", "actors"):
            kept = (
                name
                for name in getattr(selection, problem.column)
                if name not in cast("tuple[str, ...]", problem.value)
            )
            changes: dict[str, Any] = {problem.column: tuple(kept)}
            selection = replace(selection, **changes)
        elif problem.column == "start":
            selection = replace(selection, start=Selection.start, end=Selection.end)
        else:
            dropped: dict[str, Any] = {str(problem.column): None}
            selection = replace(selection, **dropped)
    st.session_state[_SELECTION] = selection
    return selection


def add_link_error(error: GeoDataError) -> None:
    """Report a parameter of the link that is ignored."""
    st.session_state[_LINK_ERRORS] = [*link_errors(), error]


def _replace_selection(selection: Selection) -> None:
    st.session_state[_SELECTION] = selection
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
    for name in [name for name in st.session_state if str(name).startswith(_WIDGET)]:
        st.session_state.pop(name, None)  # widgets of the previous page may be removed meanwhile

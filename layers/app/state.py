"""The Selection of a session: seeded by the link, changed by widgets, written back into the link.

Widgets keep their own state under the keys of :func:`key`; whoever wants to change the selection otherwise (a preset,
a click on the map, the browser's back button) calls :func:`choose`, and the widgets follow on the next run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from geo.schema import GeoDataError
from geo.statistics.summary import Step
from layers.selection import KEYS, Selection, read_query
from layers.tables import Tables
from layers.text.i18n import Translator

EXTRA_KEYS: Final = ("mode", "with", "with_from", "with_to", "area", "beside")
"""Keys of a link beyond those of the selection: how things are compared and with what, an area that was drawn."""

_SELECTION: Final = "selection"
_EXTRA: Final = "extra"
_QUERY: Final = "query"
_TOUCHED: Final = "touched"
_MOVED: Final = "moved"
_PATH: Final = "path"
_PLAYING: Final = "playing"
_COMPLAINTS: Final = "complaints"
_WIDGET: Final = "widget:"


def key(name: str) -> str:
    """Session key of the widget that edits ``name``."""
    return _WIDGET + name


def touch() -> None:
    """Note that a widget changed: in this run the widgets are right and the link is behind."""
    st.session_state[_TOUCHED] = True


def sync() -> None:
    """Once a run: read the link where it changed from outside, at a first visit or by the back button.

    The menu leads to another page by a link that says nothing: there the selection stays as it is.
    """
    state = st.session_state
    query = dict(st.query_params)
    path = urlsplit(st.context.url or "").path
    state.pop(_MOVED, None)
    touched = state.pop(_TOUCHED, False)
    turned = state.get(_PATH, path) != path
    state[_PATH] = path
    if turned and not query:
        _hold(state[_SELECTION])
    elif _SELECTION not in state or (not touched and query != state.get(_QUERY)):
        state[_QUERY] = dict(query)
        extra = {key: query.pop(key) for key in EXTRA_KEYS if key in query}
        read, state[_COMPLAINTS] = read_query(query)
        _hold(read)
        state[_EXTRA] = extra


def current() -> Selection:
    """The selection of this run."""
    held: Selection = st.session_state[_SELECTION]
    return replace(held, embed=bool(st.context.is_embedded))


@dataclass(frozen=True)
class Playing:
    """A walk through time.

    Attributes
    ----------
    step
        ``month`` or ``year``.
    start, end
        First and last month of the walk, the period to come back to.
    at
        First month of the step on the screen.
    """

    step: Step
    start: str
    end: str
    at: str

    @property
    def window(self) -> tuple[str, str]:
        """First and last month on the screen."""
        if self.step == "month":
            return self.at, self.at
        return max(self.start, f"{self.at[:4]}-01"), min(self.end, f"{self.at[:4]}-12")

    @property
    def over(self) -> bool:
        """Whether the last step was shown."""
        return self.at > self.end

    def onward(self) -> Playing:
        """The next step."""
        following = f"{int(self.at[:4]) + 1}-01" if self.step == "year" else str(pd.Period(self.at, freq="M") + 1)
        return replace(self, at=following)


def playing() -> Playing | None:
    """The walk through time that is under way."""
    found: Playing | None = st.session_state.get(_PLAYING)
    return found


def play(walk: Playing | None) -> None:
    """Begin, continue or (None) end a walk through time."""
    st.session_state[_PLAYING] = walk


def complaints() -> list[GeoDataError]:
    """What of the link could not be understood."""
    found: list[GeoDataError] = st.session_state.get(_COMPLAINTS, [])
    return found


def complaint(error: GeoDataError, t: Translator) -> str:
    """Tell the reader of a link what of it was left aside, as it stands there."""
    keys = dict(zip((field.name for field in fields(Selection)), KEYS, strict=True))
    name = error.column if error.source == "link" else keys.get(error.column or "")
    asked = ",".join(map(str, error.value)) if isinstance(error.value, tuple) else error.value
    said = "=".join(str(part) for part in (name, asked) if part is not None)
    return t("The link asks for {said}, which means nothing here and was left aside.", said=said)


def choose(selection: Selection) -> None:
    """Make ``selection`` the state of the next run; call it in a callback, or rerun after it."""
    _hold(selection)
    touch()
    st.session_state[_MOVED] = True


def moved() -> bool:
    """Whether, in the run of a fragment, something chose another selection: the whole page has to follow."""
    st.session_state.pop(_TOUCHED, None)  # here the fragment's widgets have been read, and none is left to protect
    return bool(st.session_state.get(_MOVED, False))


def seed(name: str, value: Any) -> str:
    """Give the widget of ``name`` its value unless it has one; return its key."""
    st.session_state.setdefault(key(name), value)
    return key(name)


def extra_params() -> dict[str, str]:
    """Parameters of the link beyond the selection: the other side of a comparison, an area that was drawn."""
    found: dict[str, str] = st.session_state.get(_EXTRA, {})
    return found


def update_extra_params(params: Mapping[str, str]) -> None:
    """Change parameters beyond the selection; call it in a callback, or rerun after it."""
    st.session_state[_EXTRA] = {**extra_params(), **params}
    touch()


def store_selection(selection: Selection, params: Mapping[str, str] | None = None) -> None:
    """Store the selection that the widgets make, and write it into the link with a page's own ``params``."""
    state = st.session_state
    state[_SELECTION] = selection
    query = replace(selection, embed=False).to_query()  # embed=true is Streamlit's own key
    if params:
        state[_EXTRA] = {**extra_params(), **params}
        query |= {name: value for name, value in params.items() if value}
    if query != dict(st.query_params):
        st.query_params.from_dict(query)
    state[_QUERY] = query


def fitting(selection: Selection, tables: Tables) -> Selection:
    """The selection without what this build lacks: a place of another edition, a layer of a source not imported here.

    A place is widened to the country. The reader is told of both.
    """
    if missing := [name for name in selection.layers if name not in tables.overlays]:
        _complain(GeoDataError("no such layer in this build", column="layers", value=tuple(missing)))
        selection = replace(selection, layers=tuple(name for name in selection.layers if name in tables.overlays))
    try:
        tables.selected(selection)
    except GeoDataError as error:
        _complain(error)
        return replace(selection, region=None, department_code=None, municipality_code=None)
    return selection


def _complain(error: GeoDataError) -> None:
    st.session_state[_COMPLAINTS] = [*complaints(), error]


def towards(selection: Selection, tables: Tables, code: str) -> Selection:
    """The selection after a click on a municipality: it, or the place around it if it was selected already.

    Beyond the selected region or department, the place becomes the municipality's own department.
    """
    if code == selection.municipality_code:
        return replace(selection, municipality_code=None)
    around = replace(selection, municipality_code=None)
    if code not in tables.selected(around):
        around = replace(around, region=None, department_code=code[:2])
    return replace(around, municipality_code=code)


def _hold(selection: Selection) -> None:
    st.session_state[_SELECTION] = selection
    for name in [name for name in st.session_state if str(name).startswith(_WIDGET)]:
        st.session_state.pop(name, None)  # a widget of a page that was left may go meanwhile

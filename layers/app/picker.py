"""A field to choose one of many options in, found by any word of theirs, with or without accents.

Streamlit's own field finds an option only by letters of its title as they are written, and has no notes beside its
options. This one searches titles, groups, codes and synonyms in the browser, so that a slow network does not matter.

The list of options is an element of its own, invisible: it stays the same while the selection changes, and Streamlit
sends a large element that the browser has by its checksum only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import streamlit as st

from layers.app import state
from layers.scene.web_assets import searching
from layers.text.i18n import Translator

_TURNS: Final = "picker turns"
"""How often the reader chose in each field. It is sent with the value: a choice that the app takes back is undone."""

_LIST: Final = st.components.v2.component("terrapaz_options", js=searching("picker.js"), isolate_styles=False)
_FIELD: Final = st.components.v2.component(
    "terrapaz_picker",
    js="""const shared = (window.terrapazPickers ??= { waiting: [] });
export default (field) => { shared.show ? shared.show(field) : shared.waiting.push(field); };""",
    isolate_styles=False,
)


class Option(NamedTuple):
    """An option of a field.

    Attributes
    ----------
    id, title
        The value, which finds it too, and the title that is shown.
    group
        Heading under which it is listed; options of one group follow each other.
    words
        Further words that find it, which are not shown.
    """

    id: str
    title: str
    group: str = ""
    words: str = ""


def pick(
    label: str,
    name: str,
    options: Sequence[Option],
    initial: str,
    t: Translator,
    *,
    notes: Mapping[str, str] = MappingProxyType({}),
    quiet: Collection[str] = (),
    within: str = "",
    on_choice: Callable[[str], None] | None = None,
) -> str:
    """Show the field; return the id of the chosen option.

    The choice is kept in the session under :func:`layers.app.state.key` of ``name``, where
    :func:`layers.app.state.choose` forgets it, like that of a widget.

    Parameters
    ----------
    initial
        Id of the option of the selection; if there is no such option, it is the first one.
    notes
        Small text beside options, by id.
    quiet
        Ids of options to show less prominently, and in a search after the others. Below the field is the note of one
        that is chosen.
    within
        Name of the place to which the options are limited, for the message that nothing was found.
    on_choice
        Called with the id that the reader chose, before the run that shows it. By default the choice is
        recorded as that of a widget.
    """
    ids = {option.id for option in options}
    key = state.seed(name, initial)
    if st.session_state[key] not in ids:
        st.session_state[key] = initial if initial in ids else options[0].id
    value: str = st.session_state[key]
    field = f"pick-{name}"
    _LIST(key=f"options-{name}", data={"list": name, "options": list(options)}, height=1)
    _FIELD(
        key=field,
        data={
            "name": name,
            "list": name,
            "label": label,
            "value": value,
            "turn": st.session_state.get(_TURNS, {}).get(name, 0),
            "notes": dict(notes),
            "quiet": sorted(quiet),
            "words": _words(within, t),
        },
        on_chosen_change=partial(_choose, name, field, on_choice),
    )
    return value


def _words(within: str, t: Translator) -> dict[str, str]:
    none = t("No results in {place}", place=within) if within else t("Nothing found")
    return {"none": none, "one": t("1 result"), "many": t("{n} results", n="{n}")}


def _choose(name: str, field: str, on_choice: Callable[[str], None] | None) -> None:
    """Take the reader's choice; it is checked against the options in the run that follows."""
    sent: Any = st.session_state[field]
    chosen = str(sent["chosen"])
    turns: dict[str, int] = st.session_state.get(_TURNS, {})
    st.session_state[_TURNS] = {**turns, name: turns.get(name, 0) + 1}
    st.session_state[state.key(name)] = chosen
    if on_choice is None:
        state.touch()
    else:
        on_choice(chosen)

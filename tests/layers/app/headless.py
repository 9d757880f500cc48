"""The app run without a browser."""

import json
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest


def opened(app: AppTest, **query: str) -> AppTest:
    """Run the app from a link and check that it raises nothing."""
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """All HTML that the app wrote."""
    return "\n".join(element.proto.body for element in app.get("html"))


def query(app: AppTest) -> dict[str, str]:
    """Query of the address of the app."""
    return {name: values[0] if isinstance(values, list) else values for name, values in app.query_params.items()}


def slider(app: AppTest) -> Any:
    """The slider of the period: its key changes with every selection from outside."""
    (found,) = app.select_slider
    return found


class Picker:
    """A field of :mod:`layers.app.picker`: AppTest knows Streamlit's own widgets only."""

    def __init__(self, app: AppTest, name: str) -> None:
        found = {json.loads(each.proto.json).get("name"): each.proto for each in app.get("bidi_component")}
        if name not in found:
            raise KeyError(name)
        self._app, self._proto = app, found[name]
        shown = [json.loads(each.proto.json) for each in app.get("bidi_component")]
        lists = {each["list"]: each["options"] for each in shown if "options" in each}
        data = json.loads(self._proto.json)
        self.label, self.value, self.notes, self.quiet = (data[key] for key in ("label", "value", "notes", "quiet"))
        self.words = {option[0]: option[1:] for option in lists[data["list"]]}

    @property
    def options(self) -> list[str]:
        return [title for title, *_ in self.words.values()]

    def pick(self, value: str) -> AppTest:
        """Choose an option as a browser does, with what the other widgets show, and run the app."""
        states = self._app._tree.get_widget_states()
        chosen = json.dumps([{"event": "chosen", "value": value}])
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{self._proto.id}__events"
        states.widgets.append(WidgetState(id=trigger, json_trigger_value=chosen))
        return self._app._run(states)

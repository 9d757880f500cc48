"""The app run without a browser."""

from typing import Any

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

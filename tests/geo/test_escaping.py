"""Text of data stays text, whatever reads it."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from geo.escaping import for_markdown, for_spreadsheet, for_xml
from layers.extract import qgis

PAYLOADS = (
    "![](https://example.org/x.png)",
    "[click](https://example.org)",
    "[x]: https://example.org",
    "<https://example.org>",
    "https://example.org",
    "www.example.org",
    "a@example.org",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "**bold** _soft_ ~~gone~~ `code`",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "> quote",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "***",
    "===",
    "$\\frac{1}{2}$ $$x$$",
    ":red[text] :material/home: :smile:",
    "&lt;b&gt; &amp;",
    "line\n\n    code\n<b>",
    "\\[x\\](https://example.org)",
)
JOINER = "\u2060"
LINKED = re.compile(r"https?://|www\.|[-.\w+]+@[-\w]+(?:\.[-\w]+)+", re.IGNORECASE)
"""What remark-gfm, with which Streamlit reads Markdown, makes a link of in the text that is left without escapes."""
READER = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


def shown(source: str) -> tuple[str, set[str]]:
    """The text that Markdown shows, and the elements that it makes besides a paragraph."""
    html = READER.render(source)
    elements = set(re.findall(r"<([a-z0-9]+)", html)) - {"p"}
    root = ElementTree.fromstring(f"<x>{html}</x>")
    return "".join(root.itertext()).replace(JOINER, "").strip(), elements


@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_shows_the_text_itself(text: str) -> None:
    """No link, image, heading, list, code or table; and what Streamlit adds to Markdown is escaped."""
    escaped = for_markdown(text)
    assert shown(escaped) == (" ".join(text.split()), set())
    for active in ("$", ":", "[", "<", "@", "`"):
        assert not re.search(rf"(?<!\\)(?:\\\\)*{re.escape(active)}", escaped)
    assert not re.search(r"www\.", escaped, re.IGNORECASE)
    assert not LINKED.search(escaped.replace("\\", ""))


@given(st.text())
def test_any_text_stays_itself_in_markdown(text: str) -> None:
    """Up to its white space and the characters that no document has."""
    expected = " ".join(for_xml(text).split()).replace(JOINER, "")
    found, elements = shown(for_markdown(text))
    assert elements == set()
    assert found.replace("\ufffd", "").strip() == expected.replace("\ufffd", "").strip()


@given(st.text())
def test_any_text_can_be_a_label_in_qgis(text: str) -> None:
    """The style is XML that can be read, with the label in it."""
    style = ElementTree.fromstring(qgis.points({"a": (text, "#112233")}, text).qml.partition("\n")[2])
    labels = [each.get("label") for each in style.iter("category")]
    assert {re.sub(r"\s", " ", label or "") for label in labels} == {re.sub(r"\s", " ", for_xml(text))}


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    """And a text that does not is left as it is."""
    safe = for_spreadsheet(text)
    assert safe[:1] not in tuple("=+-@\t\r\n＝＋－＠") or safe == ""
    assert safe.removeprefix("'") == text.removeprefix("'")

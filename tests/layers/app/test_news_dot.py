"""The dot on what was reported since the reader's last visit, in Chromium, without the app."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from layers.app.pages.news import _Edition, _html
from layers.scene.web_assets import read_asset
from layers.text.i18n import translator

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

DAYS = ("2026-11-28", "2026-11-21", "2026-11-14")


def test_a_dot_marks_what_was_reported_since_the_last_visit(chromium: "Browser", tmp_path: Path) -> None:
    """None on the first visit; on a later one those reported since, until that visit ends."""
    path = tmp_path / "news.html"
    context = chromium.new_context()

    beside = context.new_page()
    (tmp_path / "beside.html").write_text("<body></body>", "utf-8")
    beside.goto((tmp_path / "beside.html").as_uri())

    def report(days: tuple[str, ...]) -> None:
        editions = [_Edition(day, day, ()) for day in days]
        path.write_text(
            f"<body>{_html(editions, translator('en'))}<script>{read_asset('news.js')}</script></body>", "utf-8"
        )

    def visit(times: int = 1) -> list[list[str]]:
        tab = context.new_page()
        seen = []
        for again in range(times):
            # by its address the browser may take another process, which has yet to hear what is stored
            tab.reload() if again else tab.goto(path.as_uri())
            marked = tab.locator(".tp-edition").filter(has=tab.locator(".tp-dot:not([hidden])"))
            seen.append([str(each.get_attribute("data-reported-on")) for each in marked.all()])
        # what a tab stores reaches others a moment later
        newest = max(edition for edition in DAYS if edition in path.read_text("utf-8"))
        beside.wait_for_function("day => localStorage.getItem('terrapaz-news') === day", arg=newest)
        tab.close()
        return seen

    report(DAYS[2:])
    assert visit() == [[]]
    report(DAYS)
    assert visit(2) == [list(DAYS[:2]), list(DAYS[:2])]
    assert visit() == [[]]
    context.close()

"""The follow-up dates and the yearly analysis in a real browser, every fold open."""

import pytest
from playwright.sync_api import Page

from service.flows.service import Service
from tests.web.norrvik import Norrvik
from tests.web.test_browser import address, assert_sound, browser, enter, page

pytestmark = [pytest.mark.program("chromium"), pytest.mark.usefixtures("norrvik")]

__all__ = ["Norrvik", "address", "browser", "page"]


def test_the_dates_and_the_analysis_are_sound(page: Page, service: Service) -> None:
    enter(page, service)
    for road in ("/uppfoljningar", "/uppfoljningar/2025-03-19", "/arsanalys"):
        page.goto(road)
        page.evaluate("document.querySelectorAll('details.fold').forEach(each => { each.open = true })")
        assert_sound(page)

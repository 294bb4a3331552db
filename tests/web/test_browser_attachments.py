"""Files that came with answers in a real browser: on every page that tells of them, and saved to the disk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from service.flows.service import Service
from tests.domain.reply.packages import PDF
from tests.web.norrvik import Norrvik
from tests.web.test_attachments import CHART, NUMBER, answer, last_record, mail_number
from tests.web.test_browser import address, assert_sound, browser, enter, page, too_small

pytestmark = [pytest.mark.program("chromium"), pytest.mark.usefixtures("norrvik")]

__all__ = ["Norrvik", "address", "browser", "page"]

LONG = "Protokoll_fran_samverkansmotet_om_tryggheten_i_hamnen_och_vid_stationen_den_nittonde_mars_slutlig.pdf"
FILES = ((CHART, PDF), (LONG, PDF + b"x" * 240_000), ("makro.docm", PDF))


def test_the_pages_with_files_are_sound_and_a_file_is_saved(page: Page, service: Service) -> None:
    answer(service, "1: pågår, se kartan.", *FILES)
    enter(page, service)
    for road in (
        "/uppfoljningar/2025-03-19",
        "/inkorg?visa=lasta",
        f"/inkorg/{mail_number(service)}",
        "/atgard/K7F3",
    ):
        page.goto(road)
        assert_sound(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name=CHART).click()
    assert saved.value.suggested_filename == CHART
    assert Path(saved.value.path()).read_bytes() == PDF


def test_a_file_that_is_held_back_is_saved_from_the_form_that_releases_it(
    page: Page, service: Service
) -> None:
    answer(service, f"1: träffade {NUMBER}.", *FILES)
    enter(page, service)
    page.goto("/atgard/K7F3")
    assert_sound(page)
    page.goto(f"/inkorg/{mail_number(service)}")
    assert_sound(page)
    page.get_by_role("button", name="Visa mejlet").click()
    assert_sound(page)
    page.goto("/atgard/K7F3")
    page.get_by_role("button", name="Visa texten").click()
    assert_sound(page)
    assert last_record(service)
    with page.expect_download() as saved:
        page.get_by_role("button", name=f"Hämta {CHART}").click()
    assert Path(saved.value.path()).read_bytes() == PDF
    page.get_by_label("Vad har gjorts?").fill("Träffade en person.")
    page.get_by_label(CHART).uncheck()
    assert too_small(page) == []
    page.get_by_role("button", name="Spara och visa texten").click()
    page.wait_for_url("**/atgard/K7F3*")
    assert page.get_by_role("link", name=LONG).is_visible()
    assert page.get_by_role("link", name=CHART).count() == 0

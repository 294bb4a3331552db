"""The coordinator's lists and forms in a real browser: sound for axe, wide and narrow, corrected in place."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from service.flows.service import Service
from service.store.post import Inbound
from tests.web.norrvik import Norrvik
from tests.web.test_browser import address, assert_sound, browser, enter, page, too_small
from tests.web.test_measure import strangers_answer
from tests.web.test_plan import measure_of
from tests.web.test_readings import doubt

__all__ = ["address", "browser", "page"]

pytestmark = pytest.mark.program("chromium")

ROADS = (
    "/planen",
    "/planen?visa=utan-datum&sok=xyz",
    "/planen/H4TZ/nar?ord=slutet+av+maj",
    "/planen/B2QF/vem",
    "/planen/K7F3/lage",
    "/atgard/V3KD",
    "/atgard/B2QF",
    "/inkorg",
    "/inkorg/1?sok=hund",
    "/import",
    "/installningar",
    "/installningar/omrade/1",
    "/installningar/gallring",
    "/kalendrar",
    "/lasningar",
    "/utskick",
    "/utskick?visa=skickade",
    "/utskick/1",
    "/personer",
    "/personer/1",
    "/personer/4",
    "/personer/ny?namn=Tove",
    "/personer/las-in",
)


def test_the_lists_and_forms_are_sound(page: Page, service: Service) -> None:
    enter(page, service)
    for road in ROADS:
        page.goto(road)
        page.evaluate("document.querySelectorAll('details.fold').forEach(each => { each.open = true })")
        assert_sound(page)


def test_a_reading_filled_in_wrong_and_then_decided_is_sound(page: Page, service: Service) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    enter(page, service)
    page.goto("/lasningar?kod=K7F3")
    here = page.locator("#K7F3-when")
    here.get_by_text("Det ska läsas på ett annat sätt").click()
    here.get_by_label("Eller fyll i hur det ska läsas").select_option("rhythm")
    here.get_by_role("button", name="Spara", exact=True).last.click()
    page.get_by_text("Inget är sparat än.").wait_for()
    assert_sound(page)
    here.get_by_role("button", name="Så är det rätt").click()
    page.get_by_role("button", name="Ångra").wait_for()
    page.get_by_text("Det ni har bestämt").click()
    assert_sound(page)


def test_an_answer_to_vouch_for_is_sound_wherever_it_is_shown(
    page: Page, service: Service, norrvik: Norrvik
) -> None:
    strangers_answer(service, norrvik, "K7F3")
    enter(page, service)
    for road in ("/", "/inkorg", "/atgard/K7F3"):
        page.goto(road)
        assert_sound(page)
    page.get_by_role("button", name="Bekräfta svaret").click()
    page.get_by_text("Svaret om K7F3 är bekräftat.").wait_for()


def test_a_time_is_corrected_in_its_row_by_keyboard(page: Page, service: Service, norrvik: Norrvik) -> None:
    enter(page, service)
    page.goto("/planen")
    page.locator("#rad-P7XA a", has_text="Ändra tiden för").press("Enter")
    page.wait_for_selector("#ord-P7XA:focus")
    page.keyboard.type("senast 15 maj")
    page.keyboard.press("Enter")
    page.get_by_text("läses som senast 15 maj").wait_for()
    assert_sound(page)
    page.get_by_role("button", name="Spara tiden").press("Enter")
    page.locator("#rad-P7XA .saved").wait_for()
    assert "Senast 15 maj" in (page.locator("#rad-P7XA").text_content() or "")
    assert page.url.endswith("/planen")
    assert measure_of(service, norrvik, "P7XA").when_reading["end"] == "2025-05-15"


def test_a_row_comes_back_when_one_thinks_better_of_it(
    page: Page, service: Service, norrvik: Norrvik
) -> None:
    enter(page, service)
    page.goto("/planen")
    page.locator("#rad-K7F3 a", has_text="Ändra ansvarig").click()
    page.locator("tr.editing").get_by_text("Avbryt").wait_for()
    page.locator("tr.editing").get_by_text("Avbryt").click()
    page.locator("#rad-K7F3 a", has_text="Ändra ansvarig").wait_for()
    page.locator("tr.editing").wait_for(state="detached")


def test_a_mail_is_placed_without_script(
    browser: Browser, address: str, norrvik: Norrvik, service: Service
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    enter(page, service)
    page.goto("/inkorg")
    page.get_by_role("link", name="Placera").click()
    page.get_by_label("Sök åtgärd").fill("hundsök")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("button", name="Spara svaret").click()
    page.wait_for_url("**/inkorg")
    assert "Mejlet är placerat på en åtgärd." in (page.get_by_role("status").first.text_content() or "")
    with service.store.read() as session:
        assert session.scalars(select(Inbound.state)).all() == ["sorted"]
    context.close()


@pytest.mark.parametrize("road", ["/planen", "/atgard/B2QF", "/inkorg/1?sok=hund"])
def test_on_a_phone_the_lists_are_large_enough_to_press(
    browser: Browser, address: str, norrvik: Norrvik, service: Service, road: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    enter(page, service)
    page.goto(road)
    assert too_small(page) == []
    context.close()

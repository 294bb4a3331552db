"""The pages in a real browser: axe finds nothing, the policy is kept, nothing scrolls sideways, a keyboard is enough."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from service.flows.service import Service
from tests.servers.programs import free_port, program
from tests.web.conftest import link_secret
from tests.web.norrvik import Norrvik

pytestmark = pytest.mark.program("chromium")

AXE = Path(__file__).parents[1] / "data/axe/axe.min.js"
WIDTHS = (1280, 390, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The installed Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def address(app: FastAPI, norrvik: Norrvik) -> Iterator[str]:
    """Where the application answers on loopback."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser of its own, whose complaints about the policy fail the test."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [line for line in complaints if "status of 4" not in line] == []


def enter(page: Page, service: Service) -> None:
    """Sign in as the coordinator."""
    page.goto(f"/in/{link_secret(service)}")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/", wait_until="load")


def assert_sound(page: Page) -> None:
    """Ask axe, in light and in dark, and look for sideways scrolling at every width."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        said = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found["violations"]]
        assert said == [], (page.url, scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, (page.url, width)


def test_the_coordinators_pages_are_sound(page: Page, service: Service) -> None:
    enter(page, service)
    assert_sound(page)
    page.get_by_text("Visa årshjulet som tabell").click()
    assert_sound(page)
    page.goto("/finns-inte")
    assert_sound(page)


def test_the_pages_for_everybody_are_sound(page: Page, service: Service, norrvik: Norrvik) -> None:
    for road in ("/logga-in", f"/in/{link_secret(service)}", "/tillganglighet", "/svar/trasig"):
        page.goto(road)
        assert_sound(page)


def test_the_owners_pages_are_sound(page: Page, norrvik: Norrvik) -> None:
    page.goto(f"/svar/{norrvik.token}")
    page.get_by_text("Påminn mig senare").click()
    page.get_by_text("Inte min åtgärd", exact=True).click()
    assert_sound(page)
    page.get_by_role("button", name="Spara").click()
    assert page.get_by_role("alert").is_visible()
    assert_sound(page)
    page.goto(f"/svar/{norrvik.token}/klart")
    assert_sound(page)
    page.goto(f"/svar/{norrvik.token}/kalender")
    page.get_by_label("Båda").check()
    page.get_by_role("button", name="Spara").click()
    assert page.get_by_label("Lägg in adressen i din kalender").is_visible()
    assert_sound(page)


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(page: Page, service: Service) -> None:
    enter(page, service)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("tile")


def test_an_owner_answers_with_the_keyboard_and_without_script(
    browser: Browser, address: str, norrvik: Norrvik
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/svar/{norrvik.token}")
    page.get_by_role("radio", name="Pågår som planerat").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Alla klasser har fått besök.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2?sparat=1")
    assert "klart" in (page.get_by_role("status").text_content() or "")
    page.goto(f"/svar/{norrvik.token}/klart")
    assert page.get_by_text("”Alla klasser har fått besök.”").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_everything_to_press_is_large_enough(
    browser: Browser, address: str, norrvik: Norrvik, service: Service, width: int
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800}, has_touch=True)
    page = context.new_page()
    for road in (f"/svar/{norrvik.token}", f"/svar/{norrvik.token}/kalender", "/logga-in"):
        page.goto(road)
        assert too_small(page) == []
    enter(page, service)
    assert too_small(page) == []
    context.close()


def too_small(page: Page) -> list[str]:
    """Return what can be pressed and is lower than 44 pixels, save links within a text (WCAG 2.5.8)."""
    small: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, .btn, .tile, summary, .choice label, .tick, .pick label, .nav a, input, select')]
            .filter(each => each.type !== 'hidden' && each.type !== 'radio' && each.type !== 'checkbox' && each.offsetParent !== null)
            .filter(each => each.getBoundingClientRect().height < 43.5)
            .map(each => each.outerHTML.slice(0, 120))"""
    )
    return small


def test_the_wheel_can_be_walked_by_keyboard_and_left_out(page: Page, service: Service) -> None:
    enter(page, service)
    assert page.locator("svg.wheel a").count() == page.locator("svg.wheel a[aria-label]").count() > 10
    page.locator("svg.wheel a").first.focus()
    assert "Unga på glid" in (page.evaluate("document.activeElement.getAttribute('aria-label')"))
    page.locator("a[href='#after-wheel']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"

"""What stands before every page: headers, limits, where posts come from, and errors without inner words."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.flows.service import Service
from service.web.app import create_app
from service.web.guard import MEGABYTE
from service.web.static_files import FOLDER
from tests.web.conftest import field, link_secret
from tests.web.norrvik import Norrvik

HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
"""SHA-256 of dist/htmx.min.js in htmx.org 2.0.11."""
AXE = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
"""SHA-256 of axe.min.js in axe-core 4.14.1."""


@pytest.mark.parametrize("address", ["/logga-in", "/tillganglighet", "/svar/nothing", "/nowhere", "/healthz"])
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_good_under_a_name_with_their_digest(client: TestClient) -> None:
    page = client.get("/logga-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/arshjul.000000000000.css").status_code == 404
    assert client.get("/static/..%2fapp.py").status_code == 404


def test_what_is_vendored_is_what_was_published() -> None:
    assert hashlib.sha256((FOLDER / "htmx.min.js").read_bytes()).hexdigest() == HTMX
    axe = Path(__file__).parents[1] / "data/axe/axe.min.js"
    assert hashlib.sha256(axe.read_bytes()).hexdigest() == AXE


def test_reached_by_https_nothing_travels_otherwise(service: Service) -> None:
    public = replace(service, identity=replace(service.identity, public_url="https://plan.norrvik.example"))
    with TestClient(create_app(public), base_url="https://testserver", follow_redirects=False) as client:
        address = f"/in/{link_secret(service)}"
        answer = client.post(address, data={"csrf": field(client.get(address).text)})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://somewhere.example"},
        {"Origin": "http://["},
    ],
)
def test_a_post_from_another_site_is_refused(coordinator: TestClient, headers: dict[str, str]) -> None:
    csrf = field(coordinator.get("/").text)
    assert coordinator.post("/logga-ut", data={"csrf": csrf}, headers=headers).status_code == 403
    assert coordinator.get("/").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_post_from_our_own_page_is_taken(coordinator: TestClient, headers: dict[str, str]) -> None:
    csrf = field(coordinator.get("/").text)
    assert coordinator.post("/logga-ut", data={"csrf": csrf}, headers=headers).status_code == 303


@pytest.mark.parametrize("csrf", ["", "x", "å" * 32])
def test_a_form_without_the_sessions_secret_is_refused(coordinator: TestClient, csrf: str) -> None:
    answer = coordinator.post("/logga-ut", data={"csrf": csrf})
    assert answer.status_code == 403
    assert coordinator.get("/").status_code == 200


def test_a_body_that_is_too_large_is_refused_announced_or_not(client: TestClient) -> None:
    large = b"email=" + b"x" * (10 * MEGABYTE)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    announced = client.post("/logga-in", content=large, headers=form)
    in_pieces = client.post(
        "/logga-in", content=(large[i : i + MEGABYTE] for i in range(0, len(large), MEGABYTE)), headers=form
    )
    assert (announced.status_code, in_pieces.status_code) == (413, 413)
    assert "10 MB" in announced.text


def test_an_unknown_page_and_a_wrong_way_to_use_one_say_what_to_do(client: TestClient) -> None:
    assert "Sidan finns inte" in client.get("/finns/inte").text
    assert client.put("/logga-in").status_code == 405
    assert client.post("/tillganglighet").status_code == 405
    assert client.get("/svar/x/y").status_code == 404


def test_our_own_mistakes_show_a_number_and_log_no_words(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/sprucken/{secret}")
    def broken(secret: str) -> None:
        raise RuntimeError("Robin" + " Sand was here")

    with TestClient(app) as client:
        answer = client.get("/sprucken/k7f3k7f3")
    reference = answer.text.split('<span class="code">')[1].split("<")[0]
    assert f"reference {reference}: RuntimeError at /sprucken/{{secret}}" in caplog.text
    assert "Robin Sand" not in caplog.text
    assert "k7f3k7f3" not in caplog.text
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.text
    assert "Robin" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


def test_those_who_watch_the_service_are_answered(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Årshjul"
    assert client.get("/docs").status_code == 404


def test_no_page_has_inline_style_or_script(
    coordinator: TestClient, client: TestClient, norrvik: Norrvik
) -> None:
    for address in ("/", "/tillganglighet", f"/svar/{norrvik.token}", f"/svar/{norrvik.token}/klart"):
        html = client.get(address).text
        for forbidden in (" style=", "<style", " onclick=", " hx-on", "javascript:"):
            assert forbidden not in html, (address, forbidden)

"""Whatever number stands in an address, the answer is a page that says so, never an error of ours."""

import re
from collections.abc import Iterable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from tests.web.norrvik import Norrvik

_PLACE = re.compile(r"\{[^}]+\}")


def roads(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Yield method and address of every route with a place for something, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from roads(inner.routes)
        elif isinstance(route, APIRoute) and "{" in route.path:
            yield from ((method, route.path) for method in sorted(route.methods or ()))


@pytest.mark.parametrize("number", ["9" * 30, "-1", "0"])
def test_no_number_in_an_address_is_an_error_of_ours(
    norrvik: Norrvik, app: FastAPI, coordinator: TestClient, csrf: str, number: str
) -> None:
    client = TestClient(
        app, raise_server_exceptions=False, follow_redirects=False, cookies=coordinator.cookies
    )
    walked = list(roads(app.routes))
    assert len(walked) > 50
    failed = []
    for method, path in walked:
        address = _PLACE.sub(number, path.replace("{code}", "K7F3"))
        data = {"csrf": csrf} if method == "POST" else None
        if client.request(method, address, data=data).status_code >= 500:
            failed.append(f"{method} {path}")
    assert not failed


@pytest.mark.parametrize(
    ("road", "name"),
    [
        ("/installningar/samordnare/till", "till"),
        ("/installningar/samordnare/bort", "bort"),
        ("/installningar/styrgrupp", "till"),
    ],
)
def test_no_number_in_a_form_is_an_error_of_ours(
    norrvik: Norrvik, app: FastAPI, coordinator: TestClient, csrf: str, road: str, name: str
) -> None:
    client = TestClient(
        app, raise_server_exceptions=False, follow_redirects=False, cookies=coordinator.cookies
    )
    assert client.post(road, data={"csrf": csrf, name: "9" * 30}).status_code < 500

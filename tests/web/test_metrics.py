"""/metrics: figures in Prometheus's text format, for this machine or for whoever has the token, about no person."""

import re
from dataclasses import replace

from starlette.testclient import TestClient

from service.flows.service import Service, Watch
from service.flows.vital_signs import note_sweep
from service.web.app import create_app
from tests.web.norrvik import Norrvik

LINE = re.compile(r'^arshjul_[a-z_]+(\{[a-z]+="[a-z_]+"\})? -?[0-9.e+]+$')


def asked_from(
    service: Service, host: str, url: str = "http://127.0.0.1:8000", **headers: str
) -> tuple[int, str]:
    client = TestClient(create_app(service), base_url=url, client=(host, 50000))
    answer = client.get("/metrics", headers=headers)
    return answer.status_code, answer.text


def test_every_line_is_of_the_format_and_names_nobody(service: Service, norrvik: Norrvik) -> None:
    note_sweep(service, "fill_outbox")
    client = TestClient(create_app(service), base_url="http://localhost:8000", client=("127.0.0.1", 50000))
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert [line for line in lines if not line.startswith("#") and not LINE.match(line)] == []
    assert 'arshjul_reminders{state="planned"}' in answer.text
    assert 'arshjul_sweep_last_end_timestamp_seconds{sweep="fill_outbox"}' in answer.text
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(named) == len(set(named)) == 10
    assert "@" not in answer.text


def test_without_a_token_only_this_machine_reads_them(service: Service) -> None:
    assert asked_from(service, "127.0.0.1")[0] == 200
    assert asked_from(service, "::1", "http://[::1]:8000")[0] == 200
    assert asked_from(service, "192.0.2.7")[0] == 404
    assert asked_from(service, "127.0.0.1", "http://plan.norrvik.example")[0] == 404
    assert asked_from(service, "127.0.0.1", **{"X-Forwarded-For": "192.0.2.7"})[0] == 404


def test_with_a_token_it_is_the_token_that_counts(service: Service) -> None:
    guarded = replace(service, watch=Watch(metrics_token="hemligt"))
    assert asked_from(guarded, "127.0.0.1")[0] == 404
    assert asked_from(guarded, "192.0.2.7", Authorization="Bearer fel")[0] == 404
    assert asked_from(guarded, "192.0.2.7", Authorization="Bearer hemligt")[0] == 200

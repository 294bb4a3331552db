"""What `arshjul doctor` says of the mail: what is wrong, and what to do about it."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from service.adapters.dns import NoResolverError
from service.bootstrap import build_service
from service.commands.checkup import check
from service.commands.mail_checkup import (
    check_disturbances,
    check_dns,
    check_intake,
    check_reply_address,
    check_sending,
)
from service.commands.round_trip import check_round_trip
from service.flows.disturbances import disturbed, works_again
from tests.servers.dovecot import PASSWORD, private_dovecot
from tests.servers.postfix import private_postfix
from tests.servers.programs import free_port


def settings(folder: Path, **given: Any) -> Settings:
    return Settings(var=folder, mail_from="plan@norrvik.example", **given)


def test_nobody_at_the_servers_is_told_with_the_settings_to_look_at(tmp_path: Path) -> None:
    away = free_port()
    smtp = settings(tmp_path, smtp_host="127.0.0.1", smtp_port=away)
    imap = settings(tmp_path, imap_host="127.0.0.1", imap_port=away)
    for state, text in (check_sending(smtp), check_intake(imap)):
        assert state == "broken"
        assert text.endswith(("Se ARSHJUL_SMTP_*.", "Se ARSHJUL_IMAP_*."))


def test_plain_smtp_to_another_machine_says_what_to_do(tmp_path: Path) -> None:
    plain = settings(tmp_path, smtp_host="relay.norrvik.example", smtp_security="none")
    assert check_sending(plain)[0] == "broken"
    assert "ARSHJUL_SMTP_SECURITY=starttls" in check_sending(plain)[1]


@pytest.mark.program("dovecot", "postfix")
def test_logging_in_is_tried_at_the_real_servers(tmp_path: Path) -> None:
    with private_dovecot() as dovecot, private_postfix(dovecot.folder / "mail", ("plan",)) as postfix:
        dovecot.deliver("plan", b"Subject: hej\r\n\r\nhej\r\n")
        where: dict[str, Any] = {
            "imap_host": "127.0.0.1",
            "imap_port": dovecot.imap_port,
            "imap_user": "plan",
        }
        good = settings(tmp_path, imap_security="none", imap_password=PASSWORD, **where)
        assert check_intake(good) == ("ok", "IMAP-servern släpper in oss; i INBOX väntar 1 mejl.")
        bad = settings(tmp_path, imap_security="none", imap_password="fel", **where)
        assert check_intake(bad)[0] == "broken"
        nowhere = settings(tmp_path, imap_security="none", imap_password=PASSWORD, imap_folder="Nej", **where)
        assert check_intake(nowhere)[0] == "broken"
        smtp: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": postfix.port}
        assert check_sending(settings(tmp_path, smtp_security="none", **smtp))[0] == "ok"
        state, text = check_sending(settings(tmp_path, smtp_security="starttls", **smtp))
        assert (state, "STARTTLS" in text) == ("broken", True)


@pytest.mark.program("dovecot", "postfix")
def test_a_mail_to_the_answers_address_is_sent_found_and_taken_away(tmp_path: Path) -> None:
    with private_dovecot() as dovecot, private_postfix(dovecot.folder / "mail", ("plan",)) as postfix:
        smtp: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": postfix.port, "smtp_security": "none"}
        imap: dict[str, Any] = {
            "imap_host": "127.0.0.1",
            "imap_port": dovecot.imap_port,
            "imap_security": "none",
            "imap_user": "plan",
            "imap_password": PASSWORD,
            "imap_done_folder": "Klart",
        }
        good = settings(tmp_path, **smtp, **imap)
        state, text = check_round_trip(good)
        assert (state, text.endswith("kom fram till brevlådan.")) == ("ok", True)
        assert check_intake(good)[1].endswith("väntar 0 mejl.")
        elsewhere = settings(tmp_path, reply_address="svar@norrvik.example", **smtp, **imap)
        state, text = check_round_trip(elsewhere, patience=1)
        assert (state, "svar+" in text) == ("broken", True)
        assert check_round_trip(settings(tmp_path, **smtp))[0] == "absent"


def test_the_way_of_an_answer_is_tried_only_when_both_servers_are_in_order(tmp_path: Path) -> None:
    names = [each.name for each in check(settings(tmp_path))]
    assert "roundtrip" not in names
    assert names[:2] == ["folder", "database"]


def test_only_the_named_parts_are_looked_at(tmp_path: Path) -> None:
    away = settings(tmp_path, smtp_host="127.0.0.1", smtp_port=free_port())
    assert [each.name for each in check(away, ("database", "broker"))] == ["database", "broker"]


def test_the_answers_address_is_made_and_read_back(tmp_path: Path) -> None:
    assert check_reply_address(settings(tmp_path))[0] == "ok"
    assert "Kalendersvar" in check_reply_address(settings(tmp_path, reply_address="svar@norrvik.example"))[1]
    assert check_reply_address(settings(tmp_path, reply_address="svar+x@norrvik.example"))[0] == "broken"
    without = settings(tmp_path, reply_address="svar+x@norrvik.example", plus_addresses=False)
    assert check_reply_address(without)[0] == "ok"


def test_the_senders_records_are_looked_for_one_by_one(tmp_path: Path) -> None:
    zone = {
        "norrvik.example": ["annat", "v=spf1 -all"],
        "selector2._domainkey.norrvik.example": ["v=DKIM1; p=abc"],
        "_dmarc.norrvik.example": ["v=DMARC1; p=none"],
    }
    assert check_dns(settings(tmp_path), lambda name: zone.get(name, []))[0] == "ok"
    del zone["_dmarc.norrvik.example"]
    state, text = check_dns(settings(tmp_path), lambda name: zone.get(name, []))
    assert (state, text.startswith("norrvik.example saknar DMARC (")) == ("absent", True)


def test_without_a_resolver_the_records_are_said_not_to_have_been_looked_up(tmp_path: Path) -> None:
    def quiet(name: str) -> list[str]:
        raise NoResolverError("192.0.2.1 svarar inte")

    state, text = check_dns(settings(tmp_path), quiet)
    assert (state, "kunde inte slås upp" in text) == ("absent", True)


def test_what_the_service_has_trouble_with_is_told_until_it_works(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    service = build_service(chosen)
    assert list(check_disturbances(chosen)) == []
    disturbed(service, "intake", "IMAP-servern går inte att använda.")
    disturbed(service, "intake", "IMAP-servern går inte att använda.")
    ((state, text),) = check_disturbances(chosen)
    assert state == "broken"
    assert text.endswith("IMAP-servern går inte att använda.")
    works_again(service, "intake")
    assert list(check_disturbances(chosen)) == []
    service.store.close()

"""The rehearsed mail server gives every mail to its owner once, and does not hold on to it."""

import smtplib
from pathlib import Path

import pytest

from service.rehearsal.sink import Sink


def test_what_has_been_asked_for_is_not_given_again(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    sink.start()
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            for number in (1, 2):
                letter = f"Message-ID: <{number}@norrvik.example>\r\n\r\nHej\r\n"
                line.sendmail("arshjul@norrvik.example", ["robin.sand@norrvik.example"], letter)
    finally:
        sink.stop()
    assert [b"<1@" in mail.content for mail in sink.fresh()] == [True, False]
    assert sink.fresh() == []
    assert sink.count == 2
    assert sorted(path.name[:4] for path in tmp_path.iterdir()) == ["0001", "0002"]


def test_a_mail_that_cannot_be_kept_is_refused_and_told_of_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    sink = Sink(folder)
    folder.rmdir()
    sink.start()
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as line, pytest.raises(smtplib.SMTPDataError) as refused:
            line.sendmail("arshjul@norrvik.example", ["robin.sand@norrvik.example"], "Hej\r\n")
    finally:
        sink.stop()
    assert refused.value.smtp_code == 452
    with pytest.raises(OSError, match="mail"):
        sink.fresh()

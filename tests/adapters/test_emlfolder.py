"""Mails as files."""

from datetime import UTC, datetime
from pathlib import Path

from service.adapters.compose import compose
from service.adapters.emlfolder import EmlFolder
from service.flows.letters import Address, Letter
from service.ports import Outgoing


def mail(number: int, hour: int) -> Outgoing:
    message_id = f"<r.{number}@norrvik.example>"
    content = compose(
        Letter(f"Ämne {number}", "Hej!\n", "<p>Hej!</p>"),
        kind="reminder",
        sender=Address("plan@norrvik.example"),
        to=Address("robin.sand@norrvik.example"),
        message_id=message_id,
        date=datetime(2025, 3, 3, hour, tzinfo=UTC),
    )
    return Outgoing("plan@norrvik.example", ("robin.sand@norrvik.example",), content, message_id)


def test_a_mail_becomes_one_file_with_its_envelope(tmp_path: Path) -> None:
    sent = mail(1, 7)
    assert EmlFolder(tmp_path / "mail").send(sent).delivery == "sent"
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    head = b"X-Envelope-From: plan@norrvik.example\r\nX-Envelope-To: robin.sand@norrvik.example\r\n"
    assert file.read_bytes() == head + sent.content


def test_the_folder_sorts_as_the_mails_were_written(tmp_path: Path) -> None:
    folder = EmlFolder(tmp_path)
    for number, hour in ((1, 9), (2, 7), (3, 8)):
        folder.send(mail(number, hour))
    starts = [path.name[:16] for path in sorted(tmp_path.iterdir())]
    assert starts == ["20250303T070000Z", "20250303T080000Z", "20250303T090000Z"]


def test_the_same_mail_sent_again_is_the_same_file(tmp_path: Path) -> None:
    folder = EmlFolder(tmp_path)
    folder.send(mail(1, 7))
    folder.send(mail(1, 7))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_made_means_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    assert EmlFolder(tmp_path / "mail").send(mail(1, 7)).delivery == "later"

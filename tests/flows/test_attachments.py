"""Files that come with answers: kept beside the mail, linked to what was reported, and never at the words' cost."""

from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.place_mail import Placement, place_mail
from service.flows.read_inbox import read_inbox
from service.flows.retire import retire
from service.flows.settle_withheld import settle_withheld
from service.flows.show_attachments import files_of_records, find_file, look_at_file, say_size
from service.flows.show_measure import show_measure
from service.flows.show_meetings import show_meeting
from service.flows.show_tray import show_mail, show_tray
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.people import Organisation
from service.store.plan import Event
from service.store.post import Inbound
from tests.domain.reply.packages import OLE, PDF, PNG
from tests.flows.norrvik import CAFE, LAMPS, Town, text_of

ROBIN, OTTO = "robin.sand@norrvik.example", "otto.berg@annan.example"
ASK, NEXT = date(2025, 3, 6), date(2025, 3, 7)
PROGRAM = b"MZ\x90\x00 program"
NUMBER = "19811228-9874"

File = tuple[str, bytes]


def answer(asked: EmailMessage, words: str, *files: File, sender: str = ROBIN) -> bytes:
    """Return an answer with files, as a mail program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, str(asked["Reply-To"])
    mail["Subject"], mail["Message-ID"] = f"Sv: {asked['Subject']}", "<med-bilaga@post.example>"
    mail["In-Reply-To"] = str(asked["Message-ID"])
    mail.set_content(words)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def answered(
    town: Town, words: str, *files: File, rows: tuple[tuple[str, ...], ...] = (LAMPS,)
) -> EmailMessage:
    """Let Robin answer with files; return the receipt."""
    town.bring_in(*rows)
    town.at(ASK)
    town.arrive(answer(town.mails(ROBIN)[0], words, *files))
    town.at(NEXT)
    return town.mails(ROBIN)[-1]


def kept(town: Town) -> list[AttachmentRow]:
    with town.service.store.read() as session:
        query = select(AttachmentRow).options(undefer(AttachmentRow.content))
        return list(session.scalars(query.order_by(AttachmentRow.id)))


def names_on(town: Town, words: str) -> list[str]:
    """Return the files linked to what was reported on a measure."""
    with town.service.store.read() as session:
        found = files_of_records(session, [record.id for record in town.records(words)])
    return [file.name for files in found.values() for file in files]


def links(town: Town) -> int:
    with town.service.store.read() as session:
        return len(session.scalars(select(AttachmentRecord)).all())


def both_parts(mail: EmailMessage) -> tuple[str, str]:
    html = mail.get_body(("html",))
    assert html is not None
    return " ".join(text_of(mail).split()), str(html.get_content())


def test_a_file_is_kept_byte_for_byte_and_follows_the_record(town: Town) -> None:
    answered(town, "Klart, se kartan.", ("karta över bryggan.pdf", PDF))
    (file,) = kept(town)
    assert (file.name, file.content_type, file.size) == (
        "karta över bryggan.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (file.content, file.sha256, file.refused) == (PDF, sha256(PDF).hexdigest(), "")
    assert names_on(town, "Byt") == ["karta över bryggan.pdf"]
    assert [record.text for record in town.records("Byt")] == ["Klart, se kartan."]


def test_a_mail_about_several_measures_shows_its_file_with_each(town: Town) -> None:
    answered(town, "1: klart.\n2: pågår.", ("listor.pdf", PDF), rows=(LAMPS, CAFE))
    assert names_on(town, "Byt") == names_on(town, "Öppna") == ["listor.pdf"]
    assert len(kept(town)) == 1


def test_a_refused_file_never_refuses_the_words_and_is_named_with_its_reason(town: Town) -> None:
    receipt = answered(town, "Klart!", ("karta.pdf", PDF), ("verktyg.exe", PROGRAM), ("falsk.pdf", PROGRAM))
    assert [(file.name, file.content) for file in kept(town)] == [
        ("karta.pdf", PDF),
        ("verktyg.exe", b""),
        ("falsk.pdf", b""),
    ]
    assert [record.status for record in town.records("Byt")] == ["done"]
    for said in both_parts(receipt):
        assert "Vi har också sparat bilagan karta.pdf." in said
        assert "verktyg.exe sparades inte. Program och webbsidor tas inte emot." in said
        assert "falsk.pdf sparades inte. Innehållet stämmer inte med filens namn." in said
        assert "Texten i mejlet har kommit fram." in said


def test_a_receipt_without_files_says_nothing_of_files(town: Town) -> None:
    assert "bilag" not in text_of(answered(town, "Klart!"))


def test_a_file_name_cannot_write_in_the_receipt(town: Town) -> None:
    text, html = both_parts(answered(town, "Klart!", ("<b onclick=x>&amp;.pdf", PDF)))
    assert "_b onclick=x_&amp;.pdf" in text
    assert "<b onclick" not in html and "_b onclick=x_&amp;amp;.pdf" in html


def test_reading_the_same_mail_again_keeps_and_links_nothing_twice(town: Town) -> None:
    answered(town, "Klart!", ("karta.pdf", PDF))
    with town.service.store.write() as session:
        session.scalars(select(Inbound)).one().state = "new"
    assert read_inbox(town.service) == 1
    assert (len(kept(town)), links(town), len(town.records("Byt"))) == (1, 1, 1)


def test_the_same_mail_collected_twice_is_one_file(town: Town) -> None:
    answered(town, "Klart!", ("karta.pdf", PDF))
    town.arrive((town.folder / "inkorg" / "cur").iterdir().__next__().read_bytes())
    town.at(NEXT, hour=10)
    assert (len(kept(town)), links(town)) == (1, 1)


def test_a_mail_of_files_alone_waits_in_the_tray_and_the_files_follow_when_it_is_placed(town: Town) -> None:
    receipt = answered(town, "", ("protokoll.pdf", PDF))
    (line,) = show_tray(town.service, town.id, "tray", 1).lines
    assert (line.files, line.why) == (1, "Mejlet har ingen egen text, bara bilagor.")
    page = show_mail(town.service, town.id, line.id, "", NEXT)
    assert page is not None
    assert [each.text for each in page.candidates] == ["Se bilagan."]
    assert "Byt lampor" in text_of(town.mails(ROBIN)[0]) and receipt is not None
    place_mail(
        town.service,
        line.id,
        [Placement(town.measure("Byt").id, "Se bilagan.", None)],
        town.party("Maja Ek").id,
    )
    assert names_on(town, "Byt") == ["protokoll.pdf"]


def test_a_strangers_mail_keeps_its_files_too(town: Town) -> None:
    town.bring_in(LAMPS)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = OTTO, "arshjul@norrvik.example", "Lamporna"
    mail.set_content("En bild på lamporna.")
    mail.add_attachment(PNG * 2000, maintype="image", subtype="png", filename="bild.png")
    town.arrive(mail.as_bytes())
    town.at(ASK)
    assert [(file.name, file.content_type) for file in kept(town)] == [("bild.png", "image/png")]
    assert links(town) == 0


def test_what_machines_send_along_is_not_kept(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK)
    raw = answer(town.mails(ROBIN)[0], "Jag är ledig till 14 mars.", ("kampanj.pdf", PDF))
    town.arrive(b"Auto-Submitted: auto-replied\r\n" + raw)
    town.at(NEXT)
    assert kept(town) == []


@pytest.mark.parametrize(
    ("words", "name"), [(f"Besökte {NUMBER}.", "karta.pdf"), ("Klart!", f"Anmälan {NUMBER}.pdf")]
)
def test_an_answer_held_back_holds_its_files_until_somebody_has_looked(
    town: Town, words: str, name: str
) -> None:
    receipt = answered(town, words, (name, PDF))
    (record,), (file,) = town.records("Byt"), kept(town)
    assert record.withheld and file.withheld
    assert NUMBER not in file.name
    for said in both_parts(receipt):
        assert NUMBER not in said and "karta.pdf" not in said
        assert "Vi har också sparat bilagan, och håller den tillbaka på samma sätt." in said
    maja = town.party("Maja Ek").id
    look_at_file(town.service, file.id, maja)
    settle_withheld(town.service, record.id, "Klart.", "", maja, files=[file.id])
    assert not kept(town)[0].withheld and links(town) == 1
    with town.service.store.read() as session:
        told = session.scalars(select(Event.text).where(Event.kind == "withheld")).all()
    assert list(told) == [
        "Maja Ek: Hämtade en bilaga som hålls tillbaka.",
        "Maja Ek: Ändrade och släppte en text som hölls tillbaka.",
    ]


def test_a_file_left_out_when_the_words_are_released_stays_held_back(town: Town) -> None:
    answered(town, f"Besökte {NUMBER}.", ("karta.pdf", PDF), ("lista.pdf", PDF + b"\n"))
    (record,), (chart, _) = town.records("Byt"), kept(town)
    settle_withheld(town.service, record.id, "Besökte.", "", town.party("Maja Ek").id, files=[chart.id])
    assert names_on(town, "Byt") == ["karta.pdf", "lista.pdf"]
    assert [file.withheld for file in kept(town)] == [False, True]
    with town.service.store.read() as session:
        said = session.scalars(select(Event.text).where(Event.kind == "withheld")).one()
    assert said.endswith("En bilaga hålls kvar.")


def test_a_personal_number_in_a_name_shuts_the_mail_in_the_tray(town: Town) -> None:
    answered(town, "", (f"{NUMBER}.pdf", PDF))
    (line,) = show_tray(town.service, town.id, "tray", 1).lines
    page = show_mail(town.service, town.id, line.id, "", NEXT)
    assert page is not None
    assert page.shut and [file.withheld for file in page.files] == [True]


def test_the_measures_page_and_the_follow_up_show_the_file(town: Town) -> None:
    answered(town, "Pågår.", ("karta.pdf", PDF))
    page = show_measure(town.service, town.id, town.measure("Byt").code, NEXT)
    assert page is not None
    assert [(file.name, file.size) for moment in page.history for file in moment.files] == [
        ("karta.pdf", f"{len(PDF)} byte")
    ]
    meeting = show_meeting(town.service, town.id, date(2025, 3, 26))
    assert meeting is not None
    assert [file.name for file in meeting.files[town.measure("Byt").id]] == ["karta.pdf"]


def test_a_file_is_found_by_its_own_organisation_only(town: Town) -> None:
    answered(town, "Klart!", ("karta.pdf", PDF), ("verktyg.exe", PROGRAM))
    chart, tool = kept(town)
    with town.service.store.write() as session:
        other = Organisation(name="Granngårda", settings={})
        session.add(other)
        session.flush()
        found = find_file(session, town.id, chart.id)
        assert found is not None and found.content == PDF
        assert find_file(session, other.id, chart.id) is None
        assert find_file(session, town.id, tool.id) is None


def test_an_organisations_own_limits_hold_and_those_that_cannot_be_followed_do_not(town: Town) -> None:
    def choose(**rules: object) -> None:
        with town.service.store.write() as session:
            row = session.get_one(Organisation, town.id)
            row.settings = {**row.settings, "policy": {"attachments": rules}}

    choose(kinds=["png"])
    answered(town, "Klart!", ("karta.pdf", PDF))
    choose(kinds="allt")
    town.arrive(answer(town.mails(ROBIN)[0], "Nu är det klart igen.", ("karta2.pdf", PDF)))
    town.at(NEXT, hour=11)
    assert [file.refused for file in kept(town)] == ["Filtypen tas inte emot.", ""]


def test_files_are_kept_for_ever_unless_the_organisation_has_decided_otherwise(town: Town) -> None:
    answered(town, "Klart!", ("karta.pdf", PDF))
    with town.service.store.write() as session:
        row = session.get_one(Organisation, town.id)
        row.settings = {**row.settings, "policy": {"retention": {"answers": 365}}}
    town.clock.set(datetime.combine(ASK + timedelta(days=600), time(9), tzinfo=town.service.zone))
    retire(town.service)
    assert kept(town)[0].content == PDF
    with town.service.store.write() as session:
        row = session.get_one(Organisation, town.id)
        row.settings = {**row.settings, "policy": {"retention": {"attachments": 365}}}
    assert retire(town.service) == 1
    (file,) = kept(town)
    assert (file.content, file.name, file.sha256, file.size) == (b"", "", sha256(PDF).hexdigest(), len(PDF))
    assert file.retired_on is not None and links(town) == 1
    assert retire(town.service) == 0
    with town.service.store.read() as session:
        assert find_file(session, town.id, file.id) is None


def test_a_mail_with_every_kind_of_broken_file_is_still_an_answer(town: Town) -> None:
    hostile = ("\ud83d\udca9", "a" * 500 + ".pdf", "../../x.pdf", "CON", "x\u202efdp.exe", "tom.pdf")
    files = [(name.encode("utf-8", "replace").decode(), OLE + bytes([n])) for n, name in enumerate(hostile)]
    answered(town, "Klart!", *files)
    assert [record.status for record in town.records("Byt")] == ["done"]
    assert len(kept(town)) == len(hostile) and all(file.refused for file in kept(town))


@pytest.mark.program("initdb")
def test_files_are_kept_on_postgresql_too(tmp_path: Path, empty_postgres_url: str) -> None:
    settings = Settings(
        var=tmp_path,
        database_url=empty_postgres_url,
        organisation="Norrvik",
        coordinator_name="Maja Ek",
        coordinator_email="maja.ek@norrvik.example",
        mail_from="arshjul@norrvik.example",
        mails_per_minute=1000,
    )
    clock = SetClock(datetime(2025, 1, 2, 6, tzinfo=UTC))
    service = build_service(settings, clock=clock)
    town = Town(service, clock, tmp_path)
    whole = PDF + bytes(range(256)) * 4000
    answered(town, "Klart!", ("nolla\x00tecken.pdf", whole), ("verktyg.exe", PROGRAM))
    assert [(file.content, file.refused == "") for file in kept(town)] == [(whole, True), (b"", False)]
    assert names_on(town, "Byt") == ["nollatecken.pdf", "verktyg.exe"]
    service.store.close()


@pytest.mark.parametrize(
    ("octets", "said"),
    [(0, "0 byte"), (812, "812 byte"), (240_300, "240 kB"), (999_600, "1 MB"), (1_300_000, "1,3 MB")],
)
def test_a_size_is_said_as_people_read_it(octets: int, said: str) -> None:
    assert say_size(octets) == said

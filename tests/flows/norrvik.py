"""Norrvik for stories: a small workbook made in the test, four people, and mail that comes and goes.

The cast: Maja Ek coordinates. Robin Sand and Sara Lindh own measures; Tove Alm is Robin's stand-in and Ingrid Falk his
manager. Otto Berg is an outsider.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import select

from service.adapters.clock import SetClock
from service.domain.parties import Party
from service.flows.import_directory import import_directory
from service.flows.import_plan import ImportReport, import_plan
from service.flows.service import Service
from service.flows.sweeps import run_all
from service.store.people import Organisation, PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Message, ReminderRow

HEADER = (
    "Problem",
    "Orsak",
    "Åtgärd",
    "Operativa mål",
    "När",
    "Vem",
    "Uppföljning",
    "Uppföljning 2025-03-26",
)

LAMPS = (
    "Mörk gångväg",
    "Trasiga lampor",
    "Byt lampor vid bryggan",
    "Alla lyser",
    "senast 31 maj",
    "Robin Sand",
)
CAFE = (
    "Tomma kvällar",
    "Ingenstans att gå",
    "Öppna ett kvällskafé",
    "Öppet två kvällar",
    "2 ggr/år",
    "Robin Sand",
)
WALKS = (
    "Otrygg station",
    "Få vuxna ute",
    "Nattvandra vid stationen",
    "Vuxna på plats",
    "vid behov",
    "Sara Lindh",
)

PEOPLE = (
    Party("", "Robin Sand", "robin.sand@norrvik.example", stand_in="Tove Alm", manager="Ingrid Falk"),
    Party("", "Tove Alm", "tove.alm@norrvik.example"),
    Party("", "Ingrid Falk", "ingrid.falk@norrvik.example"),
    Party("", "Sara Lindh", "sara.lindh@polis.example"),
)


def workbook(*rows: Sequence[object], header: Sequence[object] = HEADER, tab: str = "1. Stationen") -> bytes:
    """Return a workbook "Åtgärdsplan 2025" with one area of these rows."""
    book = Workbook()
    front = book.active
    assert front is not None
    front.title = "Instruktion"
    front["A1"] = "Åtgärdsplan 2025"
    sheet = book.create_sheet(tab)
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Town:
    """What a story does: import, let days pass, read the mail, answer it, look in the ledger."""

    def __init__(self, service: Service, clock: SetClock, folder: Path) -> None:
        self.service = service
        self.clock = clock
        self.folder = folder
        with service.store.read() as session:
            self.id = session.scalars(select(Organisation.id)).one()
        self._came = 0

    def bring_in(self, *rows: Sequence[object], header: Sequence[object] = HEADER) -> ImportReport:
        """Import a workbook of these rows, with everybody in the directory."""
        report = import_plan(self.service, self.id, workbook(*rows, header=header), "plan.xlsx")
        import_directory(self.service, self.id, PEOPLE)
        return report

    def at(self, day: date, hour: int = 9) -> None:
        """Put the clock at a local hour of a day and let the sweeps run until nothing is left to do."""
        self.clock.set(datetime.combine(day, time(hour), tzinfo=self.service.zone))
        for _ in range(20):
            if run_all(self.service) == 0:
                return
        raise AssertionError("the sweeps do not come to rest")

    def days(self, first: date, last: date) -> None:
        """Let every day from `first` to `last` pass, at nine."""
        for number in range(first.toordinal(), last.toordinal() + 1):
            self.at(date.fromordinal(number))

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Return the mails that went out, oldest first; only those to an address when it is given."""
        files = sorted((self.folder / "mail").glob("*.eml"))
        read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [mail for mail in read if to in str(mail["To"])]

    def reply(self, asked: EmailMessage, words: str, sender: str | None = None, **headers: str) -> None:
        """Answer a mail as Outlook does, and let the answer arrive in the maildir."""
        mail = EmailMessage()
        mail["From"] = sender or str(asked["To"])
        mail["To"] = str(asked["Reply-To"])
        mail["Subject"] = headers.pop("subject", f"Sv: {asked['Subject']}")
        mail["Message-ID"] = f"<svar-{self._came}@post.example>"
        mail["In-Reply-To"] = str(asked["Message-ID"])
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        block = (
            f"Från: {asked['From']}\nSkickat: {asked['Date']}\nTill: {asked['To']}\nÄmne: {asked['Subject']}"
        )
        mail.set_content(f"{words}\n\n{'_' * 32}\n{block}\n\n{text_of(asked)}")
        self.arrive(mail.as_bytes())

    def arrive(self, raw: bytes) -> None:
        """Put a mail in the maildir."""
        self._came += 1
        (self.folder / "inkorg" / "new" / f"{self._came:04d}.norrvik").write_bytes(raw)

    def measure(self, words: str) -> MeasureRecord:
        """Return the measure whose text begins with `words`."""
        with self.service.store.read() as session:
            return session.scalars(select(MeasureRecord).where(MeasureRecord.text.startswith(words))).one()

    def records(self, words: str) -> list[FollowUpRecord]:
        """Return what has been reported on a measure, oldest first."""
        with self.service.store.read() as session:
            query = select(FollowUpRecord).where(FollowUpRecord.measure_id == self.measure(words).id)
            return list(session.scalars(query.order_by(FollowUpRecord.id)))

    def ledger(self, words: str, occasion: str = "") -> list[tuple[str, str, str]]:
        """Return (step, recipient, state) of a measure's reminders in the order they are due."""
        with self.service.store.read() as session:
            rows = session.execute(
                select(ReminderRow.step, PartyRow.name, ReminderRow.state)
                .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
                .where(
                    ReminderRow.measure_id == self.measure(words).id,
                    ReminderRow.occasion.startswith(occasion),
                )
                .order_by(ReminderRow.due_day, ReminderRow.id)
            )
            return [(step, name, state) for step, name, state in rows]

    def outbox(self, *kinds: str) -> list[Message]:
        """Return the messages of these kinds, oldest first."""
        with self.service.store.read() as session:
            return list(session.scalars(select(Message).where(Message.kind.in_(kinds)).order_by(Message.id)))

    def party(self, name: str) -> PartyRow:
        """Return a party by name."""
        with self.service.store.read() as session:
            return session.scalars(select(PartyRow).where(PartyRow.name == name)).one()


def text_of(mail: EmailMessage) -> str:
    """Return a mail's plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())

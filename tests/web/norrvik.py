"""Norrvik's small plan in the store, as it stands on Thursday 6 March 2025: one of everything a page may have to show."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.measure import fingerprint_of
from service.domain.message import make_token, new_token_id
from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, FollowUpDate, FollowUpRecord, MeasureRecord, PlanRow
from service.store.post import Inbound, Message, MessageMeasure, ReminderRow

NOW = datetime(2025, 3, 6, 8, 30, tzinfo=UTC)
BEGUN = date(2025, 1, 2)

AREAS = ("Unga på glid", "Mörka stråk", "Otillåten påverkan", "Våld i nära relation", "Handel med droger")

ONGOING = {"kinds": ["ongoing"], "start": None, "end": None}


def window(start: str | None, end: str | None, *, check: bool = False) -> dict[str, Any]:
    return {"kinds": ["window"], "start": start, "end": end, "check": check}


# area, code, words, goals, När as written, its reading, Vem as written, lead, status
MEASURES: tuple[tuple[int, str, str, str, str, dict[str, Any], str, str, str | None], ...] = (
    (0, "K7F3", "Polisen träffar årskurs 8 på alla tre skolor", "Varje klass har fått ett besök.", "våren", window("2025-03-01", "2025-05-31"), "Robin Sand", "Robin Sand", "ongoing"),
    (0, "M2XA", "Fältgruppen är ute fredagar och lördagar", "Närvaro minst 40 kvällar.", "löpande", ONGOING, "Sara Lindh", "Sara Lindh", "ongoing"),
    (0, "V3KD", "Hembesök tillsammans med socialtjänsten", "Tio familjer har fått erbjudandet.", "senast 24 februari", window(None, "2025-02-24"), "Robin Sand", "Robin Sand", "ongoing"),
    (0, "T6HP", "Föräldramöte om nätet", "Hälften av hemmen är med.", "hösten", window("2025-09-01", "2025-11-30"), "Sara Lindh", "Sara Lindh", None),
    (0, "Q8NB", "Lovaktiviteter på fritidsgården", "Öppet alla lov.", "pågår", ONGOING, "Sara Lindh", "Sara Lindh", None),
    (1, "B2QF", "Trygghetsvandring på Lindgatan", "Platser att åtgärda är listade.", "april–maj", window("2025-04-01", "2025-05-31"), "", "", None),
    (1, "R9WC", "Byta belysning i tunneln", "Alla armaturer är bytta.", "23 januari–2 februari", window("2025-01-23", "2025-02-02"), "Nils Alm", "Nils Alm", "done"),
    (1, "H4TZ", "Grannsamverkan i två kvarter", "Kontaktperson finns i varje trapphus.", "Höst/vinter 2025", window("2025-09-01", "2025-12-31", check=True), "Nils Alm", "Nils Alm", None),
    (1, "D5YE", "Klippa häckar längs gångvägen", "Fri sikt från torget till skolan.", "maj", window("2025-05-01", "2025-05-31"), "Nils Alm", "Nils Alm", "not_started"),
    (2, "P7XA", "Utbilda chefer om påtryckningar", "Alla enhetschefer har gått.", "ej bestämt", {"kinds": ["undetermined"], "start": None, "end": None, "check": True}, "säkerhetssamordnaren", "", None),
    (2, "G3LM", "Gemensam rutin för hot mot anställda", "Rutinen är beslutad.", "februari", window("2025-02-01", "2025-02-28"), "Maja Ek", "Maja Ek", "delayed"),
    (2, "W8SK", "Kontrollera föreningsbidrag", "Stickprov på var femte förening.", "en gång per tertial", {"kinds": ["recurring"], "start": "2025-01-01", "end": "2025-12-31"}, "Maja Ek", "Maja Ek", "ongoing"),
    (3, "Z4CD", "Bemanna stödlinjen på kvällar", "Svar inom två minuter.", "löpande", ONGOING, "Eva Holm", "Eva Holm", "ongoing"),
    (3, "F6JU", "Utbilda förskolans personal i att fråga", "Sex av tio har gått kursen.", "mars–maj", window("2025-03-01", "2025-05-31"), "Eva Holm", "Eva Holm", None),
    (3, "N5RA", "Skyddat boende tillsammans med grannkommunen", "Två platser.", "under året", window("2025-01-01", "2025-12-31"), "Eva Holm", "Eva Holm", "ongoing"),
    (4, "X3BG", "Hundsök vid gymnasiet", "Två tillfällen.", "22 maj", {"kinds": ["date"], "start": "2025-05-22", "end": "2025-05-22"}, "Robin Sand", "Robin Sand", None),
    (4, "S9VE", "Kartlägga försäljningsplatser", "Kartan är delad med grannsamverkan.", "januari–mars", window("2025-01-01", "2025-03-31"), "Robin Sand", "Robin Sand", "ongoing"),
    (4, "C7HN", "Stöd till dem som vill lämna gäng", "En kontaktväg finns.", "oklart", {"kinds": ["undetermined"], "start": None, "end": None}, "Eva Holm", "Eva Holm", "cancelled"),
)  # fmt: skip

PEOPLE = (
    ("Robin Sand", "robin.sand@polisen.example", "Polisen"),
    ("Sara Lindh", "sara.lindh@norrvik.example", "Fritid"),
    ("Nils Alm", "nils.alm@norrvik.example", "Gata och park"),
    ("Eva Holm", "eva.holm@norrvik.example", "Socialtjänsten"),
)
FOLLOW_UPS = (date(2025, 1, 15), date(2025, 3, 19), date(2025, 5, 21), date(2025, 9, 10), date(2025, 12, 10))


@dataclass(frozen=True, slots=True)
class Norrvik:
    """What the tests ask for by name."""

    organisation_id: int
    coordinator_id: int
    plan_id: int
    token: str
    """Robin's link: three questions before 19 March."""


def fill(service: Service) -> Norrvik:
    """Put the plan into an empty store whose organisation has been founded."""
    with service.store.write() as session:
        organisation = session.scalars(select(Organisation)).one()
        coordinator = session.scalars(select(PartyRow).where(PartyRow.coordinator)).one()
        people = {coordinator.name: coordinator} | {
            name: PartyRow(organisation_id=organisation.id, name=name, email=email, unit=unit, aliases=[])
            for name, email, unit in PEOPLE
        }
        session.add_all(people.values())
        plan = PlanRow(organisation_id=organisation.id, year=2025, created_at=NOW - timedelta(days=60))
        session.add(plan)
        session.flush()
        session.add_all(FollowUpDate(plan_id=plan.id, day=day, since=BEGUN) for day in FOLLOW_UPS)
        measures = _measures(session, plan, people)
        _history(session, measures, people)
        replan(session, service, list(measures.values()))
        session.execute(
            update(ReminderRow)
            .where(ReminderRow.state == "planned", ReminderRow.due_at <= NOW)
            .values(state="sent")
        )
        _trouble(session, organisation.id, people)
        token = _message(session, service, organisation.id, people["Robin Sand"], measures)
        return Norrvik(organisation.id, coordinator.id, plan.id, token)


def _measures(session: Session, plan: PlanRow, people: dict[str, PartyRow]) -> dict[str, MeasureRecord]:
    areas = [
        AreaRow(plan_id=plan.id, name=name, sheet=f"{number}. {name}", position=number, measures=3)
        for number, name in enumerate(AREAS, start=1)
    ]
    session.add_all(areas)
    session.flush()
    made = {}
    for position, (area, code, text, goals, when, reading, who, lead, status) in enumerate(MEASURES):
        made[code] = MeasureRecord(
            organisation_id=plan.organisation_id,
            plan_id=plan.id,
            area_id=areas[area].id,
            code=code,
            position=position,
            sheet=areas[area].sheet,
            row=position + 3,
            column=4,
            fingerprint=fingerprint_of(text),
            text=text,
            goals=goals,
            when_text=when,
            when_reading={"per": None, "check": False, "why": "", "items": [], **reading},
            who_text=who,
            who_reading={},
            lead_id=people[lead].id if lead else None,
            status=status,
            when_since=BEGUN,
            lead_since=BEGUN,
        )
    session.add_all(made.values())
    session.flush()
    return made


def _history(session: Session, measures: dict[str, MeasureRecord], people: dict[str, PartyRow]) -> None:
    said = (
        ("K7F3", "f:2025-01-15", date(2025, 1, 14), "ongoing", "Pågår, besök tisdagar och torsdagar."),
        ("V3KD", "f:2025-01-15", date(2025, 1, 14), "ongoing", "Sju familjer hittills."),
        ("R9WC", "f:2025-03-19", date(2025, 3, 3), "done", "Alla armaturer sitter uppe."),
        ("M2XA", "f:2025-03-19", date(2025, 3, 4), "ongoing", "Nio kvällar sedan årsskiftet."),
        ("G3LM", "f:2025-03-19", date(2025, 3, 5), "delayed", "Väntar på jurist."),
        ("Z4CD", "f:2025-03-19", date(2025, 3, 5), "ongoing", "Bemannat alla kvällar utom två."),
    )
    for number, (code, occasion, day, status, text) in enumerate(said):
        measure = measures[code]
        session.add(
            FollowUpRecord(
                measure_id=measure.id,
                party_id=measure.lead_id,
                occasion=occasion,
                day=day,
                status=status,
                text=text,
                source="mail",
                source_ref=f"mail:{number}",
                recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
            )
        )
        measure.status_day = day
    session.flush()


def _trouble(session: Session, organisation_id: int, people: dict[str, PartyRow]) -> None:
    people["Nils Alm"].undeliverable_since = NOW - timedelta(days=1)
    people["Nils Alm"].undeliverable_why = "adressen finns inte (5.1.1)"
    session.add(
        Inbound(
            organisation_id=organisation_id,
            source="maildir:test",
            key="1",
            sha256="0" * 64,
            content=b"From: polisen@example.org\r\n\r\nSe nedan.",
            arrived_at=NOW - timedelta(hours=3),
            state="tray",
            sender="polisen@example.org",
            subject="Sv: Uppföljning 19 mars",
            why="Svaret nämner besöken och hundsöket men ingen kod.",
        )
    )


def _message(
    session: Session,
    service: Service,
    organisation_id: int,
    robin: PartyRow,
    measures: dict[str, MeasureRecord],
) -> str:
    token_id = new_token_id(b"norrvik-2025")
    message = Message(
        organisation_id=organisation_id,
        kind="reminder",
        key="reminder:test",
        party_id=robin.id,
        envelope_from="arshjul@norrvik.example",
        envelope_to=[robin.email],
        subject="Uppföljning 19 mars",
        message_id="<test@norrvik.example>",
        token=token_id,
        content=b"",
        state="sent",
        created_at=datetime(2025, 2, 27, 8, tzinfo=UTC),
        next_at=datetime(2025, 2, 27, 8, tzinfo=UTC),
    )
    message.asks = [
        MessageMeasure(measure_id=measures[code].id, number=number, occasion="f:2025-03-19")
        for number, code in enumerate(("K7F3", "V3KD", "S9VE"), start=1)
    ]
    session.add(message)
    session.flush()
    asked = (
        select(ReminderRow)
        .where(ReminderRow.measure_id.in_([measures[code].id for code in ("K7F3", "V3KD", "S9VE")]))
        .where(ReminderRow.occasion == "f:2025-03-19", ReminderRow.step == "ask")
    )
    for row in session.scalars(asked):
        row.message_id = message.id
    return make_token(token_id, service.identity.key)

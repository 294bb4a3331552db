"""A person decides how a När or a Vem is to be read. That survives every new import, and the same words teach."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import plain
from service.domain.timing import Timing, read_when, say_when, to_json
from service.flows.history import tell
from service.flows.read_measures import set_parties, taking_part_in
from service.flows.record_followup import Report, record_followup
from service.flows.replan import replan
from service.flows.service import Service
from service.ports import OutsideError
from service.store.people import Correction, PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord, PlanRow


def correct_when(service: Service, measure_id: int, words: str, by: int | None) -> dict[str, Any]:
    """Read a measure's time as `words` instead ("1 september–31 december"); return the reading that holds now.

    The words are read as any När is, so a person writes as people write. Words that say nothing of time leave the
    measure undetermined, and it follows the plan's follow-up dates.
    """
    return decide_when(service, [measure_id], by, words=words)


def confirm_when(service: Service, measure_id: int, by: int | None) -> None:
    """Say that the reading is right as it stands: nobody is asked about it again."""
    decide_when(service, [measure_id], by)


def decide_when(
    service: Service,
    measure_ids: Sequence[int],
    by: int | None,
    *,
    words: str = "",
    chosen: Timing | None = None,
) -> dict[str, Any]:
    """Let `words` or what was `chosen` be the time of measures with the same words, or what stands be right.

    All of it is one transaction, the new plan of reminders too. Return the reading that holds now.
    """
    with service.store.write() as session:
        measures = [session.get_one(MeasureRecord, each) for each in measure_ids]
        year = session.get_one(PlanRow, measures[0].plan_id).year
        timing = read_when(words, year, service.words.time) if words else chosen
        reading = to_json(timing) if timing else None
        said = "Läsningen av tiden bekräftad."
        if reading is not None:
            said = f"Tiden ändrad till {f'”{words}”' if words else say_when(reading, _today(service))}."
        for measure in measures:
            _settle_when(session, service, measure, reading or measure.when_reading, by, said)
        replan(session, service, measures)
    service.nudge("fill_outbox")
    return reading or measures[0].when_reading


def settle_new_date(service: Service, record_id: int, words: str, by: int | None) -> None:
    """Take the new time that an owner proposed, in `words`; empty words leave the time as it was.

    A measure that is moved says nothing of how its words in the workbook are read: nothing is taught. OutsideError: the
    words name no time; then the time and the proposal are left as they were.
    """
    with service.store.write() as session:
        record = session.get_one(FollowUpRecord, record_id)
        measure = session.get_one(MeasureRecord, record.measure_id)
        record.new_date_handled = True
        if words:
            year = session.get_one(PlanRow, measure.plan_id).year
            reading = to_json(read_when(words, year, service.words.time))
            if set(reading["kinds"]) <= {"undetermined"}:
                said = f"”{words}” går inte att läsa som en tid. Tiden är som förut. Skriv den nya tiden under När."
                raise OutsideError("unreadable-time", said, permanent=True)
            _settle_when(session, service, measure, reading, by, f"Ny tid: ”{words}”.", teach=False)
            replan(session, service, [measure])
        else:
            said = f"Ny tid ”{record.new_date_text}” togs inte."
            tell(session, measure, "corrected", said, service.clock.now(), by)
    service.nudge("fill_outbox")


def _settle_when(
    session: Session,
    service: Service,
    measure: MeasureRecord,
    reading: dict[str, Any],
    by: int | None,
    said: str,
    *,
    teach: bool = True,
) -> None:
    settled = {**reading, "check": False, "why": ""}
    changed = (
        measure.when_reading.get("start"),
        measure.when_reading.get("end"),
        measure.when_reading.get("per"),
    )
    if changed != (settled.get("start"), settled.get("end"), settled.get("per")):
        measure.when_since = _today(service)
    measure.when_reading, measure.when_corrected = settled, True
    if teach:
        taught = {**settled, "plan_year": session.get_one(PlanRow, measure.plan_id).year}
        _teach(session, service, measure.organisation_id, "when", measure.when_text, taught, by)
    tell(session, measure, "corrected", said, service.clock.now(), by)


def correct_who(
    service: Service, measure_id: int, lead_id: int | None, taking_part: Sequence[int], by: int | None
) -> None:
    """Say who leads a measure and who takes part in it.

    That nobody leads this one measure says nothing of its words: another with the same words keeps its owner.
    """
    decide_who(service, [measure_id], lead_id, by, taking_part, teach=lead_id is not None)


def decide_who(
    service: Service,
    measure_ids: Sequence[int],
    lead_id: int | None,
    by: int | None,
    taking_part: Sequence[int] | None = None,
    *,
    teach: bool = True,
) -> None:
    """Say who leads some measures, in one transaction. Without `taking_part` those who were read out of the cell take
    part, and whoever was assumed to lead. With `teach` the same words are read so the next time too."""
    with service.store.write() as session:
        measures = [session.get_one(MeasureRecord, each) for each in measure_ids]
        named = taking_part_in(session, measure_ids) if taking_part is None else {}
        for measure in measures:
            others = taking_part
            if others is None:
                others = [*([measure.lead_id] if measure.lead_id else ()), *named[measure.id]]
            others = [each for each in others if each != lead_id]
            _settle_who(session, service, measure, lead_id, others, by, teach=teach)
        replan(session, service, measures)
    service.nudge("fill_outbox")


def _settle_who(
    session: Session,
    service: Service,
    measure: MeasureRecord,
    lead_id: int | None,
    taking_part: Sequence[int],
    by: int | None,
    *,
    teach: bool,
) -> None:
    set_parties(session, measure, lead_id, taking_part, _today(service))
    measure.who_corrected = True
    measure.who_reading = {
        **{key: value for key, value in measure.who_reading.items() if key not in ("refused", "proposal")},
        "check": False,
    }
    lead = session.get(PartyRow, lead_id) if lead_id else None
    if teach:
        chosen = {"lead": str(lead.id) if lead else None, "parties": [str(party) for party in taking_part]}
        _teach(session, service, measure.organisation_id, "who", measure.who_text, chosen, by)
    said = f"Ansvarig: {lead.name if lead else 'ingen'}."
    tell(session, measure, "corrected", said, service.clock.now(), by)


def set_status(service: Service, measure_id: int, status: str, by: int | None, text: str = "") -> None:
    """The coordinator says how a measure stands; it becomes a record as any other."""
    now = service.clock.now()
    report = Report(
        measure_id=measure_id,
        party_id=by,
        occasion="",
        status=status,  # type: ignore[arg-type]
        text=text,
        source="coordinator",
        source_ref=now.isoformat(),
    )
    record_followup(service, report)


def corrections_as_corpus(service: Service, organisation_id: int) -> list[dict[str, Any]]:
    """Return what people have corrected as lines of a corpus, in the form that the readings are measured by."""
    with service.store.read() as session:
        parties = {
            str(row.id): row
            for row in session.scalars(select(PartyRow).where(PartyRow.organisation_id == organisation_id))
        }
        query = select(Correction).where(Correction.organisation_id == organisation_id)
        rows = session.scalars(query.order_by(Correction.id)).all()
    return [
        _when_line(row) if row.field == "when" else _who_line(row, parties) for row in rows if row.reading
    ]


def _when_line(row: Correction) -> dict[str, Any]:
    """A reading without days of its own is the same in any year; the one it was made in stands for the plan's."""
    gold = {key: row.reading.get(key) for key in ("kinds", "start", "end", "per")}
    day = gold["start"] or gold["end"]
    year = row.reading.get("plan_year") or (int(day[:4]) if day else row.made_at.year)
    return {"id": f"k-{row.id}", "when": row.text, "plan_year": year, "gold": gold}


def _who_line(row: Correction, parties: dict[str, PartyRow]) -> dict[str, Any]:
    chosen = dict.fromkeys([row.reading.get("lead"), *row.reading.get("parties", ())])
    known = [parties[each] for each in chosen if each in parties]
    lead = parties.get(row.reading.get("lead") or "")
    gold = {
        "persons": [each.name for each in known if each.kind == "person"],
        "roles_or_units": [each.name for each in known if each.kind != "person"],
        "lead": lead.name if lead else None,
    }
    return {"id": f"k-{row.id}", "who": row.text, "gold": gold}


def _teach(
    session: Session,
    service: Service,
    organisation_id: int,
    field: str,
    text: str,
    reading: dict[str, Any],
    by: int | None,
) -> None:
    """Keep a correction for the words it was made for. An empty cell teaches nothing."""
    words = plain(text)[:2000]
    if not words:
        return
    query = select(Correction).where(
        Correction.organisation_id == organisation_id, Correction.field == field, Correction.words == words
    )
    row = session.scalar(query)
    if row is None:
        row = Correction(organisation_id=organisation_id, field=field, words=words)
        session.add(row)
    row.text, row.reading, row.made_at, row.made_by_id = text, reading, service.clock.now(), by


def _today(service: Service) -> date:
    return local_day(service.clock.now(), service.zone)

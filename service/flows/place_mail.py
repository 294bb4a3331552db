"""The tray: a person reads what the machine could not place, and puts it where it belongs. Nothing vanishes."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.measure import Status
from service.flows.keep_attachments import link_attachments, release_attachments
from service.flows.record_followup import Report, record_reports
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.post import Inbound


@dataclass(frozen=True, slots=True)
class Placement:
    """What of a mail is said about one measure, for which occasion ("" when out of turn)."""

    measure_id: int
    text: str
    status: Status | None
    occasion: str = ""


def place_mail(service: Service, inbound_id: int, placements: Sequence[Placement], by: int) -> int:
    """Record what a mail in the tray says; return how many records were new. The mail leaves the tray."""
    with service.store.write() as session:
        row = session.get_one(Inbound, inbound_id)
        reports = [
            Report(
                measure_id=each.measure_id,
                party_id=row.party_id,
                occasion=each.occasion,
                status=each.status,
                text=each.text,
                source="mail",
                source_ref=str(row.id),
            )
            for each in placements
        ]
        recorded = record_reports(session, service, reports)
        release_attachments(session, row.id)
        link_attachments(session, row.id)
        person = session.get_one(PartyRow, by)
        row.organisation_id = person.organisation_id
        many = "en åtgärd" if len(placements) == 1 else f"{len(placements)} åtgärder"
        row.state, row.why = "sorted", f"{person.name} placerade mejlet på {many}."
    service.nudge("fill_outbox")
    return recorded


def set_aside(service: Service, inbound_id: int, why: str, by: int | None = None) -> None:
    """Take a mail that concerns no measure out of the tray; it is kept, with the reason."""
    with service.store.write() as session:
        row = session.get_one(Inbound, inbound_id)
        person = session.get_one(PartyRow, by) if by else None
        row.organisation_id = person.organisation_id if person else row.organisation_id
        row.state, row.why = "ignored", why or "Gäller ingen åtgärd."


def take_back(service: Service, inbound_id: int) -> None:
    """Put a mail that was set aside back into the tray."""
    with service.store.write() as session:
        row = session.get_one(Inbound, inbound_id)
        if row.state == "ignored":
            row.state, row.why = "tray", "Tillbaka från det som lagts åt sidan."

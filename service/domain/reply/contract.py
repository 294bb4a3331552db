"""A reading as the contract's JSON (readings.md, "Mail")."""

from typing import Any

from service.domain.reply.model import Answer, MailReading


def to_json(reading: MailReading, file: str) -> dict[str, Any]:
    """Return the reading of the mail in `file` with the contract's names; days are ISO 8601."""
    away, bounce, calendar = reading.away, reading.bounce, reading.calendar
    return {
        "file": file,
        "class": reading.kind,
        "text": reading.text,
        "answers": [_answer(answer) for answer in reading.answers],
        "away": {"until": away.until.isoformat() if away.until else None, "stand_in": away.stand_in}
        if away
        else None,
        "bounce": {
            "recipient": bounce.recipient,
            "status": bounce.status,
            "permanent": bounce.permanent,
        }
        if bounce
        else None,
        "calendar": {
            "uid": calendar.uid,
            "attendee": calendar.attendee,
            "partstat": calendar.partstat,
        }
        if calendar
        else None,
        "check": reading.check,
        "why": reading.why,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    measure = answer.measure or (str(answer.number) if answer.number is not None else None)
    return {"measure": measure, "text": answer.text, "status": answer.status}

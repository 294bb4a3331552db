"""A mail → what kind it is and what it says."""

from collections.abc import Sequence
from datetime import date

from service.domain.measure import CLOSED
from service.domain.reply.automatic import away_in, is_automatic
from service.domain.reply.bounces import bounce_in
from service.domain.reply.division import Part, about_all, asked_in_quote, divide, divide_by_place
from service.domain.reply.lines import Line, Role
from service.domain.reply.model import (
    Answer,
    Asked,
    AskedMeasure,
    CalendarAnswer,
    IncomingMail,
    MailReading,
)
from service.domain.reply.newly import joined, take_apart
from service.domain.reply.personal import has_personal_number
from service.domain.reply.phrases import words_of
from service.domain.reply.proposals import is_not_mine, proposed_date, snoozed_until
from service.domain.reply.signatures import without_name
from service.domain.reply.status import read_status
from service.domain.reply.words import MailWords

LONGEST = 200_000
"""Letters of a mail that are read; what is beyond is kept in the original only."""
MOST_LINES = 5_000
"""Lines of them: a line costs more to read than its letters do."""

_FEW = 25
"""Words of an answer that does little more than point below."""
_ANSWERING = frozenset({"REPLY", "COUNTER"})

WRAPPED = {
    "smime": "Mejlet är krypterat eller signerat med S/MIME och går inte att läsa. Öppna originalet.",
    "pgp": "Mejlet är krypterat med PGP och går inte att läsa. Öppna originalet.",
    "tnef": "Mejlet ligger i en winmail.dat-fil och går inte att läsa. Öppna originalet.",
}
UNDIVIDED = "Svaret gäller flera åtgärder, men det går inte att se vilken del som hör till vilken."
TOO_LONG = "Mejlet är så långt att bara början är läst. Öppna originalet."
BELOW = "Avsändaren hänvisar till något längre ned i mejlet som inte gick att skilja från det citerade. Öppna originalet."
EMPTY = "Mejlet innehåller inget nyskrivet."


def read_mail(
    mail: IncomingMail, words: MailWords, asked: Asked | None = None, today: date | None = None
) -> MailReading:
    """Return how a mail is read.

    `asked` is what the answered mail asked, when it is known; else what can be seen of it in the quote is used. `today`
    stands in for the mail's own date where that is missing. Never raises on any content.
    """
    if mail.calendar is not None and mail.calendar.method.upper() in _ANSWERING:
        part = mail.calendar
        proposed = part.begins if part.method.upper() == "COUNTER" else None
        answer = CalendarAnswer(part.uid, part.attendee, part.partstat, part.sequence, proposed)
        return MailReading("calendar", _text_of(mail, words), calendar=answer)
    bounce = bounce_in(mail, words)
    if bounce is not None:
        return MailReading("bounce", _beginning(mail.text).strip(), bounce=bounce)
    lines = take_apart(_beginning(mail.text), words, asked.text if asked else "")
    text = without_name(joined(lines, words), mail.sender_name[:200])
    quotes = any(line.role in (Role.QUOTED, Role.PAST) and line.bare for line in lines)
    if is_automatic(mail, text, quotes, words):
        return MailReading("auto", text, away=away_in(mail, text, words, today))
    if not text:
        return _without_text(mail)
    return _reply(mail, lines, text, words, asked)


def _beginning(text: str) -> str:
    """Return as much of a mail's text as is read."""
    return "".join(text[:LONGEST].splitlines(keepends=True)[:MOST_LINES])


def _text_of(mail: IncomingMail, words: MailWords) -> str:
    return joined(take_apart(_beginning(mail.text), words), words)


def _without_text(mail: IncomingMail) -> MailReading:
    if mail.wrapper:
        return MailReading("unreadable", check=True, why=WRAPPED[mail.wrapper])
    return MailReading("empty", check=True, why=EMPTY)


def _reply(
    mail: IncomingMail, lines: list[Line], text: str, words: MailWords, asked: Asked | None
) -> MailReading:
    measures = asked.measures if asked and asked.measures else asked_in_quote(lines)
    answers, why = _answers(lines, text, measures, words)
    if not why and len(_beginning(mail.text)) < len(mail.text):
        why = TOO_LONG
    if not any(answer.status for answer in answers) and _points_below(lines, text, words):
        answers, why = (), BELOW
    return MailReading(
        "reply", text, answers, check=bool(why), why=why, personal_number=has_personal_number(text)
    )


def _points_below(lines: list[Line], text: str, words: MailWords) -> bool:
    """Whether a text says that the answers stand in what is quoted, where none was found ("Svarar i rött nedan")."""
    written = [place for place, line in enumerate(lines) if line.role is Role.NEW and not line.is_blank]
    past = [place for place, line in enumerate(lines) if line.role in (Role.PAST, Role.QUOTED) and line.bare]
    said = words_of(text)
    if not past or not written or written[-1] > past[0] or len(said) > _FEW:
        return False
    below = words.answer["points_below"].within(words_of(text.splitlines()[-1]))
    return below and words.answer["points"].within(said)


def _answers(
    lines: list[Line], text: str, measures: Sequence[AskedMeasure], words: MailWords
) -> tuple[tuple[Answer, ...], str]:
    """Return an answer for each measure spoken of, and why a person should look, if so."""
    if not measures:
        return (_answer(None, text, words),), ""
    parts, unknown = divide(text, measures, words)
    if len(measures) == 1:
        only = (
            parts[0].text
            if len(parts) == 1 and text.endswith(parts[0].text) and _at_start(text, parts[0])
            else text
        )
        return (_answer(measures[0], only or text, words),), ""
    if unknown and parts:
        why = f"Svaret nämner nummer {', '.join(map(str, unknown))}, som inte fanns med i frågan."
        return _placed(parts, measures, words), why
    parts = parts or divide_by_place(lines, measures) or about_all(text, measures, words)
    if not parts:
        return (), UNDIVIDED
    return _placed(parts, measures, words), ""


def _at_start(text: str, part: Part) -> bool:
    return len(text) - len(part.text) <= 16


def _placed(parts: Sequence[Part], measures: Sequence[AskedMeasure], words: MailWords) -> tuple[Answer, ...]:
    by_number = {measure.number: measure for measure in measures}
    texts: dict[int, list[str]] = {}
    for part in parts:
        for number in part.numbers:
            texts.setdefault(number, []).append(part.text)
    return tuple(
        _answer(by_number[number], "\n".join(filter(None, said)), words)
        for number, said in sorted(texts.items())
        if any(said)
    )


def _answer(measure: AskedMeasure | None, text: str, words: MailWords) -> Answer:
    status = read_status(text, words)
    return Answer(
        measure.code if measure else None,
        measure.number if measure else None,
        text,
        status,
        None if status in CLOSED else proposed_date(text, words),
        snoozed_until(text, words),
        is_not_mine(text, words),
    )

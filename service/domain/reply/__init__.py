"""What an arriving mail says: which kind it is, what its sender newly wrote, and what that answers.

A mail, taken apart by an adapter (`model.IncomingMail`), is read in one pass (`reading`): a calendar answer, a mail that
came back (`bounces`), an automatic answer (`automatic`, `days`), or a person's reply. A reply's lines are told apart into new
and quoted ones (`lines`, `headings`, `newly`, `ours`) and signatures (`signatures`); what is new is divided among the measures that
were asked about (`division`), and each part read for its status (`status`) and what it asks for (`proposals`). The files that
came along are judged by their names (`file_names`) and their content (`contents`) within an organisation's limits (`files`).
What becomes a follow-up has no greeting (`courtesies`).

Nothing here raises on any content, and every reading's time is linear in the mail's length.
"""

from service.domain.reply.contract import to_json
from service.domain.reply.courtesies import without_greeting
from service.domain.reply.files import FileRules, judge_files, names_a_person
from service.domain.reply.model import (
    Answer,
    Asked,
    AskedMeasure,
    Attachment,
    Away,
    Bounce,
    CalendarAnswer,
    CalendarPart,
    DeliveryReport,
    IncomingMail,
    Kind,
    MailReading,
    Wrapper,
)
from service.domain.reply.newly import newly_written
from service.domain.reply.personal import has_personal_number, redact_personal_numbers
from service.domain.reply.reading import read_mail
from service.domain.reply.status import read_status
from service.domain.reply.words import MailWords

__all__ = [
    "Answer",
    "Asked",
    "AskedMeasure",
    "Attachment",
    "Away",
    "Bounce",
    "CalendarAnswer",
    "CalendarPart",
    "DeliveryReport",
    "FileRules",
    "IncomingMail",
    "Kind",
    "MailReading",
    "MailWords",
    "Wrapper",
    "has_personal_number",
    "judge_files",
    "names_a_person",
    "newly_written",
    "read_mail",
    "read_status",
    "redact_personal_numbers",
    "to_json",
    "without_greeting",
]

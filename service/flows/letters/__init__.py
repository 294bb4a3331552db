"""What each kind of mail says, as facts: one frozen dataclass a kind, and what writing and composing it gives.

The folder `templates/mail/<kind>` holds the words. Days are local dates, never instants; a tuple keeps the order in
which it is to be read. Links are whole addresses. Nothing here may be about another owner than the reader, save the
names of the coordinator and, in an escalation, of the person who was asked.
"""

from service.flows.letters.mail import (
    Address,
    CalendarPart,
    ComposeMail,
    Facts,
    Letter,
    MarkFeed,
    WriteFeed,
    WriteInvitation,
    WriteLetter,
)
from service.flows.letters.notices import (
    AlarmMail,
    Changed,
    ChangeNotice,
    InvitationMail,
    SelfCheck,
    SignInLink,
)
from service.flows.letters.parts import Ask, Contact, Frame, Kind, Own, Said
from service.flows.letters.questions import BackAgain, Escalation, OwnDates, Reminder
from service.flows.letters.receipt import ReadAnswer, Receipt, SentFile
from service.flows.letters.reports import AreaCount, Due, DueList, Raised, SummaryMail, Upcoming, Weekly

__all__ = [
    "Address",
    "AlarmMail",
    "AreaCount",
    "Ask",
    "BackAgain",
    "CalendarPart",
    "ChangeNotice",
    "Changed",
    "ComposeMail",
    "Contact",
    "Due",
    "DueList",
    "Escalation",
    "Facts",
    "Frame",
    "InvitationMail",
    "Kind",
    "Letter",
    "MarkFeed",
    "Own",
    "OwnDates",
    "Raised",
    "ReadAnswer",
    "Receipt",
    "Reminder",
    "Said",
    "SelfCheck",
    "SentFile",
    "SignInLink",
    "SummaryMail",
    "Upcoming",
    "Weekly",
    "WriteFeed",
    "WriteInvitation",
    "WriteLetter",
]

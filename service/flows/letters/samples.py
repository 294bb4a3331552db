"""One letter of each kind with made-up content, for whoever wants to see how they look in the own mailbox.

Every name and number is made up (the .example domain, RFC 2606), so that nothing of the real plan leaves with a trial.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from service.domain.invitation import MEETING_TITLE
from service.flows.letters.mail import Facts
from service.flows.letters.notices import (
    AlarmMail,
    Changed,
    ChangeNotice,
    InvitationMail,
    SelfCheck,
    SignInLink,
)
from service.flows.letters.parts import Ask, Contact, Frame, Own, Said
from service.flows.letters.questions import BackAgain, Escalation, OwnDates, Reminder
from service.flows.letters.receipt import ReadAnswer, Receipt, SentFile
from service.flows.letters.reports import AreaCount, Due, DueList, Raised, SummaryMail, Upcoming, Weekly

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def sample_letters(
    frame: Frame, link: str, now: datetime, transport: str, answers_to: str
) -> tuple[Facts, ...]:
    """Return the facts of one letter of each kind, dated from `frame.today`. `now` is in the organisation's zone.

    `answers_to` is the address that the trial letter asks for an answer to.
    """
    asking = replace(frame, tag="K7F3-2M")
    return (
        *_questions(asking, link),
        _receipt(frame, link),
        *_reports(frame, link),
        SignInLink(frame, link, 30),
        _invitation(frame),
        ChangeNotice(frame, (Changed("P4XD", LAMPS, "När", "våren", "maj–juni", link),), "Maja Ek"),
        SelfCheck(asking, now, transport, answers_to),
        AlarmMail(frame, ("Något förfallet har väntat sedan kl. 8.00.",), link),
    )


LAMPS = "Byt ut trasig belysning på gångvägen till bryggan"
WALK = "Trygghetsvandring med föreningarna i hamnen"


def _asks(link: str, today: date) -> tuple[Ask, ...]:
    said = Said(today - 8 * WEEK, "Beställningen är lagd.")
    return (
        Ask(1, "P4XD", LAMPS, link, "Alla lampor lyser.", said),
        Ask(2, "W8SK", WALK, link, "En vandring på våren och en på hösten."),
    )


def _questions(frame: Frame, link: str) -> tuple[Facts, ...]:
    today = frame.today
    asks = _asks(link, today)
    own = replace(asks[0], own=Own(today + WEEK, "ends"))
    owner = Contact("Robin Sand", "", "", "robin.sand@norrvik.example")
    return (
        Reminder(frame, "ask", today + 2 * WEEK, today + 12 * DAY, asks, link, (today + WEEK,)),
        OwnDates(frame, today + WEEK, (own,), link),
        Escalation(frame, "coordinator", owner, (today - WEEK,), today + WEEK, today + 5 * DAY, asks, link),
        BackAgain(
            frame,
            today - 2 * WEEK,
            today - DAY,
            (replace(asks[0], note="Tove Alm fick frågan. Inget svar än."),),
        ),
    )


def _receipt(frame: Frame, link: str) -> Receipt:
    lamps = ReadAnswer(1, "P4XD", LAMPS, link, "delayed", "Stolparna kommer i maj.", proposed="sista maj")
    walk = ReadAnswer(2, "W8SK", WALK, link, "done", "Vi var fjorton, och listan är hos gatukontoret.")
    files = (SentFile("Deltagare i hamnen.pdf"), SentFile("Lista.docm", "Filer med makron tas inte emot."))
    return Receipt(frame, (lamps, walk), files=files, meeting=frame.today + 2 * WEEK)


def _reports(frame: Frame, link: str) -> tuple[Facts, ...]:
    today = frame.today
    late = Due(f"P4XD {LAMPS}: inget svar", "Ring Robin Sand.", link, "En påminnelse går i morgon.")
    areas = (AreaCount("Hamnen", 3, 4, 1, 1, 0, 2, 11, 9), AreaCount("Stationen", 1, 2, 0, 0, 1, 1, 5, 4))
    return (
        Weekly(
            frame,
            today + 2 * WEEK,
            8,
            16,
            (DueList("Utan svar", (late,), link),),
            (Upcoming(today + WEEK, "påminnelse", 4),),
            link,
        ),
        SummaryMail(
            frame,
            today + 2 * WEEK,
            areas,
            (Raised("P4XD", LAMPS, "försenad", "Stolparna kommer i maj."),),
            link,
        ),
    )


def _invitation(frame: Frame) -> InvitationMail:
    return InvitationMail(frame, "new", MEETING_TITLE, frame.today + 2 * WEEK, time(13), time(14))

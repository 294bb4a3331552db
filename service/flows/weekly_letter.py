"""The coordinator's weekly mail: what waits for a person, most pressing first, each with the next step behind a link."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.days import say_short_day
from service.flows.count_measures import Alike, count_measures, reported_for, total
from service.flows.letters import Due, DueList, Frame, Upcoming, Weekly
from service.flows.list_todos import Kind, Todo, list_todos, next_reminders, times_asked
from service.flows.reminder_letter import title_of
from service.flows.show_overview import (
    Outgoing,
    Step,
    current_plan,
    next_meeting,
    undeliverable_in,
    unsorted_in,
    upcoming_days,
)
from service.flows.standing import closed, living
from service.flows.waiting_answers import waiting_answers
from service.store.people import PartyRow
from service.store.plan import FollowUpDate, MeasureRecord, PlanRow
from service.store.post import Message, ReminderRow

MOST = 5
"""At most so many lines under a heading: the link below them leads to the rest."""

A_WEEK = timedelta(days=7)
LONGEST = 80

OUTGOING: Mapping[Step, str] = {
    "ask": "frågan",
    "remind": "påminnelse",
    "late": "påminnelse efter uppföljningen",
    "own": "fråga om åtgärdens egen tid",
    "escalate": "besked om uteblivet svar",
}


def weekly_letter(
    session: Session, organisation_id: int, frame: Frame, page: Callable[[str], str]
) -> Weekly | None:
    """Return the letter's facts; None before the first plan. `page` makes a whole address of a path."""
    today = frame.today
    plan = current_plan(session, organisation_id, today)
    if plan is None:
        return None
    meeting, since = next_meeting(session, plan, today)
    alike = count_measures(session, plan, meeting or today, since)
    return Weekly(
        frame,
        meeting,
        total(each for each in alike if each.reported),
        total(each for each in alike if each.followed),
        tuple(_lists(session, plan, alike, today, page)),
        tuple(_upcoming(upcoming_days(session, organisation_id, today), today)),
        page("/"),
    )


def _lists(
    session: Session, plan: PlanRow, alike: Sequence[Alike], today: date, page: Callable[[str], str]
) -> Iterable[DueList]:
    """Yield the lists in the order to work them off: answers that wait, whom nothing reaches, silence, the plan itself."""
    if plan.year < today.year:
        text = f"Planen gäller {plan.year}, och det året är slut."
        yield DueList("Ny plan", (Due(text, "Läs in årets plan", page("/import")),))
        alike = ()
    todos = list_todos(session, plan, alike, today, MOST, MOST)

    def of(kind: Kind, heading: str, count: int, path: str) -> Iterable[DueList]:
        lines = tuple(_due(todo, today, page) for todo in todos if todo.kind == kind)
        if lines:
            yield DueList(heading, lines, page(path), max(0, count - len(lines)))

    organisation_id = plan.organisation_id
    yield from of("unsorted", "Svar att placera", unsorted_in(session, organisation_id), "/inkorg")
    yield from waiting_answers(session, organisation_id, MOST, today, page)
    yield from of(
        "undeliverable",
        "Mejl som inte kommer fram",
        undeliverable_in(session, organisation_id),
        "/personer?visa=studsar",
    )
    yield from _failed(session, organisation_id, page)
    if plan.year == today.year:
        yield from _unanswered(session, plan, today, page)
    late = total(each for each in alike if each.state(today) == "late")
    yield from of("late", "Försenade", late, "/planen?visa=forsenade")
    unowned = total(each for each in alike if each.unowned)
    yield from of("unowned", "Utan ansvarig", unowned, "/planen?visa=utan-ansvarig")
    undated = total(each for each in alike if each.undated)
    yield from of("undated", "Utan datum", undated, "/planen?visa=utan-datum")
    doubted = total(each for each in alike if each.doubted)
    yield from of("doubted", "Stämmer läsningen?", doubted, "/lasningar")
    yield from of("proposed_day", "Andra dagar föreslagna i kalendern", 0, "/inkorg")
    yield from of("declined", "Tackat nej i kalendern", 0, "/personer")


def _due(todo: Todo, today: date, page: Callable[[str], str]) -> Due:
    """Return a line of "Att göra nu" as the mail says it: one sentence, and a link to where it is done."""
    named = f"{todo.code} {_short(todo.title)}" if todo.code else _short(todo.title)
    cell = f": ”{_short(todo.words)}”" if todo.words.strip() else ""
    if todo.kind == "unsorted":
        # The subject stays behind: it may be about anybody.
        sender = f"Mejlet från {todo.email}" if todo.email else "Ett mejl"
        return Due(f"{sender} väntar på sin åtgärd.", "Placera svaret", page(f"/inkorg/{todo.key}"))
    if todo.kind == "undeliverable":
        text = f"{todo.title}, {todo.email}, tar inte emot mejl."
        then = "Inget går dit förrän adressen är rättad."
        return Due(text, "Rätta adressen", page(f"/personer/{todo.key}"), then)
    if todo.kind == "proposed_day" and todo.due and todo.start:
        instead = f"{say_short_day(todo.start, today)} i stället för {say_short_day(todo.due, today)}"
        text = f"{todo.title}: {todo.owner} föreslår {instead}."
        return Due(text, "Se förslaget", page("/inkorg#dagar"), "Dagen gäller tills du har valt.")
    if todo.kind == "declined" and todo.due:
        text = f"{todo.owner} har tackat nej till {todo.title}, {say_short_day(todo.due, today)}."
        return Due(text, "Se personen", page(f"/personer/{todo.key}"), "Frågan går ut ändå.")
    if todo.kind == "late":
        return _late(todo, named, today, page)
    if todo.kind == "unowned":
        then = "Ingen får frågan förrän du har valt någon."
        return Due(f"{named}{cell}.", "Välj ansvarig", page(f"/atgard/{todo.code}#vem"), then)
    step = "Sätt tid" if todo.kind == "undated" else "Kontrollera tiden"
    return Due(f"{named}{cell}.", step, page(f"/atgard/{todo.code}#nar"))


def _late(todo: Todo, named: str, today: date, page: Callable[[str], str]) -> Due:
    text = f"{named}: den ansvariga har svarat att den är försenad."
    if todo.due:
        text = f"{named}: skulle vara klar {say_short_day(todo.due, today)}."
    if not todo.owner:
        return Due(text, "Välj ansvarig", page(f"/atgard/{todo.code}#vem"), "Ingen är ansvarig.")
    then = "Inget mer går ut av sig självt."
    if todo.then:
        then = f"Nästa fråga går till {todo.then.to} {say_short_day(todo.then.day, today)}."
    return Due(text, f"Fråga {todo.owner} och lägg in beskedet", page(f"/atgard/{todo.code}#besked"), then)


def _failed(session: Session, organisation_id: int, page: Callable[[str], str]) -> Iterable[DueList]:
    """Yield the mails that could not be handed over to a reader who can still be reached."""
    query = (
        select(Message)
        .join(PartyRow, PartyRow.id == Message.party_id)
        .where(Message.organisation_id == organisation_id, Message.state == "failed")
        .where(PartyRow.undeliverable_since.is_(None))
    )
    rows = session.scalars(query.order_by(Message.created_at.desc()).limit(MOST)).all()
    if rows:
        count = session.scalar(query.with_only_columns(func.count())) or 0
        lines = tuple(
            Due(f"{_short(row.subject)} kom inte fram.", "Försök igen", page(f"/utskick/{row.id}"))
            for row in rows
        )
        link = page("/utskick?visa=misslyckade")
        yield DueList("Mejl som fastnade", lines, link, count - len(lines))


def _unanswered(
    session: Session, plan: PlanRow, today: date, page: Callable[[str], str]
) -> Iterable[DueList]:
    """Yield the open measures that were asked about for the last follow-up date and got no answer, nor one since."""
    days = select(FollowUpDate.day).where(FollowUpDate.plan_id == plan.id, FollowUpDate.day < today)
    held = session.scalars(days.order_by(FollowUpDate.day.desc()).limit(2)).all()
    if not held:
        return
    last, before = held[0], held[1] if len(held) > 1 else date(plan.year - 1, 12, 31)
    asked = select(ReminderRow.id).where(
        ReminderRow.measure_id == MeasureRecord.id,
        ReminderRow.occasion == f"f:{last.isoformat()}",
        ReminderRow.state == "sent",
    )
    silent = (
        living(plan.id),
        ~closed,
        asked.exists(),
        ~reported_for(last, before),
        ~reported_for(today, last),
    )
    count = session.scalar(select(func.count()).select_from(MeasureRecord).where(*silent)) or 0
    if not count:
        return
    rows = session.execute(
        select(MeasureRecord, PartyRow.name)
        .outerjoin(PartyRow, PartyRow.id == MeasureRecord.lead_id)
        .where(*silent)
        .order_by(MeasureRecord.position)
        .limit(MOST)
    ).all()
    ids = [measure.id for measure, _ in rows]
    times, then = times_asked(session, ids), next_reminders(session, ids)
    lines = []
    for measure, owner in rows:
        coming = then.get(measure.id)
        lines.append(
            Due(
                f"{measure.code} {_short(title_of(measure))}: frågan har gått {_times(times.get(measure.id, 1))}.",
                f"Fråga {owner} och lägg in beskedet" if owner else "Välj ansvarig",
                page(f"/atgard/{measure.code}#{'besked' if owner else 'vem'}"),
                f"Nästa fråga går till {coming.to} {say_short_day(coming.day, today)}."
                if coming
                else "Inget mer går ut av sig självt.",
            )
        )
    heading = f"Utan svar efter uppföljningen {say_short_day(last, today)}"
    yield DueList(heading, tuple(lines), page("/planen?visa=utan-svar"), count - len(lines))


def _times(number: int) -> str:
    return "en gång" if number == 1 else f"{number} gånger"


def _upcoming(days: Iterable[Outgoing], today: date) -> Iterable[Upcoming]:
    for each in days:
        if each.day < today + A_WEEK:
            meeting = f" inför {say_short_day(each.meeting, today)}" if each.meeting else ""
            about = meeting if each.step in ("ask", "remind") else ""
            yield Upcoming(each.day, OUTGOING[each.step] + about, each.people)


def _short(words: str) -> str:
    """Return the words as a part of our sentence: on one line, not too long, without a full stop of their own."""
    line = " ".join(words.split())
    if len(line) > LONGEST:
        return line[: LONGEST - 2].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    abbreviated = line.rpartition(" ")[2].count(".") > 1  # "m.m."
    return line if abbreviated else line.removesuffix(".")

"""Why a reminder exists, and why one does not any more, in plain Swedish: what the ledger shows."""

from datetime import date
from functools import lru_cache

from service.domain.days import say_day
from service.domain.schedule.addressing import Twist
from service.domain.schedule.model import Followed, Kind, ReminderKey, Role

TWISTS: dict[Twist, str] = {
    "": "",
    "stand_in": " Ansvarig kan inte svara, så ersättaren får frågan.",
    "waited": " Väntade tills ansvarig är tillbaka.",
    "nobody": " Ansvarig kan inte svara och ingen ersättare finns.",
}


@lru_cache(maxsize=8192)
def reason_for(kind: Kind, role: Role, day: date, step: str, twist: Twist) -> str:
    """Return the sentence that says why a reminder of the occasion on `day` exists. It names no person."""
    about = _about(kind, role, day)
    name, _, count = step.partition("-")
    if name == "again":
        return f"Ansvarig bad att bli påmind den här dagen om {about}."
    if twist == "nobody":
        return f"Frågan om {about} når ingen.{TWISTS[twist]}"
    return f"{_plain(kind, name, count, about)}{TWISTS[twist]}"


def _plain(kind: Kind, name: str, count: str, about: str) -> str:
    days = f"{count} arbetsdag{'' if count == '1' else 'ar'}"
    sentences = {
        "ask": f"Frågan inför {about}." if kind == "follow_up" else f"Frågan efter {about}.",
        "remind": f"Inget svar än, {days} före {about}.",
        "late": f"Inget svar, {days} efter {about}.",
        "nudge": f"I god tid före {about}.",
        "copy": f"Kopia till den som deltar: frågan om {about}.",
        "stand_in": f"Ansvarig har inte svarat om {about}. Ersättaren får veta det.",
        "manager": f"Ansvarig har inte svarat om {about}. Chefen får veta det.",
        "coordinator": f"Ingen har svarat om {about}. Samordnaren tar vid.",
    }
    return sentences[name]


def _about(kind: Kind, role: Role, day: date) -> str:
    if kind == "follow_up":
        return f"uppföljningen {say_day(day)}"
    words = {
        "start": "åtgärdens start",
        "end": "åtgärdens slut",
        "rhythm": "periodens slut",
        "date": "åtgärdens dag",
    }
    return f"{words[role]} {say_day(day)}"


def why_void(followed: Followed, key: ReminderKey) -> str:
    """Return the sentence that says why a planned reminder no longer holds, as the measure now stands."""
    occasion = next((each for each in followed.occasions if each.key == key.occasion), None)
    answered = followed.answered.get(key.occasion)
    if followed.status == "done":
        return "Åtgärden är klar."
    if followed.status == "cancelled":
        return "Åtgärden är avslutad utan att bli klar."
    if occasion is None:
        return "Datumet är flyttat eller borttaget."
    if answered is not None:
        return f"Svar kom {say_day(answered)}."
    if followed.lead is None:
        return "Åtgärden har ingen ansvarig."
    if key.recipient != followed.lead and key.step in ("ask", "copy"):
        return "Någon annan får frågan nu."
    if followed.snoozed_until is not None:
        return f"Uppskjuten till {say_day(followed.snoozed_until)}."
    if key.recipient != followed.lead and key.step not in ("stand_in", "manager", "coordinator"):
        return "Någon annan får frågan nu."
    if any(late.occasion == key.occasion for late in followed.left):
        return "Frågan gick senare än planerat, så den här påminnelsen behövdes inte."
    return "Ersatt av en annan påminnelse sedan planen eller reglerna ändrats."

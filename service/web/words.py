"""The words pages use for states, and the choices an owner has; one place, so that every page says the same."""

from collections.abc import Mapping

from service.domain.followup import State
from service.domain.measure import Status

STATE_WORDS: Mapping[State, str] = {
    "done": "klart",
    "ongoing": "pågår",
    "late": "försenat",
    "not_started": "inte påbörjat",
    "coming": "kommer",
    "cancelled": "utgår",
    "silent": "okänt läge",
}

STATE_TONES: Mapping[State, str] = {
    "done": "green done",
    "ongoing": "green",
    "late": "red",
    "not_started": "blue",
    "coming": "blue",
    "cancelled": "plain",
    "silent": "amber",
}
"""The tag's classes for a state: colour and shape."""

STATUS_CHOICES: Mapping[Status, str] = {
    "ongoing": "Pågår som planerat",
    "done": "Klart",
    "delayed": "Försenat eller behöver ändras",
    "not_started": "Inte påbörjat",
    "cancelled": "Ska tas bort ur planen",
}
"""The five answers, in the order they are asked for."""

MONTHS_SHORT = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

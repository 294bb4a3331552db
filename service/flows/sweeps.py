"""The sweeps that move the year on. Each does what is due now, at most so much, and can be run again at any time."""

from collections.abc import Callable
from dataclasses import dataclass

from service.flows.check_itself import check_itself
from service.flows.fill_outbox import fill_outbox
from service.flows.keep_calendar import keep_calendar
from service.flows.read_inbox import read_inbox
from service.flows.retire import retire
from service.flows.send_outbox import send_outbox
from service.flows.send_summaries import send_summaries
from service.flows.send_weekly import send_weekly
from service.flows.service import Service
from service.flows.take_in_mail import take_in_mail
from service.flows.tell_changes import tell_changes
from service.flows.welcome_back import welcome_back


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep's name, what it does (returning how much it did), and every how many ticks it runs."""

    name: str
    run: Callable[[Service], int]
    pace: int


SWEEPS: tuple[Sweep, ...] = (
    Sweep("take_in_mail", take_in_mail, 1),
    Sweep("read_inbox", read_inbox, 1),
    Sweep("fill_outbox", fill_outbox, 2),
    Sweep("tell_changes", tell_changes, 20),
    Sweep("welcome_back", welcome_back, 20),
    Sweep("send_summaries", send_summaries, 20),
    Sweep("send_weekly", send_weekly, 10),
    Sweep("keep_calendar", keep_calendar, 2),
    Sweep("send_outbox", send_outbox, 1),
    Sweep("check_itself", check_itself, 20),
    Sweep("retire", retire, 120),
)
"""What has been answered is read before anybody is reminded of it."""


def run_all(service: Service) -> int:
    """Run every sweep once; return how much was done in all."""
    return sum(sweep.run(service) for sweep in SWEEPS)

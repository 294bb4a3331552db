"""The reminders that should exist: measures, occasions and policy → rows of the ledger; and from one plan to the next."""

from service.domain.schedule.audit import Fault, LedgerRow, audit
from service.domain.schedule.catching_up import as_the_ledger_tells
from service.domain.schedule.hours import next_open
from service.domain.schedule.model import (
    PENDING,
    Absence,
    ExistingReminder,
    Followed,
    Occasion,
    People,
    Reminder,
    ReminderKey,
    Role,
    State,
    by_party,
)
from service.domain.schedule.occasions import FollowUpDay, follow_ups_of, join_occasions, occasions_of
from service.domain.schedule.outlook import Next, deadline_of, following, next_step, what_next
from service.domain.schedule.planning import plan_reminders
from service.domain.schedule.policy import Policy, PolicyError, Rhythm, laid_over
from service.domain.schedule.reasons import why_void
from service.domain.schedule.replan import TOO_LATE, Replan, Voided, diff
from service.domain.schedule.weekly import WEEK, WeeklyMail

__all__ = [
    "PENDING",
    "TOO_LATE",
    "WEEK",
    "Absence",
    "ExistingReminder",
    "Fault",
    "FollowUpDay",
    "Followed",
    "LedgerRow",
    "Next",
    "Occasion",
    "People",
    "Policy",
    "PolicyError",
    "Reminder",
    "ReminderKey",
    "Replan",
    "Rhythm",
    "Role",
    "State",
    "Voided",
    "WeeklyMail",
    "as_the_ledger_tells",
    "audit",
    "by_party",
    "deadline_of",
    "diff",
    "follow_ups_of",
    "following",
    "join_occasions",
    "laid_over",
    "next_open",
    "next_step",
    "occasions_of",
    "plan_reminders",
    "what_next",
    "why_void",
]

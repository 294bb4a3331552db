"""The whole schema in one place, for migrations: importing it loads every table."""

from service.store import attachments, calendar, people, plan, post
from service.store.base import Base

metadata = Base.metadata
__all__ = ["attachments", "calendar", "metadata", "people", "plan", "post"]

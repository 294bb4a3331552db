"""The whole schema in one place, for migrations: importing it loads every table."""

from service.store import calendar, people, plan, post
from service.store.base import Base

metadata = Base.metadata
__all__ = ["calendar", "metadata", "people", "plan", "post"]

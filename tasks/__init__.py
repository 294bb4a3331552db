"""The Celery app, its thin tasks, the timetable and the embedded ticker."""

"""What hears of an answer at once: the listener that a mail server hands mail to, and a watch over the IMAP folder.

The sweep fetches; the watch only asks for it to come now, over a line of its own. When the line is lost the sweep
comes by itself, every so many seconds, and the watch tries again now and then.
"""

from threading import Event, Thread
from typing import Protocol

from service.ports import Nudge, Watch

RENEWED = 300.0
"""Seconds that one IDLE lasts: it shows within that time that a line has silently died."""

BREATH = 1.0
"""Seconds between a nudge and the next look; doubled while what lies there is not taken."""

TROUBLED = 10
"""How many sweeps' time the watch waits after trouble: an account is not to be locked by two who try to log in."""


class Listener(Protocol):
    """Something that takes mail from `start` to `stop`."""

    def start(self) -> None:
        """Begin. OSError: the port is taken."""
        ...

    def stop(self) -> None:
        """End."""
        ...


class Intake:
    """Both of them, running from the moment it is made until `stop`."""

    def __init__(self, listener: Listener | None, watch: Watch | None, nudge: Nudge, patience: float) -> None:
        """`patience` is the seconds between the sweeps that come anyway. OSError: the listener's port is taken."""
        self._listener = listener
        self._over = Event()
        if listener is not None:
            listener.start()
        if watch is not None:
            watching = (watch, nudge, patience, self._over)
            Thread(target=keep_watch, args=watching, name="imap-watch", daemon=True).start()

    def stop(self) -> None:
        """Stop listening. The watch ends with its line, at the latest with the process."""
        self._over.set()
        if self._listener is not None:
            self._listener.stop()


def keep_watch(watch: Watch, nudge: Nudge, patience: float, over: Event, seconds: float = RENEWED) -> None:
    """Nudge the intake whenever mail comes, until `over`. Never raises for what the server does."""
    rest = BREATH
    while not over.is_set():
        try:
            worth_looking = watch.wait(seconds)
        except ConnectionError:
            over.wait(patience * TROUBLED)
            continue
        if not worth_looking:
            rest = BREATH
            continue
        nudge("take_in_mail")
        over.wait(rest)
        rest = min(rest * 2, patience)
    watch.close()

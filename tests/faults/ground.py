"""Norrvik's plan in a database of its own for every fault: made once, copied for each."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url

from config.settings import Settings
from service.adapters.clock import SetClock
from service.adapters.people import read_people
from service.bootstrap import build_service
from service.flows.import_directory import import_directory
from service.flows.import_plan import import_plan
from service.flows.service import Service
from service.ports import Clock, Nudge
from service.rehearsal.demo import norrvik
from service.rehearsal.owners import OwnerModel
from service.store.people import Organisation

NEW_YEAR = datetime(2025, 1, 2, 6, tzinfo=UTC)
"""When the plan was imported; nothing has been sent then."""

STRAY = b"From: otto.berg@norrvik.example\r\nSubject: Hej\r\nMessage-ID: <%d@otto.example>\r\n\r\nTack.\r\n"


@dataclass(slots=True)
class Ground:
    """Where faults are made: the imported plan as a file, or as a database to copy when `postgres` is an address."""

    folder: Path
    postgres: str = ""
    _made: int = field(default=0)

    def prepare(self) -> "Ground":
        """Import the plan, once."""
        place = Place(self.folder / "plan", self._new_database("faults_plan", ""))
        service = place.service(SetClock(NEW_YEAR), 1)
        wanted = norrvik(OwnerModel())
        import_plan(service, place.organisation(service), wanted.workbook, wanted.workbook_name, 2025)
        people = read_people(wanted.people, wanted.people_name).entries
        import_directory(service, place.organisation(service), people)
        service.store.close()
        return self

    def fresh(self, mails: int = 3) -> "Place":
        """Return a copy of the plan as it was at New Year, with some mails from an outsider waiting to be read."""
        self._made += 1
        folder = self.folder / f"run-{self._made}"
        shutil.copytree(self.folder / "plan", folder)
        new = folder / "inkorg" / "new"
        new.mkdir(parents=True, exist_ok=True)
        for number in range(mails):
            (new / f"{number}.norrvik").write_bytes(STRAY % number)
        return Place(folder, self._new_database(f"faults_{self._made}", "faults_plan"), mails)

    def _new_database(self, name: str, template: str) -> str:
        if not self.postgres:
            return ""
        engine = create_engine(self.postgres, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        engine.dispose()
        return make_url(self.postgres).set(database=name).render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True)
class Place:
    """One copy: its folder, its database (empty: SQLite in the folder) and how many mails were put in its maildir."""

    folder: Path
    database: str
    mails: int = 0

    def settings(self, smtp_port: int, broker: str = "") -> Settings:
        """Return the settings of a service here that hands its mail to `smtp_port` on loopback."""
        return Settings(
            var=self.folder,
            database_url=self.database,
            broker_url=broker,
            organisation="Norrvik",
            coordinator_name="Maja Ek",
            coordinator_email="maja.ek@norrvik.example",
            mail_from="arshjul@norrvik.example",
            smtp_host="127.0.0.1",
            smtp_port=smtp_port,
            smtp_security="none",
            mails_per_minute=100_000,
            sweep_seconds=1,
            port=0,
        )

    def service(self, clock: Clock, smtp_port: int, broker: str = "", nudge: Nudge | None = None) -> Service:
        """Build the service, as a process does when it starts."""
        settings = self.settings(smtp_port, broker)
        return build_service(settings, clock=clock, nudge=nudge or _unheard)

    def organisation(self, service: Service) -> int:
        """Return the only organisation."""
        with service.store.read() as session:
            return session.scalars(select(Organisation.id)).one()


def _unheard(_sweep: str) -> None:
    """A nudge that is lost: the sweeps must not need it."""

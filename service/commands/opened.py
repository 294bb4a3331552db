"""Opens the service for a command, and finds the organisation it is about."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings, read_settings
from service.bootstrap import build_service, nothing
from service.commands.speak import stop
from service.flows.service import Service
from service.ports import Clock, Nudge, because
from service.store.people import Organisation


def open_service(
    settings: Settings | None = None, *, clock: Clock | None = None, nudge: Nudge = nothing
) -> Service:
    """Return the service as the environment's settings describe it, or end with one sentence."""
    chosen = settings or checked_settings()
    try:
        return build_service(chosen, clock=clock, nudge=nudge)
    except OSError as problem:
        stop(
            f"Det går inte att skriva i mappen för data ({because(problem)}). Ange en annan med ARSHJUL_VAR."
        )
    except ValueError as problem:
        stop(str(problem))
    except SQLAlchemyError:
        stop("Databasen går inte att använda. Se ARSHJUL_DATABASE_URL; arshjul doctor säger varför.", 1)


def checked_settings() -> Settings:
    """Return the settings, or end with a sentence that names the variable that is wrong."""
    from pydantic import ValidationError

    try:
        return read_settings()
    except ValidationError as problem:
        wrong = problem.errors()[0]
        name = "ARSHJUL_" + "_".join(str(part) for part in wrong["loc"]).upper()
        stop(f"{name} har ett värde som inte går att använda: {wrong['msg']}. Se tabellen i README.")


def check_sign_in_address(email: str) -> None:
    """End with one sentence when nobody could sign in by `email`."""
    from service.adapters.compose import checked_address

    try:
        checked_address(email)
    except ValueError:
        stop(f"{email} är inte en e-postadress. Samordnaren loggar in med den.")


def organisation_id(service: Service, name: str | None) -> int:
    """Return the organisation called `name`, or the only one; several need a name."""
    with service.store.read() as session:
        found = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.id)).all()
    chosen = [row for row in found if name is None or row.name == name]
    if name is None and len(found) > 1:
        stop(f"Ange --organisation, en av: {', '.join(row.name for row in found)}.")
    if not chosen:
        stop(f"Organisationen {name} finns inte. Det finns: {', '.join(row.name for row in found)}.")
    identity: int = chosen[0].id
    return identity

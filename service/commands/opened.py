"""Opens the service for a command, and finds the organisation it is about."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings, SettingsError, read_settings
from service.bootstrap import build_service, nothing
from service.commands.speak import stop
from service.commands.trouble import of_the_database
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
            f"Det går inte att skriva i {chosen.var.resolve()} ({because(problem)}). Ange en annan mapp med ARSHJUL_VAR."
        )
    except ValueError as problem:
        stop(str(problem))
    except SQLAlchemyError as problem:
        stop(of_the_database(problem), 1)


def checked_settings() -> Settings:
    """Return the settings, or end with a sentence that names the variable that is wrong."""
    try:
        return read_settings()
    except SettingsError as problem:
        stop(str(problem))


def kept_key(settings: Settings) -> bytes:
    """Return the key that signs links, empty when there is none yet; making one here would hide that it is lost."""
    given = settings.secret_key.get_secret_value()
    path = settings.var / "secret.key"
    return given.encode() if given else path.read_bytes() if path.exists() else b""


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

"""`arshjul backup | restore`: everything that is kept, in one file, while the service runs; and back again."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.speak import stop
from service.ports import because

if TYPE_CHECKING:
    from config.settings import Settings

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Filen att skriva, eller en mapp som finns.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Ta med nyckeln. Annars ska den sparas för sig.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Skriv över en kopia som finns.")] = False,
) -> None:
    """Säkerhetskopiera databasen medan tjänsten går, och kontrollera kopian."""
    from service.adapters.archive import DATABASE, FORMAT, Manifest, pack, print_of, sha256_of, unpack
    from service.adapters.clock import SystemClock
    from service.adapters.dumps import dump, is_sqlite
    from service.commands.opened import checked_settings, kept_key
    from service.ports import OutsideError

    settings = checked_settings()
    now = SystemClock().now()
    if not file.is_dir() and not file.suffix:  # a folder that is missing must not become a file of its name
        stop(f"Mappen {file} finns inte. Skapa den, eller ange en fil som slutar på .tar.gz.")
    target = file / f"arshjul-{now:%Y%m%dT%H%M%SZ}.tar.gz" if file.is_dir() else file
    if target.exists() and not force:
        stop(f"{target} finns redan. Välj ett annat namn, eller skriv över den med --force.")
    key = kept_key(settings)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".arshjul-") as folder:
            copy = Path(folder) / DATABASE
            dump(settings.database, copy)
            manifest = Manifest(
                format=FORMAT,
                made_at=now.isoformat(),
                kind="sqlite" if is_sqlite(settings.database) else "postgresql",
                revision=_revision(settings),
                sha256=sha256_of(copy),
                key_print=print_of(key),
                has_key=with_key and bool(key),
            )
            pack(target, manifest, copy, key if with_key else b"")
            unpack(target, Path(folder) / "igen")
    except OutsideError as problem:
        stop(problem.text, 1)
    except OSError as problem:
        stop(f"Det går inte att skriva {target} ({because(problem)}).", 1)
    print(f"Skrev {target}: databasen, kontrollerad. Filen är lika känslig som tjänsten.")
    if not manifest.has_key:
        print("Nyckeln är inte med. Spara den för sig: utan den slutar utskickade länkar att gälla.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Säkerhetskopian.")],
    force: Annotated[bool, typer.Option("--force", help="Skriv över databasen som finns.")] = False,
) -> None:
    """Lägg tillbaka en säkerhetskopia. Stoppa tjänsten först."""
    from service.adapters.archive import DATABASE, print_of, unpack
    from service.adapters.dumps import is_empty, is_in_use, is_sqlite, restore
    from service.commands.opened import checked_settings, kept_key
    from service.ports import OutsideError

    settings = checked_settings()
    if not file.is_file():
        stop(f"{file}: filen går inte att läsa (den finns inte). Ange en säkerhetskopia.")
    try:
        if is_in_use(settings.database):
            stop("Databasen används: tjänsten går. Stoppa den innan du lägger tillbaka en kopia.")
        settings.var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.var, prefix=".arshjul-") as folder:
            copy = Path(folder) / DATABASE
            manifest, key = unpack(file, copy)
            if (manifest.kind == "sqlite") != is_sqlite(settings.database):
                stop(
                    f"Kopian är av {manifest.kind}, men ARSHJUL_DATABASE_URL pekar på en annan sorts databas."
                )
            if not is_empty(settings.database) and not force:
                stop("Det finns redan en databas. Skriv över den med --force; det går inte att ångra.")
            restore(settings.database, copy)
    except OutsideError as problem:
        stop(problem.text, 1)
    except OSError as problem:
        stop(f"Det går inte att läsa {file} eller skriva i {settings.var} ({because(problem)}).", 1)
    print(f"Databasen är tillbaka som den var {manifest.made_at[:16].replace('T', ' ')} UTC.")
    if key and not kept_key(settings):
        _keep_key(settings, key)
    if print_of(kept_key(settings)) != manifest.key_print:
        print(
            "Nyckeln här är inte den som kopian gjordes med. Lägg tillbaka den innan du startar: "
            "annars slutar utskickade länkar och svarsadresser att gälla."
        )
    print("Kör arshjul ledger verify, och se vad som väntar med arshjul plan preview, innan du startar.")


def _keep_key(settings: "Settings", key: bytes) -> None:
    path = settings.var / "secret.key"
    path.touch(0o600, exist_ok=False)
    path.write_bytes(key)


def _revision(settings: "Settings") -> str:
    from service.store.engine import Store
    from service.store.migrate import current

    store = Store(settings.database)
    try:
        return current(store) or ""
    finally:
        store.close()

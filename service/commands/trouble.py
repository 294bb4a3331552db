"""What the outside world does to a command, as one Swedish sentence with the place: files, disks, the database."""

from sqlalchemy.exc import SQLAlchemyError

DATABASE = (
    (("locked", "busy"), "Databasen är upptagen av ett annat program. Försök igen om en stund."),
    (
        ("readonly", "read-only"),
        "Databasen går bara att läsa: rättigheter saknas till filen eller mappen. Inget är sparat.",
    ),
    (
        ("disk is full", "no space left"),
        "Disken är full. Inget av det här är sparat; frigör plats och kör kommandot igen.",
    ),
    (
        ("not a database", "malformed"),
        "Databasfilen är skadad, eller ingen databas. Lägg tillbaka en kopia med arshjul restore.",
    ),
)
"""What SQLite and PostgreSQL say, and what it means for who runs the command."""


def of_the_database(problem: SQLAlchemyError) -> str:
    """Return what is wrong with the database. What it said itself may hold people's words: it is never repeated."""
    said = str(getattr(problem, "orig", None) or problem).lower()
    for signs, sentence in DATABASE:
        if any(sign in said for sign in signs):
            return sentence
    return "Databasen går inte att använda. Se ARSHJUL_DATABASE_URL; arshjul doctor säger varför."

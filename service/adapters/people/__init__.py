"""People as an organisation has them: a table (.csv, .xlsx) or address cards (.vcf), read into directory entries.

What cannot be used is a finding with its row, never an exception: the file was made by somebody in a hurry, or by a
programme that none of us has seen.
"""

from service.adapters.people.cards import read_cards
from service.adapters.people.entry import LARGEST, MOST_ROWS, PeopleFinding, PeopleReading
from service.adapters.people.table import csv_rows, read_rows, sheet_rows

__all__ = ["LARGEST", "MOST_ROWS", "PeopleFinding", "PeopleReading", "read_people"]


def read_people(data: bytes, filename: str) -> PeopleReading:
    """Read a file of people by its content, with its name as a hint. The entries have no id yet (`id` is "")."""
    if len(data) > LARGEST:
        return _only(f"Filen är större än {LARGEST // 1_000_000} MB. Dela upp den.")
    if not data.strip():
        return _only("Filen är tom.")
    if data[:4] == b"PK\x03\x04":
        rows = sheet_rows(data)
        return _only(rows) if isinstance(rows, str) else read_rows(rows)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _only(
            "Filen är ett äldre eller lösenordsskyddat Excel-format. Spara den som .xlsx utan lösenord."
        )
    if filename.lower().endswith((".vcf", ".vcard")) or b"BEGIN:VCARD" in data[:2000].upper():
        return read_cards(data)
    return read_rows(csv_rows(data))


def _only(text: str) -> PeopleReading:
    return PeopleReading((), (PeopleFinding(1, text),))

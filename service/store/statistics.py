"""What SQLite's planner is told of the larger tables, since it cannot be left to measure them itself.

Without statistics it takes a reminder's or a mail's state to be as telling as the measure it is about, and reads every
planned reminder to find one measure's: a page or a sweep then costs as much as the whole ledger. Measured ones (ANALYZE) are
worse still: at the moment of measuring every mail has been sent, and the few that wait are looked for by reading all.
The figures are those of some years of one organisation, and of the states that are asked for. PostgreSQL keeps statistics,
with the commonest values, by itself.
"""

from sqlalchemy import Connection, text

STATISTICS: dict[str, dict[str, str]] = {
    "reminder": {
        "ix_reminder_due": "1000000 20000 40 4 4",
        "ix_reminder_coming": "1000000 1000000 20000 400 100 4 2 2 2 noskipscan",
        "ix_reminder_message_id": "1000000 4",
        "sqlite_autoindex_reminder_1": "1000000 20 5 2 1",
    },
    "message": {
        "ix_message_due": "100000 200 5",
        "ix_message_organisation_id_created_at": "100000 100000 50",
        "ix_message_party_id": "100000 100",
        "sqlite_autoindex_message_1": "100000 1",
        "sqlite_autoindex_message_2": "100000 1",
        "sqlite_autoindex_message_3": "100000 1",
    },
    "follow_up_record": {
        "ix_follow_up_record_unconfirmed": "1000 10 1",
        "ix_follow_up_record_measure_id_recorded_at": "20000 10 1",
        "sqlite_autoindex_follow_up_record_1": "20000 5000 2 1",
    },
}
"""By table and index: how many rows there are, and how many of them have the same first column, first two columns, …
(the form of sqlite_stat1, https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table)."""


def teach(connection: Connection) -> None:
    """Give SQLite the figures, in the caller's transaction; connections that are opened afterwards plan by them."""
    connection.execute(text("ANALYZE"))  # makes the table they are kept in
    connection.execute(text("DELETE FROM sqlite_stat1"))
    rows = [
        {"tbl": table, "idx": index, "stat": figures}
        for table, indexes in STATISTICS.items()
        for index, figures in indexes.items()
    ]
    connection.execute(text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), rows)

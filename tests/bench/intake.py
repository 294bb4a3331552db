"""Importing a workbook of 50 tabs with 2,000 rows each, beside reading the same bytes with the bare library."""

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.domain.workbook import read_plan
from service.flows.import_plan import import_plan
from service.store.people import Organisation

HEADER = ("Problem", "Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning")
TIMES = ("våren 2025", "2 ggr per år", "löpande", "senast 31 maj", "vid behov", "kv 3")


def large_workbook(tabs: int, rows: int) -> bytes:
    """Return a plan of so many tabs and rows; every row is a measure."""
    book = Workbook(write_only=True)
    for tab in range(1, tabs + 1):
        sheet = book.create_sheet(f"{tab}. Område {tab}")
        sheet.append([f"Åtgärdsplan 2025, område {tab}"])
        sheet.append(list(HEADER))
        for row in range(rows):
            about = f"{tab}-{row}"
            when = TIMES[row % len(TIMES)]
            sheet.append(
                [
                    f"Mörkt vid stig {about}",
                    f"Få lampor {about}",
                    f"Byt lampor {about}",
                    "Ljust",
                    when,
                    "Polisen",
                    "",
                ]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure() -> dict[str, float]:
    """Return the ratios: reading the plan, and importing it whole, to what the bare library takes for the bytes."""
    data = large_workbook(50, 2000)
    bare = _bare(data)
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(datetime(2025, 1, 2, 7, tzinfo=UTC))
        service = build_service(Settings(var=Path(folder)), clock=clock)
        started = perf_counter()
        reading = read_plan(service.read_workbook(data), service.words.workbook, 2025)
        read = perf_counter() - started
        assert sum(area.measures for area in reading.areas) == 100_000
        with service.store.read() as session:
            where = session.scalars(select(Organisation.id)).one()
        small = large_workbook(5, 2000)
        started = perf_counter()
        import_plan(service, where, small, "plan.xlsx", 2025)
        imported = perf_counter() - started
        service.store.close()
    return {
        "read_100000_rows_to_bare_reader": read / bare,
        "import_10000_measures_to_bare_reader": imported / _bare(small),
    }


def _bare(data: bytes) -> float:
    started = perf_counter()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return perf_counter() - started

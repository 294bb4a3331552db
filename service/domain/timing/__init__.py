"""När text → Timing: the planning time that people write in a cell, read as a sensible colleague would.

The text is cut into tokens (`shapes`, `tokens`), each with the roles its words have in the vocabulary (`words`, data in
`config/vocabulary/time.toml`). The grammar composes them into elements (`gathering`), once from left to right and with bounded
looks ahead, so that the time is linear in the text's length; what the elements mean together is then worked out (`joining`,
`reading`), and what is left over is asked about (`leftovers`, `questions`).

    cell      := element (anything element)*
    element   := period | rhythm | count | state | exception

    period    := edge? range (joint range)* onwards? beside?    senast i maj · mars, maj och september · 2025 och framåt
    edge      := senast | t.o.m. | före | från | efter | till   (`limits`, `resolve`) it reaches over what it is about:
                                                                senast vid styrgruppens möte i juni
    beside    := "(" the same time, closer ")" | "," weekday    oktober (v. 42) · sportlovet (v. 8) · 5 november, onsdag
    exception := ("utom" | "ej" | …) period                     varje månad utom juli: asked about
    range     := atom (dash atom)? | mellan atom och atom       15 jan–15 feb · från 1 mars till 15 april · 13-14 mars
    atom      := part? named year?                              slutet av november · våren 2025 · vt-25 · höstlovet
               | number+ month year? | d/m | written date       1, 8 och 15 maj · 22/4-25 · 2025-03-26 · 170815
               | unit number+ year? | ordinal+ unit year?       v. 12-14 · kv 3–4 · Q1 2026 · T2 · andra halvåret
               | weekday atom | nth weekday "i" month           fredagen den 21 april · sista torsdagen i maj
               | year ("/" year)? | relative year               2025 · 2018/2019 · under året · nästa år
    year      : after its atom, else the list's, else the plan's (`years`, `resolve`)

    rhythm    := count noun? per | adverb | every | weekdays    2 ggr/år · årligen · var tredje månad · måndagar och onsdagar
               | length "mellanrum" | compound in the plural    med sex veckors mellanrum · veckomöten
    count     := number noun                                    två insatser (under året): per year; (på våren och …): spread

    state     := ongoing | on demand | undetermined | done      with what denies, delays or conditions them (`states`):
                                                                ej klart · beräknas vara klart · oklart när · när medel finns

How elements mean together (readings.md): a period beside a rhythm bounds it; seasons that only spread its occasions name no
window; weekdays beside another rhythm only name its day; a period with a done word is past and bounds nothing when something
else is still to be done; what starts and goes on has no end, and what starts and is done by a day is a window.

A reading asks (`check`, and `why` in plain Swedish) when frequencies compete, a year could be another, a length has no start,
words that look like time are left over, a day does not exist or is another weekday, or a convention differs between places.
Being wrong without asking is the one thing it must not be. The examples above are repeated, with more, by the test tables and
by the corpus `tests/data/phrases/when.jsonl`; `python -m tests.measure_readings when FILE` measures any corpus.
"""

from service.domain.timing.chosen import CHOICES, Choice, chosen_timing
from service.domain.timing.model import Item, Kind, Per, PerUnit, Timing, from_json, to_json
from service.domain.timing.occurrences import Occurrence, occurrences
from service.domain.timing.reading import read_when
from service.domain.timing.saying import say_when
from service.domain.timing.words import TimeWords

__all__ = [
    "CHOICES", "Choice", "Item", "Kind", "Occurrence", "Per", "PerUnit", "TimeWords", "Timing", "chosen_timing",
    "from_json", "occurrences", "read_when", "say_when", "to_json",
]  # fmt: skip

"""What När cells mean, in the order of the package's docstring."""

from datetime import date, datetime
from unicodedata import normalize

import pytest

from service.domain.timing import read_when
from tests.domain.timing.words import WORDS, read, told

YEAR = " 2025-01-01..2025-12-31"


def test_an_empty_cell_says_nothing() -> None:
    assert read_when(None, 2025, WORDS).kinds == ()
    assert read("  \n").kinds == ()


@pytest.mark.parametrize("cell", [date(2025, 3, 26), datetime(2025, 3, 26, 0, 0)])
def test_an_excel_date_cell_is_that_day(cell: date) -> None:
    assert told(read_when(cell, 2025, WORDS)) == "date 2025-03-26..2025-03-26"


def test_text_without_time_is_undetermined() -> None:
    assert told(read("Maja tar fram ett underlag")) == "undetermined"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("senast i maj", "window ..2025-05-31"),
        ("senast i början av mars", "window ..2025-03-10"),
        ("innan sommaren", "window ..2025-05-31"),
        ("efter sommaren", "window 2025-09-01.."),
        ("fr.o.m. 1 april t.o.m. 30 juni", "window 2025-04-01..2025-06-30"),
        ("mars, maj och september", "window 2025-03-01..2025-09-30"),
        ("2025 och framåt", "window 2025-01-01.."),
        ("15 jan-15 feb", "window 2025-01-15..2025-02-15"),
        ("mellan den 1 och 15 maj", "window 2025-05-01..2025-05-15"),
        ("13–14 mars", "window 2025-03-13..2025-03-14"),
        ("den 13 och 14 mars", "date 2025-03-13..2025-03-14"),
        ("slutet av november", "window 2025-11-21..2025-11-30"),
        ("vt-25", "window 2025-01-01..2025-06-30"),
        ("höstlovet", "window 2025-10-27..2025-11-02"),
        ("250815", "date 2025-08-15..2025-08-15"),
        ("22/4-26", "date 2026-04-22..2026-04-22"),
        ("v. 12-14", "window 2025-03-17..2025-04-06"),
        ("kv 3–4", "window 2025-07-01..2025-12-31"),
        ("T2", "window 2025-05-01..2025-08-31"),
        ("andra halvåret", "window 2025-07-01..2025-12-31"),
        ("sista torsdagen i maj", "date 2025-05-29..2025-05-29"),
        ("2025/2026", "window 2025-01-01..2026-12-31"),
        ("nästa år", "window 2026-01-01..2026-12-31"),
        ("höst och vinter", "window 2025-09-01..2025-12-31"),
        ("vintern 2024/25", "window 2024-12-01..2025-02-28"),
        ("Budget 2026 beslutas i november", "window 2025-11-01..2025-11-30"),
        ("Septmber", "window 2025-09-01..2025-09-30"),
        ("De tre första månaderna 2025", "window 2025-01-01..2025-03-31"),
        ("Under årets två sista kvartal", "window 2025-07-01..2025-12-31"),
        ("senast vid styrgruppens möte den 3 juni", "window ..2025-06-03"),
        ("senast klart 1 maj", "window ..2025-05-01"),
        ("steg 2 hösten 2025, steg 3 2026", "window 2025-09-01..2026-12-31"),
        ("v. 38 -25", "window 2025-09-15..2025-09-21"),
        ("Sjöfartens dag 27/9", "date 2025-09-27..2025-09-27"),
        ("2025 o framåt", "window 2025-01-01.."),
        ("2025 →", "window 2025-01-01.."),
        ("→ dec 2025", "window ..2025-12-31"),
        ("någon gång under våren", "window 2025-03-01..2025-05-31"),
        ("Uppskjutet till 2026", "window 2026-01-01..2026-12-31"),
        ("Flyttas fram till hösten 2025", "window 2025-09-01..2025-11-30"),
        ("Gruppen återkommer med förslag i maj", "window 2025-05-01..2025-05-31"),
        ("För ungdomar 13–19 år, hela sommaren", "window 2025-06-01..2025-08-31"),
        ("vecka 8 (sportlov)", "window 2025-02-17..2025-02-23"),
        ("Q4/25 – Q1/26", "window 2025-10-01..2026-03-31"),
        ("årets första kvartal", "window 2025-01-01..2025-03-31"),
        ("senast i oktober (v. 44)", "window ..2025-11-02"),
        ("v. 44 (27–31 oktober)", "window 2025-10-27..2025-10-31"),
        ("Ons 5/11 (v. 45)", "date 2025-11-05..2025-11-05"),
        ("2025 (mars och maj)", "window 2025-03-01..2025-05-31"),
        ("5 november, onsdag", "date 2025-11-05..2025-11-05"),
        ("Alla hjärtans dag", "date 2025-02-14..2025-02-14"),
        ("Svar sammanställs i dec, redovisas jan 2026", "window 2025-12-01..2026-01-31"),
        ("Start: 2025-09-01, klart: 2026-06-30", "window 2025-09-01..2026-06-30"),
        ("I december året innan", "window 2024-12-01..2024-12-31 ?"),
        ("Första mötet är inplanerat till den 12 februari", "date 2025-02-12..2025-02-12"),
        ("Fr.om 250101", "window 2025-01-01.."),
        ("t.om juni", "window ..2025-06-30"),
        ("v.33/34", "window 2025-08-11..2025-08-24"),
        ("Q 2", "window 2025-04-01..2025-06-30"),
        ("2 halvåret", "window 2025-07-01..2025-12-31"),
        ("vecka: 33", "window 2025-08-11..2025-08-17"),
        ("v. 47 (En vecka fri från våld)", "window 2025-11-17..2025-11-23"),
        ("vecka 12–14 tillsammans med polisen", "window 2025-03-17..2025-04-06"),
        ("maj, kostnad 5 000 kr", "window 2025-05-01..2025-05-31"),
        ("våren 2025, se bilaga", "window 2025-03-01..2025-05-31"),
        ("15 maj–augusti", "window 2025-05-15..2025-08-31"),
        ("hela 2025 och maj", "window 2025-01-01..2025-12-31"),
        ("Tertialrapport 1 per den 30 april", "date 2025-04-30..2025-04-30"),
        ("Jan 2025", "window 2025-01-01..2025-01-31"),
        ("Drar igång i september", "window 2025-09-01..2025-09-30"),
        ("Enligt handlingsplan 2025–2027 i maj", "window 2025-05-01..2025-05-31"),
        ("KS § 123/2024, klart i maj 2025", "window 2025-05-01..2025-05-31 ?"),
        ("åk 7 och 9 i april", "window 2025-04-01..2025-04-30"),
        ("Hösten 2025, v. 38", "window 2025-09-15..2025-09-21"),
        ("Hösten 2025 (prel. 17 september)", "date 2025-09-17..2025-09-17"),
        ("Vecka 6 (alla skolor F–6)", "window 2025-02-03..2025-02-09"),
        ("Tas i drift 1 april", "date 2025-04-01..2025-04-01"),
        ("Tillsynsplan 2025 antas i januari", "window 2025-01-01..2025-01-31"),
        ("Gruppledare utbildas 22–23 januari", "window 2025-01-22..2025-01-23"),
        ("Delårsrapport 31 augusti", "date 2025-08-31..2025-08-31"),
        ("Insats 12 maj", "date 2025-05-12..2025-05-12"),
        ("Fas 1 maj–juni", "window 2025-05-01..2025-06-30"),
        ("03/2025", "window 2025-03-01..2025-03-31"),
        ("mars 25 – okt 25", "window 2025-03-01..2025-10-31"),
        ("måndag–onsdag v. 12", "window 2025-03-17..2025-03-19"),
        ("–2027", "window ..2027-12-31"),
        ("Start vt 2025, klart ht 2025", "window 2025-01-01..2025-12-31"),
        ("Snarast, dock senast 31 mars", "window ..2025-03-31"),
        ("Trygghetens dag 6 oktober", "date 2025-10-06..2025-10-06"),
        ("helår", "window 2025-01-01..2025-12-31"),
        ("sportlovet (v. 8)", "window 2025-02-17..2025-02-23"),
        ("Skolavslutningen den 12 juni", "date 2025-06-12..2025-06-12"),
        ("hösten samt våren 2026", "window 2025-09-01..2026-05-31"),
        ("läsåret 2025/26", "window 2025-07-01..2026-06-30"),
        ("vintern 25/26", "window 2025-12-01..2026-02-28"),
        ("årsskiftet 25/26", "window 2025-12-31..2026-01-01"),
        ("vårfest 12/3", "date 2025-03-12..2025-03-12"),
        ("innan 1 oktober", "window ..2025-09-30"),
        ("senast vid årsskiftet", "window ..2025-12-31"),
    ],
)
def test_a_period_has_bounds(text: str, meaning: str) -> None:
    assert told(read(text)) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2 ggr/år", f"recurring{YEAR} 2 per 1 year"),
        ("två gånger årligen", f"recurring{YEAR} 2 per 1 year"),
        ("var tredje månad", f"recurring{YEAR} 1 per 3 month"),
        ("varannan vecka", f"recurring{YEAR} 1 per 2 week"),
        ("måndagar och onsdagar", f"recurring{YEAR} 2 per 1 week"),
        ("den 15 varje månad", f"recurring{YEAR} 1 per 1 month"),
        ("en gång på våren och en på hösten", f"recurring{YEAR} 2 per 1 year"),
        ("en vandring på våren och en på hösten", f"recurring{YEAR} 2 per 1 year"),
        ("två möten på våren, ett på hösten", f"recurring{YEAR} 3 per 1 year"),
        ("1 vår 1 höst", f"recurring{YEAR} 2 per 1 year"),
        ("3 ggr under vt", "recurring+window 2025-01-01..2025-06-30 3 per 1 term"),
        ("första kvartalet nästa år (2026)", "window 2026-01-01..2026-03-31"),
        ("2023–2026 (2025)", "window 2025-01-01..2025-12-31"),
        ("senast 31 januari, för årets siffror", "window ..2025-01-31"),
        ("klart till midsommar", "window ..2025-06-21"),
        ("årets andra hälft", "window 2025-07-01..2025-12-31"),
        ("höstens första hälft", "window 2025-09-01..2025-10-16"),
        ("2026 års första halva", "window 2026-01-01..2026-06-30"),
        ("v. 2538", "window 2025-09-15..2025-09-21"),
        ("2 ggr/år (vår och höst)", f"recurring{YEAR} 2 per 1 year"),
        ("två insatser under året", f"recurring+window{YEAR} 2 per 1 year"),
        ("varje vecka under terminstid", f"recurring{YEAR} 1 per 1 week"),
        ("Vid varje tertialuppföljning", f"recurring{YEAR} 1 per 1 tertial"),
        ("varannan vecka, tisdagar 13–14", f"recurring{YEAR} 1 per 2 week"),
        ("2 ggr i veckan, måndagar och onsdagar", f"recurring{YEAR} 2 per 1 week"),
        ("Enkät i åk 5 och 8 vartannat år", f"recurring{YEAR} 1 per 2 year"),
        ("2-ggr per år", f"recurring{YEAR} 2 per 1 year"),
        ("med sex veckors mellanrum", f"recurring{YEAR} 1 per 6 week"),
        ("varje januari", "recurring+window 2025-01-01..2025-01-31 1 per 1 year"),
        ("varje år 1 mars", "date+recurring 2025-03-01..2025-03-01 1 per 1 year"),
        ("Minst en utbildning ska hållas under året", f"recurring+window{YEAR} 1 per 1 year"),
        ("var 3 vecka", f"recurring{YEAR} 1 per 3 week"),
        ("Genomgång av 12 skolor kvartalsvis", f"recurring{YEAR} 1 per 1 quarter"),
        ("Utskick till 300 hushåll en gång per termin", f"recurring{YEAR} 1 per 1 term"),
        ("Enkät i åk 5 och 8 varje månad", f"recurring{YEAR} 1 per 1 month"),
        ("Varje vecka. Våren 2025.", "recurring+window 2025-03-01..2025-05-31 1 per 1 week"),
        ("Gruppen träffas varje vecka. Rapport i maj.", f"recurring+window{YEAR} 1 per 1 week"),
        ("vecka 12–20 varannan vecka", "recurring+window 2025-03-17..2025-05-18 1 per 2 week"),
        ("första halvåret var tredje vecka", "recurring+window 2025-01-01..2025-06-30 1 per 3 week"),
        ("Varje helgfri onsdag", f"recurring{YEAR} 1 per 1 week"),
        ("vid varje årsskifte", f"recurring{YEAR} 1 per 1 year"),
        ("varannan vecka, måndagar och onsdagar", f"recurring{YEAR} 2 per 2 week"),
        ("Avstämning varje morgon", f"recurring{YEAR} 1 per 1 day"),
        ("Avstämning fredag varje vecka", f"recurring{YEAR} 1 per 1 week"),
        ("Veckomöten", f"recurring{YEAR} 1 per 1 week"),
        ("varje år, senast 30 april", "recurring+window ..2025-04-30 1 per 1 year"),
        ("månadsvis okt 2025–mars 2026", "recurring+window 2025-10-01..2026-03-31 1 per 1 month"),
        ("löpande, minst en gång i kvartalet", f"ongoing+recurring{YEAR} 1 per 1 quarter"),
    ],
)
def test_a_rhythm_has_a_count_and_a_period(text: str, meaning: str) -> None:
    assert told(read(text)) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Löpande under våren", "ongoing+window 2025-03-01..2025-05-31"),
        ("fr.o.m. 1 juni tills vidare", "ongoing+window 2025-06-01.."),
        ("utifrån skolornas behov", "on_demand"),
        ("när medel finns", "on_demand"),
        ("Vid nyanställning", "on_demand"),
        ("Rutinen är framtagen", "done"),
        ("Beslutad men ej påbörjad", "undetermined"),
        ("Datum sätts när lokalen är bokad", "undetermined"),
        ("Maj-Britt kallar till ett möte", "undetermined"),
        ("Togs i drift i november 2024", "done+window 2024-11-01..2024-11-30"),
        ("Vid varje nybyggnation", "on_demand"),
        ("Tiden avgörs senare", "undetermined"),
        ("Det är ännu inte sagt när det ska vara klart", "undetermined"),
        ("Driftsatt 2024-12-01", "date+done 2024-12-01..2024-12-01"),
        ("När medel finns, tidigast 2026", "on_demand+window 2026-01-01.."),
        ("Om bidraget beviljas startar kursen i mars", "on_demand+window 2025-03-01..2025-03-31"),
        ("I det dagliga trygghetsarbetet", "ongoing"),
        ("inom ramen för befintligt arbete", "ongoing"),
        ("Allt eftersom resurser finns", "on_demand"),
        ("Stödsamtal vid oroanmälan", "on_demand"),
        ("Ny rutin vid ombyggnad, våren 2025", "window 2025-03-01..2025-05-31"),
        ("Senast reviderad mars 2023", "done+window 2023-03-01..2023-03-31"),
        ("I de fall det är aktuellt", "on_demand"),
        ("inte klart när", "undetermined"),
        ("Framtagen rutin används våren 2025", "window 2025-03-01..2025-05-31"),
        ("under året efter behov", "on_demand+window 2025-01-01..2025-12-31"),
        ("Inte förrän hösten 2025", "window 2025-09-01.."),
        ("Direkt efter inträffad händelse", "on_demand"),
        ("året runt", "ongoing"),
        ("terminstid", "ongoing"),
        ("forts. under 2026", "ongoing+window 2026-01-01..2026-12-31"),
        ("tillsv.", "ongoing"),
        ("oklart när det kommer igång", "undetermined"),
        ("2025-xx-xx", "undetermined"),
        ("beräknas vara klart hösten 2025", "window 2025-09-01..2025-11-30"),
        ("bedöms vara genomförd", "done"),
        ("genomförd 2008", "done+window 2008-01-01..2008-12-31"),
        ("Genomfört våren 2024, ny omgång hösten 2025", "done+window 2025-09-01..2025-11-30"),
        ("1. Klart\n2. Hösten 2025", "done+window 2025-09-01..2025-11-30"),
    ],
)
def test_a_state_stands_beside_its_period(text: str, meaning: str) -> None:
    assert told(read(text)) == meaning


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("två gånger per år och dessutom varje månad", "flera olika frekvenser"),
        ("3-4 ggr/år", "3–4"),
        ("1-2 ggr", "1–2"),
        ("3 skolor på våren och 2 på hösten", "kan vara något annat än gånger"),
        ("2025-10-xx", "Dagen är inte satt"),
        ("årets senare del", "går att räkna på flera sätt"),
        ("månadsvis (uppehåll i juli)", "undantaget"),
        ("november–februari", "årsskifte"),
        ("under tre år", "en längd"),
        ("30 februari", "finns inte"),
        ("onsdag 3 april", "torsdag, inte en onsdag"),
        ("v. 53", "Vecka 53"),
        ("3 april eller 5 april", "alternativ"),
        ("maj?", "frågetecken"),
        ("sportlovet", "olika veckor i olika kommuner"),
        ("ej klart", "inte är klart"),
        ("snarast", "”snarast”"),
        ("varje månad utom juli", "undantaget"),
        ("tio möten per år (ej juni–juli)", "undantaget"),
        ("löpande, start i mars", "när det börjar men inte när det slutar"),
        ("fram till sommaren", "räknas med"),
        ("innan mötet i maj", "hur tiden hör ihop"),
        ("i slutet av vecka 20", "på flera sätt"),
        ("Senast uppdaterad 2025-02-01", "gjort eller ska vara gjort"),
        ("sommarhalvåret", "april–september"),
        ("successivt", "gick inte att läsa"),
        ("första dagarna i juni", "på flera sätt"),
        ("halva maj", "halva"),
        ("måndag–fredag", "5 gånger i veckan"),
        ("onsdag v. 10–20", "varje vecka"),
        ("i våras", "våras"),
        ("Rektor ansvarar", "inget om tid"),
        ("60 procent av insatserna är genomförda", "bara till en del"),
        ("Enkäten görs vart tredje år, senast 2023", "före planens år"),
        ("30 platser per termin", "något annat än gånger"),
        ("I budgetprocessen för 2026", "säger när något ska ske"),
        ("Luciahelgen 2025", "Luciahelgen"),
        ("var tredje till var fjärde vecka", "”var”"),
        ("två timmar i veckan", "något annat än gånger"),
        ("årets julmarknad", "julmarknad"),
        ("pågår, avslutas i maj", "när det slutar"),
        ("Se mail 3/4", "höra till ett beslut"),
        ("Bygglov beviljat 2025-02-01", "höra till ett beslut"),
        ("hösten 2023", "före planens år"),
        ("Första året", "vilket år"),
        ("Reviderad 2025-01-15", "klart eller ska vara klart"),
        ("Stolparna byttes ut under våren", "läst som att det är gjort"),
        ("inom ramen för projektet", "löpande"),
        ("Målet har delvis uppnåtts", "bara till en del"),
        ("åk 5 och 8 april–maj", "en dag och det andra en månad"),
        ("besök i tre skolor per termin", "något annat än gånger"),
        ("Jan ansvarar", "ett namn"),
        ("Senast 2025-11-30, redovisas i januari 2026", "före det som börjar först"),
        ("Hösten 2025, september", "en del av den förra"),
        ("Jan Ek ringer runt till skolorna", "Jan"),
        ("I maj kallar Jan", "ett namn"),
        ("3/4 av skolorna", "en andel"),
        ("xx maj", "Dagen är inte satt"),
        ("i maj och december varje år", "gångerna som räknas"),
    ],
)
def test_it_asks_what_a_colleague_would_ask(text: str, reason: str) -> None:
    timing = read(text)
    assert timing.check
    assert reason in timing.why


def test_a_year_missing_beside_another_is_asked_about() -> None:
    assert "årtal saknas" in read("Start hösten 2026. Uppföljning i maj.").why


@pytest.mark.parametrize("text", ["våren 2025", "Från mars till maj", "två gånger per år", "höst"])
def test_letters_copied_in_two_parts_read_as_whole_ones(text: str) -> None:
    copied = normalize("NFD", text)
    assert copied != text
    assert told(read(copied)) == told(read(text))

"""A Vem cell is read as a sensible colleague would: persons, roles and units, and who leads."""

import pytest

from config.vocabulary import load
from service.domain.parties import PartyWords, Who, read_who, to_json

WORDS = PartyWords.from_data(load("party"))


def read(text: str | None) -> Who:
    return read_who(text, WORDS)


def parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    who = read(text)
    return who.persons, who.roles_or_units, who.lead


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Maja Ek", ("Maja Ek",)),
        ("Robin, Sara och Otto", ("Robin", "Sara", "Otto")),
        ("Robin/Sara tar kontakt", ("Robin", "Sara")),
        ("P. Lindh samt A-K Berg", ("P. Lindh", "A-K Berg")),
        ("Anna-Karin von Essen", ("Anna-Karin von Essen",)),
        ("Fatima Al-Rashid", ("Fatima Al-Rashid",)),
        ("robin sand", ("robin sand",)),
        ("MAJA EK", ("MAJA EK",)),
        ("Prefekt Xantippa Lagerlöf", ("Xantippa Lagerlöf",)),
        ("Sofia skola", ()),
    ],
)
def test_names_of_people_are_told_from_other_words(text: str, persons: tuple[str, ...]) -> None:
    assert read(text).persons == persons


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Kultur- och fritidsnämnden, Gatuenheten", ("Kultur- och fritidsnämnden", "Gatuenheten")),
        ("Plan-, bygg- och miljöavdelningen", ("Plan-, bygg- och miljöavdelningen",)),
        ("Vård och omsorg samt Barn och utbildning", ("Vård och omsorg", "Barn och utbildning")),
        ("Nämnden för arbete och välfärd och polisen", ("Nämnden för arbete och välfärd", "polisen")),
        ("representanter från de två bolagen NorrBo och NEAB", ("NorrBo", "NEAB")),
        ("Rektor på respektive skola", ("Rektor på respektive skola",)),
        ("Soc, polis o skola m.fl.", ("Soc", "polis", "skola")),
        ("KS/BUN", ("KS", "BUN")),
        ("Polisen tar fram material till skolor", ("Polisen",)),
        ("Brottsförebyggande rådet (Brå)", ("Brottsförebyggande rådet",)),
        ("Beställare: Gatuenheten", ("Gatuenheten",)),
        ("Kultur- och\nfritidsnämnden\nPolisen", ("Kultur- och\nfritidsnämnden", "Polisen")),
    ],
)
def test_roles_and_units_are_kept_as_written_without_verbs_and_filler(
    text: str, roles: tuple[str, ...]
) -> None:
    assert read(text).roles_or_units == roles


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Gatuenheten", "Gatuenheten"),
        ("Polis och skola", None),
        ("Ansvarig: Maja Ek, medverkande: polisen", "Maja Ek"),
        ("Ansvarig nämnd: Socialnämnden", "Socialnämnden"),
        ("Ansvarig för att följa upp är säkerhetschefen", "säkerhetschefen"),
        ("Ansvarig chef på enheten", "Ansvarig chef på enheten"),
        ("Sara, Robin (sammankallande), Otto", "Robin"),
        ("Polisen är sammankallande, skolan deltar", "Polisen"),
        ("Skola och soc. Ansvar: skolan", "skolan"),
        ("Näringslivschef i samarbete med företagarna", "Näringslivschef"),
        ("Genomförs i samverkan med styrelsen", None),
        ("Genomförs av fritidsgården i samverkan med polisen", "fritidsgården"),
        ("Fältgruppen, Robin Sand", "Robin Sand"),
        ("Robin Sand, fältchef", "Robin Sand"),
        ("Handläggare: Sara Lindh", "Sara Lindh"),
        ("Robin Sand och polisen", None),
        ("Kommunen ansvarar för belysning och polisen för närvaro", None),
        ("Boverket och Skolverket tar fram stödet med Skolverket som samordnande myndighet", "Skolverket"),
        ("Regeringen uppdrar åt Boverket att ta fram stöd", "Boverket"),
        ("Arbetsgruppen som kallas för Trygga Norrvik", "Trygga Norrvik"),
        ("Det är rektor som ansvarar för att planen följs", "rektor"),
        ("Projektägare: Serviceenheten, fordonspoolen", "Serviceenheten, fordonspoolen"),
        ("Alla anställda", None),
    ],
)
def test_the_lead_is_the_one_the_text_makes_responsible_or_the_only_one(text: str, lead: str | None) -> None:
    assert read(text).lead == lead


@pytest.mark.parametrize(
    "text", ["", "  ", None, "?", "-", "Oklart", "Ej bestämt", "Vakant", "NN", "Utses senare"]
)
def test_a_cell_that_names_nobody_asks_for_a_person(text: str | None) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), (), None, True)
    assert who.why == "Ingen är utpekad."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Sara?", "Texten säger att det inte är klart vem."),
        ("Qvarnix", "Ett namn känns inte igen."),
        ("Xantippa Qvarnix", "Det är osäkert om det är ett namn på en person."),
        ("Kommunstyrelsen genom säkerhetschefen", "Någon agerar genom någon annan: vem ska få frågan?"),
        ("I samverkan med polisen", "Det står vilka som medverkar, men inte vem som ansvarar."),
        ("Samtliga chefer", "Många nämns på en gång: vem ska få frågan?"),
    ],
)
def test_what_a_colleague_would_ask_about_is_marked_with_the_reason(text: str, why: str) -> None:
    who = read(text)
    assert (who.check, who.why) == (True, why)


def test_addresses_and_phone_numbers_in_the_cell_are_read() -> None:
    who = read("Maja Ek, maja.ek@norrvik.example, tel 070-174 06 05")
    assert (who.persons, who.addresses, who.phones) == (
        ("Maja Ek",),
        ("maja.ek@norrvik.example",),
        ("070-174 06 05",),
    )


def test_an_address_alone_leads() -> None:
    assert parts("trygghet@norrvik.example") == ((), (), "trygghet@norrvik.example")


def test_every_mention_shows_where_it_stands_and_a_title_shares_its_holders_party() -> None:
    text = "Kommunpolis Lena Öst + fältarna"
    mentions = read(text).mentions
    assert [text[mention.begin : mention.finish] for mention in mentions] == [
        "Kommunpolis",
        "Lena Öst",
        "fältarna",
    ]
    assert mentions[0].party == mentions[1].party != mentions[2].party


def test_the_line_of_the_contract_has_a_reason_only_when_a_person_should_look() -> None:
    assert to_json(read("Polisen")) == {
        "persons": [],
        "roles_or_units": ["Polisen"],
        "lead": "Polisen",
        "check": False,
        "parties": [],
    }
    assert to_json(read("?"))["why"] == "Ingen är utpekad."


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Robin, Sara, Otto – Sara leder", "Sara"),
        ("Robin/Sara, Otto sammankallande", "Otto"),
        ("Alla förvaltningar men polisen leder", "polisen"),
        ("Robin, Sara backup", "Robin"),
        ("Robin Sand, ersättare Sara Lindh", "Robin Sand"),
        ("SSPF där Sara är sammankallande", "Sara"),
        (
            "Regeringen ger Länsstyrelsen i Norrviks län i uppdrag att se över frågan",
            "Länsstyrelsen i Norrviks län",
        ),
        ("Robin Sand, Norrviks kommun, i samarbete med länsstyrelsen", "Robin Sand"),
        ("Ansvarig: Gatuenheten, Samverkan: polisen", "Gatuenheten"),
        ("Arbetsgruppen (sammankallande: gatuchefen)", "gatuchefen"),
        ("Robin (sk), Sara, Otto", "Robin"),
        ("Robin och kollegor", "Robin"),
        ("Samordnare: Robin Sand, stf: Sara Lindh", "Robin Sand"),
        ("Fältgruppen på kvällar och helger", "Fältgruppen"),
        ("Extern konsult upphandlas", "Extern konsult"),
        ("Robin i första hand, annars Sara", "Robin"),
        ("Uppdraget ligger hos socialtjänstens förebyggande enhet", "socialtjänstens förebyggande enhet"),
        ("Rektorer F–9", "Rektorer F–9"),
        ("Kommunpolisen håller i det, Sara på IFO hjälper till", "Kommunpolisen"),
        ("Robin, med hjälp av Sara och hennes kollegor", "Robin"),
        ("Robin, i nära dialog med skolan", "Robin"),
        ("Gemensamt (polis, skola, fritid)", None),
        ("Polis, skola och fritid ansvarar", None),
        ("Polisen 114 14", "Polisen"),
        ("Elevhälsan, rektor ytterst ansvarig", "rektor"),
        ("Hem och skola", "Hem och skola"),
        ("Utses senare av Brå", None),
        ("Oklart, ev. skolan", None),
    ],
)
def test_the_lead_is_whoever_the_words_single_out(text: str, lead: str | None) -> None:
    assert read(text).lead == lead


@pytest.mark.parametrize(
    "text",
    [
        "Respektive nämnd",
        "En representant per förvaltning",
        "Alla medarbetare ansvarar",
        "Rapportering till kommunstyrelsen",
        "Beslut i styrgruppen",
        "Polisassistent Ruiz",
        "Styrgruppen består av polischef och skolchef",
        "Robin är tjänstledig",
        "Robin eller vikarie",
        "Robin informeras av polisen",
        "Inte Robin",
        "Trygghetsrådet, ledamot Sara Lindh",
        "Robin och Robin",
        "Fritidschefen ansvarar, Xantippus genomför",
        "Sammankallande: Robin Sand. Ansvarig för lokalen: Sara Lindh",
        "Robin bjuder in, Sara håller i mötet",
        "Robin Sand/polisen",
        "Brå, polis, Sara Lindh",
        "RS",
        "RS/SL",
        "Fastighetsägarna i centrum",
        "Frivilliga krafter i området",
        "Robin Sand, vik. Sara Lindh",
        "Resp. rektor",
        "Polisen ansvarar för kontrollerna, NTF för informationen",
        "Styrgruppen beslutar, arbetsgruppen (Robin, Sara) utför",
        "Robin och hans grupp",
        "Robin bjuder in, kommunpolis Sara Lindh håller i mötet",
        "ev. Trafikverket",
        "Robin, eventuellt Sara",
        "Robin till juni, därefter Sara",
        "Robin t.o.m. juni, sedan Sara",
        "Robin, tidigare Sara",
        "Skolan, tas över av polisen i höst",
        "SSPF-gruppen, polisen sammankallar",
        "Kultur och fritid, ungdomsenheten",
    ],
)
def test_a_colleague_would_ask(text: str) -> None:
    assert read(text).check


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Petronella Vik", ("Petronella Vik",)),
        ("Özgür Tas", ("Özgür Tas",)),
        ("Sara Mark och Annika O", ("Sara Mark", "Annika O")),
        ("Sara, 2 ggr/år", ("Sara",)),
        ("Kvinnojouren Iris", ()),
        ("IK Svea", ()),
    ],
)
def test_a_name_may_look_like_another_word_and_the_other_way_round(
    text: str, persons: tuple[str, ...]
) -> None:
    assert read(text).persons == persons


def test_those_a_bracket_names_act_with_the_group_before_it() -> None:
    who = read("Styrgruppen beslutar, arbetsgruppen (Robin, Sara) utför")
    assert (who.persons, who.roles_or_units) == (("Robin", "Sara"), ("Styrgruppen", "arbetsgruppen"))


def test_the_unit_in_a_bracket_is_kept_in_its_indefinite_form_too() -> None:
    assert parts("Robin Sand (fritidsgård)") == (("Robin Sand",), ("fritidsgård",), "Robin Sand")


def test_responsibility_within_a_title_is_part_of_the_title() -> None:
    title = "Medicinskt ansvarig sjuksköterska"
    assert parts(title) == ((), (title,), title)


def test_a_label_after_a_name_says_more_of_that_person() -> None:
    assert parts("Handläggare: Sara Lindh Sektion/Enhet: parken") == (
        ("Sara Lindh",),
        ("Handläggare", "parken"),
        "Sara Lindh",
    )
    assert parts("Enhet: parken") == ((), ("parken",), "parken")


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("Sara\u00a0Lindh", ("Sara Lindh",)),
        ("Anna\u2011Karin Berg", ("Anna-Karin Berg",)),
        ("\ufeffSara Lindh\u200b/\u200bRobin Sand", ("Sara Lindh", "Robin Sand")),
    ],
)
def test_a_name_pasted_from_another_program_is_the_same_name(pasted: str, names: tuple[str, ...]) -> None:
    assert read(pasted).persons == names


def test_a_unit_pasted_with_a_hyphen_that_does_not_break_is_one_unit() -> None:
    assert read("Kultur\u2011 och fritidsnämnden").lead == "Kultur- och fritidsnämnden"

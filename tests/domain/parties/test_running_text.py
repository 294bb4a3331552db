"""Who is meant in whole sentences, as guidelines and decisions write them."""

import pytest

from config.vocabulary import load
from service.domain.parties import PartyWords, Who, read_who

WORDS = PartyWords.from_data(load("party"))


def read(text: str) -> Who:
    return read_who(text, WORDS)


@pytest.mark.parametrize(
    ("text", "roles", "lead"),
    [
        (
            "Regeringen ger Norrviks trygghetsråd (NTR) i uppdrag att ta fram stödet",
            ("Norrviks trygghetsråd",),
            "Norrviks trygghetsråd",
        ),
        (
            "Kommunen har beslutat att ge trygghetsrådet (TR) och skolnämnden i uppdrag att börja",
            ("trygghetsrådet", "skolnämnden"),
            None,
        ),
        ("Trygghetsrådet (TR) ansvarar för uppföljningen", ("Trygghetsrådet",), "Trygghetsrådet"),
        (
            "Länsstyrelsen ska i samarbete med Trygghetsrådet (TR) utveckla ett stöd till skolor",
            ("Länsstyrelsen", "Trygghetsrådet"),
            "Länsstyrelsen",
        ),
        (
            "Varje vår lovar polisen i stadsdelen att synas mer",
            ("polisen i stadsdelen",),
            "polisen i stadsdelen",
        ),
        ("Planen följs upp och arbetet leds av styrelse och rektor", ("styrelse", "rektor"), None),
        ("Arbetet med trygghet och trivsel samordnas av skolledningen.", ("skolledningen",), "skolledningen"),
        ("Insatser som skolan och fritidsgården ska göra", ("skolan", "fritidsgården"), None),
        ("Gatukontoret. Ansvarar för belysningen", ("Gatukontoret",), "Gatukontoret"),
        (
            "Upprättad av arbetsgruppen för trivsel",
            ("arbetsgruppen för trivsel",),
            "arbetsgruppen för trivsel",
        ),
        ("Rådet sammankallas av gatuchefen", ("Rådet", "gatuchefen"), "gatuchefen"),
        ("skolnämnden fritidsnämnden gatunämnden", ("skolnämnden", "fritidsnämnden", "gatunämnden"), None),
    ],
)
def test_whoever_a_sentence_makes_responsible_leads(
    text: str, roles: tuple[str, ...], lead: str | None
) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), roles, lead, False)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Kommunens samordnare för trygghet, Maja Ek, är sammankallande", "Maja Ek"),
        ("Kommunpolisen, Otto Berg, ansvarar för kontakterna", "Otto Berg"),
        ("Framtagen av rektor Sara Lindh-Ek", "Sara Lindh-Ek"),
    ],
)
def test_a_person_between_title_and_verb_leads(text: str, person: str) -> None:
    who = read(text)
    assert (who.persons, who.lead, who.check) == ((person,), person, False)


@pytest.mark.parametrize(
    "text",
    [
        "Skolnämnden utser ordförande och fritidsnämnden utser sekreterare.",
        "Kommunstyrelsen ansvarar för samordningen, respektive nämnd ansvarar för genomförandet",
        "Ordförande i rådet är rektorn och sekreterare är kuratorn",
        "Boende och föreningar bjuds in av gatuchefen",
    ],
)
def test_several_with_tasks_of_their_own_are_asked_about(text: str) -> None:
    assert read(text).check


@pytest.mark.parametrize(
    ("text", "roles", "lead"),
    [
        ("I första hand rektor, i andra hand kurator", ("rektor", "kurator"), "rektor"),
        ("Ansv. Soc Medv. Skola", ("Soc", "Skola"), "Soc"),
        ("Polisen och vid behov gatuenheten", ("Polisen", "gatuenheten"), "Polisen"),
        ("Vem: Rektor", ("Rektor",), "Rektor"),
        ("Förvaltningschef BoU", ("Förvaltningschef BoU",), "Förvaltningschef BoU"),
        ("IFO - barn och familj", ("IFO - barn och familj",), "IFO - barn och familj"),
        ("Norrvik Energi & Miljö", ("Norrvik Energi & Miljö",), "Norrvik Energi & Miljö"),
        ("Socialsekr.", ("Socialsekr.",), "Socialsekr."),
        ("Trygghets-\nsamordnare", ("Trygghets-\nsamordnare",), "Trygghets-\nsamordnare"),
        ("Plan- och\nbyggenheten", ("Plan- och\nbyggenheten",), "Plan- och\nbyggenheten"),
    ],
)
def test_short_notes_are_read_as_what_they_are(text: str, roles: tuple[str, ...], lead: str) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), roles, lead, False)


@pytest.mark.parametrize(
    ("text", "persons", "lead"),
    [
        ("Kanslist Siv", ("Siv",), "Siv"),
        ("Robin (t.o.m. maj), Sara (fr.o.m. juni)", ("Robin", "Sara"), None),
        ("Sara* (*sammankallande), Robin", ("Sara", "Robin"), "Sara"),
        ("Ännu ej bestämt", (), None),
        ("Bestäms på nästa möte", (), None),
        ("Vakant tjänst", (), None),
    ],
)
def test_marks_months_and_nobody_are_no_parties(
    text: str, persons: tuple[str, ...], lead: str | None
) -> None:
    assert (read(text).persons, read(text).lead) == (persons, lead)


@pytest.mark.parametrize("text", ["Gata/park", "Polisen - LPO Norrvik", "Kommunens alla skolor"])
def test_what_may_be_one_or_many_is_asked_about(text: str) -> None:
    assert read(text).check


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Gruppen\u00a0leds\u00a0av\u00a0gatuchefen", "gatuchefen"),
        ("Maja Ek\u00a0i\u00a0samverkan\u202fmed polisen", "Maja Ek"),
        ("Ansvarig enhetschef IFO", "enhetschef IFO"),
        ("Ansvarig Chef för lokalpolisområdet", "Chef för lokalpolisområdet"),
        ("Ansvarig nämnd Socialnämnden", "Socialnämnden"),
        (
            "Projektägare: Gatuförvaltningen, parkenheten, i samverkan med polisen",
            "Gatuförvaltningen, parkenheten",
        ),
        ("Norrvik Vatten & Avfall AB", "Norrvik Vatten & Avfall AB"),
    ],
)
def test_neither_hard_spaces_nor_what_follows_change_who_leads(text: str, lead: str) -> None:
    assert (read(text).lead, read(text).check) == (lead, False)


@pytest.mark.parametrize(
    ("text", "roles", "lead"),
    [
        ("Projektet drivs gemensamt av skolan och fritidsgården", ("skolan", "fritidsgården"), None),
        ("Lamporna åtgärdas av gatuenheten efter anmälan", ("gatuenheten",), "gatuenheten"),
        ("Broschyren skickas ut av skolkansliet", ("skolkansliet",), "skolkansliet"),
        ("Ansvarig organisation\nKommunstyrelsen", ("Kommunstyrelsen",), "Kommunstyrelsen"),
    ],
)
def test_whoever_does_it_leads_and_not_what_is_done(
    text: str, roles: tuple[str, ...], lead: str | None
) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), roles, lead, False)


@pytest.mark.parametrize(
    ("text", "persons", "lead"),
    [
        ("Säkerhetschef, tillika trygghetssamordnare, Maja Ek", ("Maja Ek",), "Maja Ek"),
        (
            "Robin Sand (kommunpolis), ersätts av Sara Lindh i juli",
            ("Robin Sand", "Sara Lindh"),
            "Robin Sand",
        ),
        ("Robin → Sara", ("Robin", "Sara"), None),
        ("ROBIN OCH OLA", ("ROBIN", "OLA"), None),
    ],
)
def test_titles_stand_ins_and_arrows_are_told_apart(
    text: str, persons: tuple[str, ...], lead: str | None
) -> None:
    assert (read(text).persons, read(text).lead, read(text).check) == (persons, lead, False)


@pytest.mark.parametrize(
    "text",
    [
        "Maja Ek, trafikplanerare, gatuenheten, projektledare",
        "Läxhjälpen samordnas av fritidsgården och genomförs av föreningarna",
        "Skolorna informeras av polisen",
    ],
)
def test_several_that_could_answer_are_asked_about(text: str) -> None:
    assert read(text).check

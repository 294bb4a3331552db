"""What is a person and what is an organisation, when the words themselves could be either."""

import pytest

from config.vocabulary import load
from service.domain.parties import PartyWords, Who, read_who

WORDS = PartyWords.from_data(load("party"))


def read(text: str) -> Who:
    return read_who(text, WORDS)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("KS, SoN", ("KS", "SoN")),
        ("KSau", ("KSau",)),
        ("Karl Johansgymnasiet", ("Karl Johansgymnasiet",)),
        ("Rotary Norrvik", ("Rotary Norrvik",)),
        ("Kurs- och lokalansvarig", ("Kurs- och lokalansvarig",)),
        ("Kurs och lokalansvarig", ("Kurs och lokalansvarig",)),
        ("Socialsekreterare barn/unga", ("Socialsekreterare barn/unga",)),
        ("Kustbevakningen, Tullverket", ("Kustbevakningen", "Tullverket")),
        ("Byalaget i Ekbacken", ("Byalaget i Ekbacken",)),
        ("Norrvikshem", ("Norrvikshem",)),
        ("Gatuavd. och parkenh.", ("Gatuavd.", "parkenh.")),
        ("Barn och fritid", ("Barn och fritid",)),
        ("Tekniska", ("Tekniska",)),
        ("Securitas och HSB", ("Securitas", "HSB")),
        ("Volontärer, frivilliga", ("Volontärer", "frivilliga")),
        ("Enhetschef öppenvård, stöd och behandling", ("Enhetschef öppenvård, stöd och behandling",)),
    ],
)
def test_an_organisation_is_no_person_and_needs_no_question(text: str, roles: tuple[str, ...]) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.check) == ((), roles, False)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyen Thi Hoa",
        "Aoife O'Connor",
        "Petronella Vik",
        "Ruben McKay",
        "Þórdís Ármannsdóttir",
        "Phạm Văn Hùng",
        "Goran Kovač",
    ],
)
def test_a_name_of_any_origin_is_a_person_without_a_question(text: str) -> None:
    who = read(text)
    assert (who.persons, who.lead, who.check) == ((text,), text, False)


@pytest.mark.parametrize(
    ("text", "persons", "lead"),
    [
        ("Huvudansvar gatuenheten, delansvar polisen", (), "gatuenheten"),
        ("Huvudansvar: gatuenheten. Delansvar: polisen", (), "gatuenheten"),
        ("Polisen tel 114 14", (), "Polisen"),
        ("Uppföljningen åligger säkerhetschefen", (), "säkerhetschefen"),
        ("Ansvaret faller på gatuchefen", (), "gatuchefen"),
        ("Maja Ek (vik. Sara Lindh)", ("Maja Ek", "Sara Lindh"), "Maja Ek"),
        ("Maja Ek (tillsammans med Sara Lindh)", ("Maja Ek", "Sara Lindh"), "Maja Ek"),
        ("Dokumentansvarig nämnd: Socialnämnden", (), "Socialnämnden"),
        ("Projektägare: Gatuförvaltningen, enheten för trafik", (), "Gatuförvaltningen, enheten för trafik"),
        ("Trygghetsgruppen som leds av gatuchefen", (), "gatuchefen"),
        ("Fältchef/trygghetssamordnare Sara L", ("Sara L",), "Sara L"),
        ("Otto bokar lokal, Sara bjuder in föräldrarna", ("Otto", "Sara"), None),
        ("Maja Ek tar fram underlag, polisen deltar.", ("Maja Ek",), "Maja Ek"),
        ("Skolan kartlägger, polisen bidrar med statistik", (), "Skolan"),
        ("Handläggare Maja Ek, Stadskontoret", ("Maja Ek",), "Maja Ek"),
        ("fritidsgårdarna genom Robin Sand", ("Robin Sand",), "Robin Sand"),
        ("Polisen genom kommunpolis Otto Berg", ("Otto Berg",), "Otto Berg"),
        ("Xantab (Robin Sand)", ("Robin Sand",), "Robin Sand"),
    ],
)
def test_one_of_several_answers(text: str, persons: tuple[str, ...], lead: str | None) -> None:
    who = read(text)
    assert (who.persons, who.lead) == (persons, lead)


@pytest.mark.parametrize("text", ["SAM", "Linn Vakt"])
def test_what_may_be_a_name_or_not_is_asked_about(text: str) -> None:
    assert read(text).check


def test_a_person_with_the_office_after_the_name_needs_no_question() -> None:
    who = read("Maja Ek Tekniska kontoret")
    assert (who.persons, who.roles_or_units, who.lead, who.check) == (
        ("Maja Ek",),
        ("Tekniska kontoret",),
        "Maja Ek",
        False,
    )


@pytest.mark.parametrize("text", ["Circle K Norrvik", "Xantum Sundsvall", "Robin tills Sara är tillbaka"])
def test_a_name_that_may_end_in_a_town_or_hold_only_for_a_while_is_asked_about(text: str) -> None:
    assert read(text).check


@pytest.mark.parametrize(
    "text",
    [
        "Karin Boye-skolan",
        "Norrvik Vatten",
        "Kost- och städ",
        "Intern service",
        "Simhallen",
        "Registrator",
        "Anhörigstödet",
    ],
)
def test_one_party_that_is_no_person_leads(text: str) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), (text,), text, False)


@pytest.mark.parametrize(
    ("text", "roles", "lead"),
    [
        (
            "Rådet leds av gatuchefen och sammanträder fyra gånger per år.",
            ("Rådet", "gatuchefen"),
            "gatuchefen",
        ),
        ("Beslutsinstans: Kommunfullmäktige", ("Kommunfullmäktige",), "Kommunfullmäktige"),
        ("Beslutad av: Kommunfullmäktige", ("Kommunfullmäktige",), "Kommunfullmäktige"),
    ],
)
def test_labels_and_second_verbs_name_nobody(text: str, roles: tuple[str, ...], lead: str) -> None:
    who = read(text)
    assert (who.roles_or_units, who.lead, who.check) == (roles, lead, False)


@pytest.mark.parametrize(
    ("text", "roles", "lead"),
    [
        (
            "Länsstyrelserna i Norrviks, Sörviks och Västra Bergs län",
            ("Länsstyrelserna i Norrviks, Sörviks och Västra Bergs län",),
            "Länsstyrelserna i Norrviks, Sörviks och Västra Bergs län",
        ),
        (
            "Regeringen ger länsstyrelserna i Norrviks och Sörviks län i uppdrag att börja",
            ("länsstyrelserna i Norrviks och Sörviks län",),
            "länsstyrelserna i Norrviks och Sörviks län",
        ),
        (
            "Länsstyrelsen i Norrviks län och polisen",
            ("Länsstyrelsen i Norrviks län", "polisen"),
            None,
        ),
    ],
)
def test_the_counties_of_authorities_are_one_name(
    text: str, roles: tuple[str, ...], lead: str | None
) -> None:
    who = read(text)
    assert (who.persons, who.roles_or_units, who.lead, who.check) == ((), roles, lead, False)


def test_a_title_before_a_town_is_no_person_and_is_asked_about() -> None:
    who = read("Kommunpolis Norrvik")
    assert (who.persons, who.lead, who.check) == ((), "Kommunpolis Norrvik", True)

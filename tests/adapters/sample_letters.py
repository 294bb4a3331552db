"""One letter of each kind, from the fictional district Norrvik."""

from dataclasses import replace
from datetime import date, datetime, time

from service.flows.letters import (
    AlarmMail,
    AreaCount,
    Ask,
    BackAgain,
    Changed,
    ChangeNotice,
    Contact,
    Due,
    DueList,
    Escalation,
    Facts,
    Frame,
    InvitationMail,
    Own,
    OwnDates,
    Raised,
    ReadAnswer,
    Receipt,
    Reminder,
    Said,
    SelfCheck,
    SentFile,
    SignInLink,
    SummaryMail,
    Upcoming,
    Weekly,
)

MAJA = Contact("Maja Ek", "samordnare", "0600-12 34 56", "maja.ek@norrvik.example")
FRAME = Frame("Robin", date(2025, 3, 3), "Norrviks kommun", MAJA, "K7F3-2M")
TO_MAJA = Frame("Maja", date(2025, 3, 3), "Norrviks kommun", MAJA)
FRAME_OF_NONE = Frame("", date(2025, 3, 3), "Norrviks kommun", MAJA)
LINK = "https://plan.norrvik.example/svar/4fQz8tWmL2"

SWIM = Ask(
    1,
    "K7F3",
    "Nattvandrare vid badplatsen under sommarloven",
    f"{LINK}/1",
    "Minst sex vuxna på plats varje fredagskväll och att ungdomarna känner igen dem.",
    Said(date(2025, 1, 15), "Fyra vuxna är klara, vi söker två till."),
)
LAMPS = Ask(2, "P4XD", "Belysning längs gångvägen till stationen", f"{LINK}/2", "Inga mörka sträckor kvar.")
TALKS = Ask(
    3,
    "9HBN",
    "Samtalskvällar för föräldrar i Norrviksskolan och Strandskolan, tillsammans med fältgruppen",
    f"{LINK}/3",
    last=Said(date(2025, 1, 15), "Första kvällen hade 40 besökare."),
)

REMINDER = Reminder(
    FRAME,
    "ask",
    date(2025, 3, 19),
    date(2025, 3, 14),
    (SWIM, LAMPS, TALKS),
    LINK,
    (date(2025, 3, 10), date(2025, 3, 17)),
)

LETTERS: tuple[Facts, ...] = (
    REMINDER,
    OwnDates(
        replace(FRAME, tag="9HBN-7Q"),
        date(2025, 3, 7),
        (replace(LAMPS, number=1, own=Own(date(2025, 3, 31), "ends")),),
        LINK,
    ),
    Escalation(
        replace(FRAME, to="Sara"),
        "manager",
        Contact("Robin Sand", "enhet Fritid", email="robin.sand@norrvik.example"),
        (date(2025, 3, 3), date(2025, 3, 10)),
        date(2025, 3, 19),
        date(2025, 3, 18),
        (SWIM, LAMPS),
        LINK,
    ),
    BackAgain(
        FRAME,
        date(2025, 2, 24),
        date(2025, 3, 2),
        (replace(SWIM, note="Tove Alm fick frågan 26 februari. Inget svar än."), LAMPS),
    ),
    Receipt(
        FRAME,
        (
            ReadAnswer(1, "K7F3", SWIM.title, f"{LINK}/1", "ongoing", "Fem vuxna nu.\nEn till på väg."),
            ReadAnswer(2, "P4XD", LAMPS.title, f"{LINK}/2", "delayed", "Skjuts upp.", proposed="maj 2025"),
        ),
        (TALKS,),
        files=(SentFile("karta.pdf"), SentFile("film.mov", "Filtypen tas inte emot.")),
        meeting=date(2025, 3, 19),
    ),
    Weekly(
        TO_MAJA,
        date(2025, 3, 19),
        31,
        47,
        (
            DueList(
                "Går inte att nå",
                (
                    Due(
                        "Mejlen till Strandskolan kommer tillbaka. Tre åtgärder.",
                        "Skriv in en ny adress",
                        LINK,
                        "Inget skickas dit förrän adressen är ändrad.",
                    ),
                ),
            ),
            DueList(
                "Saknar datum",
                (Due("9HBN Samtalskvällar: ”när lokalen är klar”", "Välj ett datum", LINK),),
                LINK,
                4,
            ),
        ),
        (Upcoming(date(2025, 3, 10), "påminnelse", 7), Upcoming(date(2025, 3, 17), "sista påminnelse", 1)),
        LINK,
    ),
    SummaryMail(
        replace(TO_MAJA, to=""),
        date(2025, 3, 19),
        (
            AreaCount("Trygga mötesplatser", 3, 5, 1, 0, 0, 2, followed=11, answered=9),
            AreaCount("Skolvägar", 1, 0, 0, 2, 1, 0, followed=4, answered=4),
        ),
        (
            Raised("P4XD", LAMPS.title, "försenad", "Stolparna levereras först i maj."),
            Raised("9HBN", TALKS.title, "utan svar"),
        ),
        LINK,
    ),
    SignInLink(TO_MAJA, LINK, 30),
    InvitationMail(
        FRAME,
        "moved",
        "Uppföljning av åtgärdsplanen",
        date(2025, 3, 20),
        time(13),
        time(14, 30),
        "Kommunhuset, Ripan",
        date(2025, 3, 19),
        LINK,
    ),
    ChangeNotice(FRAME, (Changed("K7F3", SWIM.title, "Tid", "juni", "juni–augusti", LINK),), "Maja Ek"),
    AlarmMail(
        FRAME_OF_NONE,
        ("Något förfallet har väntat sedan måndag 3 mars kl. 8.00.", "Inget mejl har gått ut på tre dygn."),
        "https://plan.norrvik.example/utskick",
    ),
    SelfCheck(
        FRAME, datetime(2025, 3, 3, 8, 5), "SMTP mail.norrvik.example:587", "plan+k7f32m@norrvik.example"
    ),
)

"""What owners write in a rehearsed year; made up, as everything in Norrvik."""

GREETINGS = ("Hej Maja!", "Hej!", "Hejsan,", "Hej, här kommer svar.")

ANSWERS = {
    "ongoing": (
        "pågår. Vi har träffats två gånger sedan sist och nästa möte är inbokat.",
        "pågår enligt plan, inga hinder just nu.",
        "pågår. Första passet är genomfört, uppslutningen var god.",
        "pågår. Vi väntar på lokal men räknar med att hinna.",
        "pågår, materialet är ute på remiss hos parterna.",
    ),
    "done": (
        "klart. Genomfördes i förra veckan, 34 deltagare.",
        "klart! Rutinen är antagen och utskickad till alla grupper.",
        "genomfört. Vi tar med erfarenheterna till nästa års plan.",
    ),
    "delayed": (
        "försenat. Vi har saknat personal och börjar om efter sommaren.",
        "försenat, skjuts upp till slutet av november.",
        "försenat. Avtalet drog ut på tiden.",
    ),
}

UNCLEAR = (
    "Hej! Vi tog upp det här på mötet i måndags och alla var nöjda.",
    "Kan vi prata om det här i telefon i stället? Det är lite rörigt just nu.",
)

AWAY = (
    "Hej! Jag är på semester och är åter den {day}. Mejlet läses inte under tiden.",
    "Tack för ditt mejl. Jag är ledig till och med {day} och svarar när jag är tillbaka.",
)

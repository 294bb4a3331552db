"""Only what the sender newly wrote is kept: not the quote, not the signature, not the small print."""

import pytest

from service.domain.reply import newly_written
from tests.domain.reply.words import WORDS

SAID = "Hej!\n\nVi har haft två träffar.\nNästa är i maj."

QUOTES = {
    "Outlook": "Från: Årshjul <plan@norrvik.example>\nSkickat: den 4 mars 2025 10:12\nTill: Robin Sand\nÄmne: Uppföljning\n\nHur går det?",
    "Outlook with bold labels": "*Från:* Årshjul <plan@norrvik.example>\n*Skickat:* den 4 mars 2025 10:12\n*Till:* Robin\n*Ämne:* Uppföljning\n\nHur?",
    "Outlook with blank lines between": "Från: Årshjul\n\nSkickat: den 4 mars 2025 10:12\n\nTill: Robin\n\nÄmne: Uppföljning\n\nHur?",
    "Outlook on the web": "________________________________\nFrån: Årshjul <plan@norrvik.example>\nSkickat: den 4 mars 2025 10:12\nTill: Robin\nÄmne: Hej\n\nHur?",
    "Outlook's line and only the sender": "________________________________\nFrån: Årshjul\n\nHur?",
    "old Outlook": "-----Ursprungligt meddelande-----\nFrån: Årshjul\nSkickat: den 4 mars 2025\nTill: Robin\nÄmne: Uppföljning\n\nHur?",
    "Norwegian Outlook": "Fra: Årshjul <plan@norrvik.example>\nSendt: tirsdag 4. mars 2025 10:12\nTil: Robin\nEmne: Oppfølging\n\nHvordan?",
    "Danish Outlook": "-----Oprindelig meddelelse-----\nFra: Årshjul\nSendt: 4. marts 2025 10:12\nTil: Robin\nEmne: Hej\n\nHvordan?",
    "Finnish Outlook": "Lähettäjä: Årshjul\nLähetetty: tiistai 4. maaliskuuta 2025 10.12\nVastaanottaja: Robin\nAihe: Hei\n\nMiten?",
    "German Outlook": "Von: Årshjul <plan@norrvik.example>\nGesendet: Dienstag, 4. März 2025 10:12\nAn: Robin\nBetreff: Hallo\n\nWie?",
    "Gmail": "Den tis 4 mars 2025 kl 10:12 skrev Årshjul <plan@norrvik.example>:\n\n> Hur går det?\n>\n> 1  K7F3  Vandringar",
    "Gmail, wrapped": "Den tis 4 mars 2025 kl 10:12 skrev Årshjul för Norrviks kommun <\nplan+abc@norrvik.example>:\n\n> Hur går det?",
    "Gmail, wrapped over three": "On Tue, Mar 4, 2025 at 10:12 AM Årshjul\n<plan+a-very-long-tag@norrvik.example>\nwrote:\n\n> Hur?",
    "Gmail in Norwegian": "tir. 4. mars 2025 kl. 10:12 skrev Årshjul <plan@norrvik.example>:\n\n> Hvordan?",
    "Gmail in Finnish": "ti 4. maalisk. 2025 klo 10.12 Årshjul (plan@norrvik.example) kirjoitti:\n\n> Miten?",
    "Gmail in German": "Am Di., 4. März 2025 um 10:12 Uhr schrieb Årshjul <plan@norrvik.example>:\n\n> Wie?",
    "Apple Mail": "4 mars 2025 kl. 10:12 skrev Årshjul <plan@norrvik.example>:\n\nHur går det?",
    "iPhone": "Skickat från min iPhone\n\n> 4 mars 2025 kl. 10:12 skrev Årshjul <plan@norrvik.example>:\n> \n> Hur går det?",
    "French": "Le mar. 4 mars 2025 à 10:12, Årshjul <plan@norrvik.example> a écrit :\n\n> Comment ?",
    "unmarked": "On 4 Mar 2025, at 10:12, Årshjul <plan@norrvik.example> wrote:\n\nHur går det?",
    "GroupWise": '>>> Maja Ek <plan@norrvik.example> 2025-03-04 10:12 >>>\nHur går det?\n\nSvara senast på fredag.',
    "GroupWise in German": ">>> Maja Ek <plan@norrvik.example> schrieb am 04.03.2025 um 10:12 in Nachricht\n<fraga-1@norrvik.example>:\n> Wie?",
    "Apple Mail forwarding": "Vidarebefordrat mejl:\n\nFrån: Årshjul <plan@norrvik.example>\nÄmne: Hej\nDatum: 4 mars 2025 10:12:00 CET\nTill: Robin\n\nHur?",
    "Yahoo forwarding": "   ----- Vidarebefordrat meddelande ----- Från: Årshjul <plan@norrvik.example>Till: Robin Sand <robin@norrvik.example>Skickat: tisdag 4 mars 2025 10:12:00 CETÄmne: Hej\n Hur?",
    "Outlook's block on one line": "Från: Årshjul Skickat: den 4 mars 2025 10:12 Till: Robin Ämne: Uppföljning\n\nHur?",
    "Croatian": "-------- Proslijeđena poruka --------\nNaslov: \tHej\nDatum: \t4. ožujka 2025.\nŠalje: \tÅrshjul\nPrima: \tRobin\n\nKako?",
    "Turkish": "---------- Forwarded message ---------\nGönderen: Årshjul <plan@norrvik.example>\nDate: 4 Mar 2025\nSubject: Hej\n\nNasıl?",
    "earlier answers": "---\n*Tidigare svar*\n\nVi har haft en träff.",
    "Hungarian": "2025. márc. 4., k 10:12 időpontban Årshjul <plan@norrvik.example> ezt írta:\nHogy megy?",
    "line above which to answer": "## Bitte gib deine Antwort oberhalb dieser Zeile ein. ##\n\nWie?",
    "forwarded": "---------- Forwarded message ---------\nFrom: Årshjul <plan@norrvik.example>\nDate: Tue, 4 Mar 2025\nSubject: Hej\n\nHur?",
}  # fmt: skip

SIGNATURES = [
    "Med vänlig hälsning\nRobin Sand\nFältsekreterare\nNorrviks kommun\n070-123 45 67",
    "Med vänliga hälsningar,\n\nRobin Sand\n\nwww.norrvik.example",
    "Vänliga hälsningar Robin",
    "Hälsningar\nRobin",
    "Mvh\nRobin",
    "Mvh / Robin",
    "/Robin",
    "//Robin Sand",
    "-- \nRobin Sand\nNorrviks kommun",
    "--\nRobin",
    "Best regards,\nRobin Sand",
    "Kind regards\nRobin",
    "Mit freundlichen Grüßen\nRobin Sand",
    "Med venlig hilsen\nRobin",
    "Ystävällisin terveisin\nRobin Sand",
    "Skickat från min iPhone",
    "Hämta Outlook för iOS<https://aka.ms/o0ukef>",
    "Sent from my Galaxy",
    "Mvh Robin\n\nSkickat från min mobil",
    "Skaff deg Outlook for iOS<https://aka.ms/o0ukef>",
    "Last ned Outlook for Android",
    "Hämta Outlook för Androidhttps://aka.ms/AAb9ysg",
    "Verzonden vanuit Outlook voor Android",
    "Envoyé à partir d’Outlook pour Android",
    "Odoslané z iPhonu",
    "Lähetetty iPhonesta",
    "Terveisin,\nRobin\n\nRobin Sand | Kenttäsihteeri / Field secretary | Norrvikin kunta, Rantakadun toimisto | +358 50 123 4567",
    "========\nRobin Sand\nFältsekreterare\n070-123 45 67",
    "Üdv\nRobin",
    "Med vänlig hälsning\nRobin Sand\n\nSå här behandlar vi personuppgifter: norrvik.example/dataskydd",
    "Robin Sand | Fältsekreterare\nNorrviks kommun\nnorrvik.example",
    "iPhone'umdan gönderildi",
    "iOS için Outlook'u edinin",
    "iPhone készülékemről küldve",
    "Skickat från min iPhone\n\nDenna e-post kan innehålla uppgifter som omfattas av sekretess.",
    "This e-mail is confidential and may be legally privileged. If you are not the intended recipient, delete it.",
]


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_what_stands_above_a_quote_is_kept_as_it_is(quote: str) -> None:
    assert newly_written(f"{SAID}\n\n{quote}\n", WORDS) == SAID


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_goes(signature: str) -> None:
    assert newly_written(f"{SAID}\n\n{signature}\n", WORDS) == SAID
    assert newly_written(f"{SAID}\n\n{signature}\n\n{QUOTES['Gmail']}", WORDS) == SAID


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("> Hur går det?\n\nDet går bra.\n\nMvh\nRobin", "Det går bra."),
        ("Den 4 mars 2025 kl 10:12 skrev Årshjul <plan@norrvik.example>:\n> Hur går det?\n\nDet går bra.", "Det går bra."),
        ("Hej!\n> Hur går ettan?\nBra.\n> Och tvåan?\nSådär.\n", "Hej!\nBra.\nSådär."),
        ("Se nedan.\n\n> Hur går det?\n\nRobin Sand\nFältsekreterare, Norrvik", "Se nedan."),
        ("Se nedan.\n\n> Hur går det?\n\n_____________\nNorrviks listserver", "Se nedan."),
        ("Se nedan.\n\n> Hur går det?\n\nTräff Ett\nPågår", "Se nedan.\n\nTräff Ett\nPågår"),
        ("Skickat från min iPhone\n\nVi har haft två träffar och båda gick bra.", "Vi har haft två träffar och båda gick bra."),
        ("Klart.\n\nTack,\n____________\nRobin Sand\nFältsekreterare, Norrviks kommun\n\nVi svarar på vardagar mellan åtta och fem, alla andra tider går samtal till växeln.", "Klart.\n\nTack,"),
        ("Se nedan.\n\n> Vi saknar fortfarande ditt svar om de åtgärder som du ansvarar\nför i planen.\n> Svara på fredag.", "Se nedan."),
        ("> Hur går det med alla de vandringar som var tänkta i höst?\nbra\n> Och belysningen?\nklart", "bra\nklart"),
        ("Klart. Mvh Robin", "Klart."),
        ("Klart. /Robin", "Klart."),
        ("Klart On 4 Mar 2025, at 10:12, Årshjul <plan@norrvik.example> wrote:\n> Hur?", "Klart"),
        ("", ""),
        ("> bara citat", ""),
    ],
)  # fmt: skip
def test_what_stands_below_or_between_quoted_lines_is_kept(text: str, kept: str) -> None:
    assert newly_written(text, WORDS) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Den 4 mars 2025 skrev jag till kommunen:\n- en sak\n- en till",
        "Den 4 mars 2025 hade vi möte.\nMaja skrev protokoll:\nallt gick bra",
        "Hälsningar från mötet i går, där vi kom fram till att allt är klart.\n\nVi ses!",
        "Möten 2025:\n- 4 mars\n- 8 april",
        "Första delen.\n\n________________________________\n\nAndra delen, som är minst lika lång som den första.",
        "Från: klockan 8\nTill: klockan 10\nVi ses då!",
        "Så här blir det.\n\nDatum: 3 maj\nFrån: klockan 8\nTill: klockan 10\n\nAlla är välkomna.",
        "Skickat från kontoret i går kväll till alla som var med på mötet om belysningen.",
        "Best är att vänta till hösten.",
        "Skickat från min telefon till alla i gruppen i går.\n\nTvå har svarat.",
        "Det här gäller nu.\n\nNär du mejlar oss svarar vi samma dag.\n\nVi har genomfört två träffar till.",
        "1. Klart\n\nSekretess: vi har gått igenom reglerna med alla.\n\n2. Pågår",
        "Så här ser filen ut:\n\n```\nMvh\nRobin\n```\n\nDen är rättad nu.",
        "Läget i dag:\n\nTrygga Gator | pågår\nLjusa Parker | klart",
        "1. Klart\n2. Pågår\n\n-- två punkter till kommer i nästa mejl, som jag skickar på fredag",
    ],
)
def test_what_only_looks_like_a_quote_or_a_signature_stays(text: str) -> None:
    assert newly_written(text, WORDS) == text


SENT = "Hej Robin!\n\n1  K7F3  Trygghetsvandringar\n   Mål: tio vandringar\n\n2  B2MM  Belysning\n   https://plan.example/x\n"


def test_answers_in_an_unmarked_quote_are_found_by_comparing_with_what_was_sent() -> None:
    answered = SENT.replace("tio vandringar\n", "tio vandringar\nSju är gjorda.\n").replace(
        "x\n", "x\nKlart!\n"
    )
    text = f"Se nedan.\n\nFrån: Årshjul\nSkickat: den 4 mars 2025 10:12\nTill: Robin\nÄmne: Hej\n\n{answered}"
    assert newly_written(text, WORDS, SENT) == "Se nedan.\n\nSju är gjorda.\nKlart!"


def test_the_wrapped_end_of_a_quoted_line_is_no_answer() -> None:
    sent = "Vi saknar fortfarande ditt svar om de åtgärder som du ansvarar för i planen."
    text = "> Vi saknar fortfarande ditt svar om de åtgärder som du ansvarar\nför i planen.\n\nKlart."
    assert newly_written(text, WORDS, sent) == "Klart."


@pytest.mark.parametrize(
    "banner",
    [
        "OBS! Detta mejl kommer utifrån. Öppna inga filer som du inte väntar på.",
        "Du får inte ofta e-post från robin@annanstans.example. Läs om varför det är viktigt",
        "EXTERN AVSÄNDARE\nTänk efter före.",
        "CAUTION: This email originated from outside the town.",
        "Denne e-posten er sendt utenfra.",
    ],
)
def test_a_warning_that_the_readers_own_mail_system_put_first_goes(banner: str) -> None:
    assert newly_written(f"{banner}\n\n{SAID}\n\n{QUOTES['Gmail']}", WORDS) == SAID
    assert newly_written(banner, WORDS) == banner


def test_what_only_mentions_external_mail_stays() -> None:
    text = "Vi fick ett externt mejl om belysningen.\n\nDet är klart nu."
    assert newly_written(text, WORDS) == text


@pytest.mark.parametrize("before", ["", "\n", "\n\n\n   "])
def test_a_first_paragraph_that_begins_as_small_print_does_is_the_senders_own(before: str) -> None:
    said = "Denna e-post skriver jag från bryggan: lyktan är trasig igen.\n\nVi lagar den på torsdag."
    assert newly_written(before + said, WORDS).strip() == said


def test_small_print_below_only_a_greeting_is_the_senders_own_when_more_is_told() -> None:
    said = "Hej Maja,\n\nDenna e-post är bara till dig, skicka den inte vidare.\n\nTvå föräldrar vill hoppa av som nattvandrare."
    assert newly_written(said, WORDS) == said


def test_small_print_that_stands_first_below_a_quote_goes() -> None:
    text = "Den är klar.\n\n> Hur går det?\n\nDenna e-post är konfidentiell och får inte spridas vidare."
    assert newly_written(text, WORDS) == "Den är klar."


@pytest.mark.parametrize(
    "said", ["På torsdag är vi klara", "Den gången gick det bra", "Vi ses", "I höst blir det fler"]
)
def test_an_answer_that_begins_as_an_attribution_does_stays(said: str) -> None:
    text = f"{said}\nDen 4 mars 2025 kl. 10:12 skrev Maja Ek <maja.ek@norrvik.example>:\n\n> Hur går det?"
    assert newly_written(text, WORDS) == said


def test_an_attribution_reaches_over_a_blank_line_only_for_its_own_pieces() -> None:
    said = "Den 3 mars 2025 09:30 skrev nämnden under.\n\nSedan dess är allt i gång."
    quote = "Den 4 mars 2025 kl. 10:12 skrev Maja Ek <maja.ek@norrvik.example>:\n\nHur går det?"
    torn = "Den 4 mars 2025 kl. 10:12 skrev Maja Ek\n\n<\n\nmaja.ek@norrvik.example\n\n>:\n\nHur går det?"
    assert newly_written(f"{said}\n\n{quote}", WORDS) == said
    assert newly_written(f"{SAID}\n\n{torn}", WORDS) == SAID


def test_answers_below_an_attribution_whose_address_gmail_broke_off_stay() -> None:
    quote = "mån 10 mars 2025 kl. 08:00 skrev Maja Ek <\nmaja.ek@norrvik.example>:"
    assert newly_written(f"{quote}\n\n> 1. Hur går det?\n\n{SAID}\n\n> Maja Ek", WORDS) == SAID


def test_a_name_after_a_slash_may_have_its_title() -> None:
    assert newly_written(f"{SAID}\n\n/Otto Berg, registrator", WORDS) == SAID
    assert newly_written(f"{SAID}\n\n/Otto Berg, ring mig", WORDS) != SAID


@pytest.mark.parametrize(
    "quote",
    [
        "tis 4 mars 2025 kl. 10:12 skrev Maja Ek, samordnare <\n\nHur går det?",
        "* Maja Ek <maja.ek@norrvik.example> [2025-03-04 10:12]:\n> Hur går det?",
        "Wiadomość napisana przez Maja Ek <maja.ek@norrvik.example> w dniu 04.03.2025, o godz. 10:12:\nHur går det?",
    ],
)
def test_an_attribution_that_lost_its_end_or_has_no_verb_is_one(quote: str) -> None:
    assert newly_written(f"{SAID}\n\n{quote}", WORDS) == SAID


def test_a_greeting_with_the_telephones_line_behind_it_goes() -> None:
    assert newly_written(f"{SAID}\n\nMvh Skickat från min iPhone", WORDS) == SAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Klart Skickat från min Samsung Galaxy-smartphone.", "Klart"),
        ("Klart. Skickat från min iPhone", "Klart."),
        ("Klart. Skickat från kommunen i går.", "Klart. Skickat från kommunen i går."),
        ("Listan är skickat från min kollega.", "Listan är skickat från min kollega."),
    ],
)
def test_a_telephones_line_is_left_out_where_it_has_run_into_the_answer(text: str, said: str) -> None:
    assert newly_written(text, WORDS) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Klart.\n\nMvh Sara Lindh, rektor", "Klart."),
        ("Klart.\n\nMed vänlig hälsning Sara Lindh, trygghetssamordnare, Norrvik", "Klart."),
        ("Klart. Mvh Sara Lindh, rektor", "Klart."),
        ("Klart.\nMvh Sara, vi ses på torsdag", "Klart.\nMvh Sara, vi ses på torsdag"),
        (
            "Klart.\nMvh Sara, rektor ringer dig i morgon bitti",
            "Klart.\nMvh Sara, rektor ringer dig i morgon bitti",
        ),
    ],
)
def test_a_title_behind_the_name_belongs_to_the_signature(text: str, said: str) -> None:
    assert newly_written(text, WORDS) == said

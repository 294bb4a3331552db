"""Whatever stands in a Vem cell, the reading never raises and only says what stands there."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import load
from service.domain.parties import Directory, Party, PartyWords, match, read_who
from service.domain.parties.tokens import plainly, tokens_of

WORDS = PartyWords.from_data(load("party"))
DIRECTORY = Directory.of(
    [Party("1", "Robin Sand"), Party("2", "Polisen", kind="unit"), Party("3", "Sara Lindh")]
)
PIECES = [
    "Robin",
    "Sara",
    "Lindh",
    "von",
    "polis",
    "Polisen",
    "skola",
    "soc.",
    "KS",
    "SDF",
    "rektor",
    "Kultur-",
    "fritidsnämnden",
    "och",
    "samt",
    ",",
    "/",
    "+",
    "(",
    ")",
    ":",
    ".",
    ";",
    "-",
    "–",
    "?",
    "\n",
    "1.",
    "ansvarig",
    "Ansvarig",
    "ansvarar",
    "är",
    "sammankallande",
    "genom",
    "med",
    "mellan",
    "att",
    "som",
    "av",
    "för",
    "på",
    "alla",
    "berörda",
    "bolagen",
    "stöd",
    "deltar",
    "tar",
    "Xyz",
    "maja@norrvik.example",
    "070-1740605",
    "2025",
    "i",
    "ledning",
    "A.",
    "(m)",
    "Det",
    "kallas",
    "uppdrag",
    "uppdrar",
    "åt",
    "men",
    "NN",
    "oklart",
]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_reading_says_only_what_stands_in_the_text(text: str) -> None:
    who = read_who(text, WORDS)
    for mention in who.mentions:
        assert 0 <= mention.begin < mention.finish <= len(text)
        assert plainly(text)[mention.begin : mention.finish] == mention.text
    assert set(who.persons) <= {mention.text for mention in who.mentions if mention.kind == "person"}
    assert set(who.roles_or_units) <= {mention.text for mention in who.mentions if mention.kind == "role"}
    assert sum(mention.lead for mention in who.mentions) <= 1
    assert who.check == bool(who.why)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_matching_names_only_parties_of_the_directory(text: str) -> None:
    found = match(read_who(text, WORDS), DIRECTORY)
    assert {found.lead or "1", *found.parties, *(proposal.party_id for proposal in found.proposals)} <= {
        "1",
        "2",
        "3",
    }


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_tokens_follow_one_another_without_overlap(text: str) -> None:
    tokens, _, _ = tokens_of(text, WORDS)
    assert all(one.finish <= other.begin for one, other in itertools.pairwise(tokens))
    assert all(text[token.begin : token.finish] == token.text for token in tokens)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PIECES), st.sampled_from(PIECES))
def test_ten_thousand_characters_are_read_too(one: str, other: str) -> None:
    text = (f"{one} {other} " * 10_000)[:10_000]
    assert read_who(text, WORDS).mentions is not None

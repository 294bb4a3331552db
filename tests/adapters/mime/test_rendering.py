"""HTML as its reader sees it, and what other people wrote in it marked by "> "."""

import pytest

from service.adapters.mime.rendering import render_html


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>Ett</p><p>Två</p>", "Ett\n\nTvå"),
        ("<div>Ett</div><div>Två</div>", "Ett\nTvå"),
        ("<div>Ett</div><div><br></div><div>Två</div>", "Ett\n\nTvå"),
        ("Ett<br>Två<br><br>Tre", "Ett\nTvå\n\nTre"),
        ("<div>Ett<br></div>Två", "Ett\nTvå"),
        ("  Ett\n   <b>två</b>\ttre <i> fyra</i>", "Ett två tre fyra"),
        ("Ett<b>tvåtre</b>fyra", "Etttvåtrefyra"),
        ("&Aring;tg&auml;rd &#8211; 5&nbsp;kr &lt;3", "Åtgärd – 5 kr <3"),
        ('<a href="https://x.example/">Planen</a> är klar', "Planen är klar"),
        ("<ul><li>Ett</li><li>Två</li></ul>", "- Ett\n- Två"),
        ("<ol><li>klart<li>inte klart</ol>", "1. klart\n2. inte klart"),
        ('<ol start="3"><li>klart</li><li value="7">ny</li><li>till</li></ol>', "3. klart\n7. ny\n8. till"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n- b\n2. c"),
        ("<ol start='x'><li value='-1'>a</ol>", "1. a"),
        ("<table><tr><td>1</td><td>klart</td></tr><tr><td>2</td><td>nej</td></tr></table>", "1 klart\n2 nej"),
        ("<pre>rad 1\n  rad 2\n\nrad 4</pre>", "rad 1\nrad 2\n\nrad 4"),
        ('<div style="white-space: pre-wrap">rad 1\nrad 2</div>', "rad 1\nrad 2"),
        ("<head><title>T</title><style>p{}</style></head><script>x()</script>Hej", "Hej"),
        ('<div style="display:none">förhandstext</div>Hej<span hidden>!</span>', "Hej"),
        ("<!--[if mso]>dold<![endif]--><![if !mso]>Hej<![endif]><!-- dold -->", "Hej"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><html><body>Hej då</body></html>', "Hej då"),
        (
            "<p class=MsoNormal>Ett<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Två</p>",
            "Ett\n\nTvå",
        ),
        ("<p>Ett<div>Två</div></b>Tre<table><tr><td>Fyra", "Ett\n\nTvå\nTre\nFyra"),
        ('<img src="cid:logo" alt="Norrviks kommun">Hej <img alt="👍">', "Hej 👍"),
        ("Ett<hr>Två", "Ett\n\n________________________________\nTvå"),
        ("", ""),
        ("bara text", "bara text"),
        ('<p data-quote="1">a</p><ol data-count="x"><li>b</ol>', "a\n\n1. b"),
    ],
)
def test_words_stand_on_the_lines_where_a_reader_sees_them(written: str, read: str) -> None:
    assert render_html(written) == read


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>Hur går det?</blockquote>",
        '<blockquote type="cite">Hur går det?</blockquote>',
        '<blockquote style="border:none;border-left:solid #CCC 1.0pt">Hur går det?</blockquote>',
        '<div class="gmail_quote">Hur går det?</div>',
        '<div class="gmail_quote gmail_quote_container"><blockquote class="gmail_quote">Hur går det?</blockquote></div>',
        '<div class="yahoo_quoted" id="yahoo_quoted_1">Hur går det?</div>',
        '<div class="protonmail_quote"><blockquote type="cite">Hur går det?</blockquote></div>',
        '<div class="zmail_extra">Hur går det?</div>',
        '<div class="moz-cite-prefix">Hur går det?</div>',
        '<div name="messageReplySection">Hur går det?</div>',
        '<div id="appendonsend"></div><div>Hur går det?</div>',
        '<div id="x_divRplyFwdMsg">Hur går det?</div>',
    ],
)
def test_what_a_mail_program_quotes_is_marked(quote: str) -> None:
    assert [line for line in render_html(f"<div>Klart.</div>{quote}").split("\n") if line] == [
        "Klart.",
        "> Hur går det?",
    ]


def test_quotes_within_quotes_are_marked_by_their_depth() -> None:
    assert (
        render_html("a<blockquote>b<blockquote>c</blockquote>d</blockquote>e")
        == "a\n\n> b\n>\n> > c\n>\n> d\n\ne"
    )


def test_an_answer_between_two_quotes_of_gmail_is_not_marked() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">Den mån 3 mars skrev Maja:<br></div>'
        '<blockquote class="gmail_quote">Fråga 1</blockquote><div>Svar 1</div>'
        '<blockquote class="gmail_quote">Fråga 2</blockquote></div><div>Svar 2</div>'
    )
    assert [line for line in render_html(html).split("\n") if line.strip(">")] == [
        "> Den mån 3 mars skrev Maja:",
        "> Fråga 1",
        "Svar 1",
        "> Fråga 2",
        "Svar 2",
    ]


def test_a_forwarded_mail_of_gmail_is_all_somebody_elses() -> None:
    html = '<p>Se nedan</p><div class="gmail_quote">---------- Forwarded message<br>Text<blockquote>inre</blockquote></div>'
    assert [line for line in render_html(html).split("\n") if line.strip(">")] == [
        "Se nedan",
        "> ---------- Forwarded message",
        "> Text",
        "> > inre",
    ]


def test_an_indented_paragraph_is_no_quote() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Klart.</blockquote>'
    assert render_html(html) == "Klart."


@pytest.mark.parametrize(
    "head",
    [
        '<hr><div id="divRplyFwdMsg"><b>Från:</b> Maja<br><b>Skickat:</b> den 3 mars</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>Från:</b> Maja<br><b>Skickat:</b> den 3 mars</p></div>',
        '<span id="OLK_SRC_BODY_SECTION"><div><b>Från:</b> Maja<br><b>Skickat:</b> den 3 mars</div></span>',
    ],
)
def test_outlooks_head_of_a_quoted_mail_keeps_its_lines(head: str) -> None:
    lines = render_html(f"<p class=MsoNormal>Klart.</p>{head}<p>Hur går det?</p>").split("\n")
    assert [line for line in lines if line and not line.startswith("_")] == [
        "Klart.",
        "Från: Maja",
        "Skickat: den 3 mars",
        "Hur går det?",
    ]


def test_a_head_in_a_language_that_nobody_knows_marks_all_that_follows() -> None:
    html = 'Klart.<div id="divRplyFwdMsg"><b>Od:</b> Maja<br><b>Wysłano:</b> 3</div><div>Hur går det?</div>'
    assert render_html(html) == "Klart.\n> Od: Maja\n> Wysłano: 3\n> Hur går det?"


@pytest.mark.parametrize(
    "mark",
    [
        'class="gmail_signature"',
        'class="moz-signature"',
        'id="Signature"',
        'id="composer_signature"',
        'class="protonmail_signature_block"',
        'class="x_front-signature"',
        'class="ydp8a1signature"',
        'name="messageSignatureSection"',
    ],
)
def test_a_signature_stands_below_its_separator(mark: str) -> None:
    assert render_html(f"<div>Klart.</div><div {mark}>Robin<br>Fritid</div>") == "Klart.\n-- \nRobin\nFritid"


def test_a_signature_that_brings_its_separator_has_only_one() -> None:
    assert render_html('Klart.<div class="moz-signature">-- <br>Robin</div>').split("\n") == [
        "Klart.",
        "-- ",
        "Robin",
    ]


def test_words_in_nothing_but_a_signature_are_no_signature() -> None:
    assert render_html('<div id="Signature">Klart.</div>') == "Klart."


def test_elements_nested_deeper_than_any_reader_goes_keep_their_words() -> None:
    assert render_html("<div>" * 10_000 + "Klart." + "</div>" * 10_000 + "Slut") == "Klart.\nSlut"

"""What an element of an HTML mail is to us, told by how mail programs build their mails.

The names are those of Outlook (divRplyFwdMsg, appendonsend, OLK_SRC_BODY_SECTION, a line above From/Sent), Gmail (gmail_…),
Thunderbird (moz-…), Yahoo, Proton, Zimbra, Tuta and Spark; a class that ends in "signature" is one in all of them.
Outlook on the web puts "x_" before the names in what it quotes.
"""

import re
from itertools import islice
from typing import Any, Literal

Role = Literal["", "hidden", "quote", "history", "signature"]

SILENT = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "meta",
        "link",
        "template",
        "object",
        "iframe",
        "svg",
        "math",
        "select",
        "option",
        "textarea",
        "base",
        "audio",
        "video",
        "canvas",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote"])

NEAR = 100
"""Elements of a quote in which an inner one is looked for."""

_PREFIX = r"(?:^|\s)(?:x_|mcnt)*"
_ATTRIBUTION = re.compile(
    _PREFIX + r"(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|zmail_extra_hr)(?:\s|$)"
)
_WRAPPER = re.compile(
    _PREFIX
    + r"(?:gmail_quote|gmail_quote_container|gmail_extra|yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|"
    r"moz-forward-container|moz-cite-container)(?:\s|$)"
)
_SIGNATURE = re.compile(_PREFIX + r"[\w-]{0,30}signature(?:_block(?:-user)?)?(?:\s|$)")
_SIGNATURE_ID = re.compile(
    r"(?:x_)*(?:[Ss]ignature|composer_signature|ms-outlook-mobile-signature|AppleMailSignature|"
    r"lineBreakAtBeginningOfSignature|Zm-_Id_-Sgn)"
)
_HISTORY_ID = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|"
    r"ms-outlook-mobile-reference-message|reply-intro|isForwardContent)"
)
_HISTORY_CLASS = re.compile(
    _PREFIX
    + r"(?:OutlookMessageHeader|ms-outlook-mobile-reference-message|mail-editor-reference-message-container)(?:\s|$)"
)
_HISTORY_STYLE = re.compile(r"border-top:\s*solid\s*#?(?:e1e1e1|b5c4df|c4c4c4)\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all|font-size:\s*0(?:px|pt|em|)\s*(?:;|!|$)",
    re.IGNORECASE,
)
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?:\s*0", re.IGNORECASE)
_INDENTED = re.compile(r"border(?:-left)?:\s*(?:none|0)|webkit-indent", re.IGNORECASE)
_PREFORMATTED = re.compile(r"white-space:\s*(?:pre|break-spaces)", re.IGNORECASE)
_FORWARDED = re.compile(r"\s*-{4,}")


def role_of(element: Any, tag: str) -> Role:
    """Return what an element is, "" when it is nothing special."""
    attributes = element.attrib
    style, classes, name = attributes.get("style", ""), attributes.get("class", ""), attributes.get("id", "")
    if "hidden" in attributes or (style and _HIDDEN.search(style)):
        return "hidden"
    if tag == "blockquote":
        return "" if _only_indents(attributes) else "quote"
    if name and _HISTORY_ID.fullmatch(name):
        return "history"
    if (classes and _HISTORY_CLASS.search(classes)) or (style and _HISTORY_STYLE.search(style)):
        return "history"
    if classes and _ATTRIBUTION.search(classes):
        return "quote"
    if attributes.get("name") == "messageReplySection":
        return "quote"
    if (classes and _WRAPPER.search(classes)) or name.startswith("yahoo_quoted"):
        return "" if _is_around_a_quote(element) else "quote"
    if (classes and _SIGNATURE.search(classes)) or (name and _SIGNATURE_ID.fullmatch(name)):
        return "signature"
    if attributes.get("name") == "messageSignatureSection":
        return "signature"
    return ""


def _only_indents(attributes: Any) -> bool:
    """Whether a blockquote is a writer's indented text: no line at its side, and not said to be a quote."""
    if attributes.get("type") == "cite" or attributes.get("cite") or "quote" in attributes.get("class", ""):
        return False
    style = attributes.get("style", "")
    return bool(_INDENTED.search(style)) and "border-left:solid" not in style.replace(" ", "").lower()


def _is_around_a_quote(element: Any) -> bool:
    """Whether the quoted words have an element of their own within, so that answers may stand beside it.

    A forwarded mail begins with a line of hyphens and is all somebody else's.
    """
    if not any(each.tag == "blockquote" for each in islice(element.iter(), NEAR)):
        return False
    words = ""
    for number, text in enumerate(element.itertext()):
        words += text
        if words.strip() or number > 20:
            break
    return not _FORWARDED.match(words)


def keeps_lines(element: Any, tag: str) -> bool:
    """Whether line breaks in the source are line breaks to the reader."""
    return tag in ("pre", "listing", "xmp", "plaintext") or bool(
        _PREFORMATTED.search(element.attrib.get("style", ""))
    )


def has_space_around(element: Any, tag: str) -> bool:
    """Whether an empty line stands before and after: not in Outlook, whose empty lines are paragraphs of their own."""
    if tag not in SPACED:
        return False
    if tag in ("ul", "ol", "dl"):
        parent = element.getparent()
        return parent is None or parent.tag not in ("li", "ul", "ol", "td")
    attributes = element.attrib
    return "Mso" not in attributes.get("class", "") and not _NO_MARGIN.search(attributes.get("style", ""))

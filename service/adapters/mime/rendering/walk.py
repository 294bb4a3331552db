"""Walking the tree of an HTML mail, in document order and without recursion."""

import re
from typing import Any

from lxml import etree

from service.adapters.mime.charsets import clean
from service.adapters.mime.rendering.marks import BLOCKS, SILENT, has_space_around, keeps_lines, role_of
from service.adapters.mime.rendering.page import Page

LONGEST = 2_000_000
"""Characters of HTML that are read."""
MOST_ELEMENTS = 100_000
DEEPEST = 1_000
NEAR = 60
"""Elements in which the head of a quoted mail is looked for."""

_TAG = re.compile(r"<[^<>]{0,5000}>")
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|dd|dt|br|hr|img|meta|link|input|base|col|wbr|area|source|option|o:p)\b)[a-z]",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"(?i)</?(?:br|p|div|tr|li|blockquote)\b[^<>]{0,5000}>")
_UNREADABLE = re.compile(r"^\s*<\?xml[^>]{0,200}\?>|<!\[[^\]>]{0,100}\]>|\x00", re.IGNORECASE)
_LABEL = re.compile(
    r"[\s_*>]*(?:från|from|fra|von|de|lähettäjä|van|frå)\s*:.{0,3000}?(?:skickat|sent|sendt|gesendet|lähetetty|datum|date|dato|til|till|to|an|"
    r"ämne|subject|emne)\s*:",
    re.IGNORECASE | re.DOTALL,
)


def render_html(source: str) -> str:
    """Return the words of an HTML mail. Broken HTML is read as browsers read it; deeper than they go, by its tags alone."""
    source = _UNREADABLE.sub("", source[:LONGEST])
    if not source.strip():
        return ""
    root = None if _is_hostile(source) else _tree(source)
    return clean(_without_tags(source) if root is None else _Walk().write(root))


def _tree(source: str) -> Any:
    parser = etree.HTMLParser(
        huge_tree=True, recover=True, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _is_hostile(source: str) -> bool:
    """Whether elements may be nested deeper than the parser goes, which would lose what stands there."""
    depth = 0
    for found in _NESTING.finditer(source):
        depth += -1 if found[1] else 1
        if depth > DEEPEST:
            return True
        depth = max(depth, 0)
    return False


def _without_tags(source: str) -> str:
    entities = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
    text = _TAG.sub("", _BREAKING.sub("\n", source))
    for entity, sign in entities.items():
        text = text.replace(entity, sign)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


class _Walk:
    """One walk over one tree."""

    def __init__(self) -> None:
        self._page = Page()
        self._in_history = False
        self._lists: list[int | None] = []
        """The last number of each open list, None when it has no numbers."""

    def write(self, root: Any) -> str:
        """Return the page of the tree."""
        waiting: list[tuple[Any, bool, bool, bool]] = [(root, False, False, False)]
        entered = 0
        while waiting:
            element, leaving, keeping, quoting = waiting.pop()
            if leaving:
                self._leave(element, quoting)
                self._words(element.tail, keeping)
                continue
            entered += 1
            tag = element.tag
            role = role_of(element, tag) if element.attrib or tag == "blockquote" else ""
            if not isinstance(tag, str) or tag in SILENT or role == "hidden" or entered > MOST_ELEMENTS:
                self._words(element.tail, keeping)
                continue
            self._enter(element, tag)
            quoting = self._begin(element, role)
            waiting.append((element, True, keeping, quoting))
            inner = keeping or keeps_lines(element, tag)
            self._words(element.text, inner)
            waiting.extend((child, False, inner, False) for child in reversed(element))
        return self._page.text()

    def _words(self, text: str | None, keeping: bool) -> None:
        if text:
            (self._page.write_lines if keeping else self._page.write)(text)

    def _enter(self, element: Any, tag: str) -> None:
        if tag == "br":
            self._page.new_line()
        elif tag in ("td", "th"):
            self._page.space()
        elif tag == "img":
            self._write_sign(element)
        elif tag == "li":
            self._page.bullet(self._bullet(element))
        elif tag == "hr":
            self._page.rule()
        elif tag in BLOCKS:
            self._edge(element, tag)
        if tag in ("ol", "ul"):
            self._lists.append(_number(element.get("start"), 1) - 1 if tag == "ol" else None)

    def _edge(self, element: Any, tag: str) -> None:
        if has_space_around(element, tag):
            self._page.paragraph()
        else:
            self._page.end_line()

    def _bullet(self, element: Any) -> str:
        """Return a list item's sign. Numbers count: an answer may be divided by them."""
        last = self._lists[-1] if self._lists else None
        if last is None:
            return "- "
        number = _number(element.get("value"), last + 1)
        self._lists[-1] = number
        return f"{number}. "

    def _begin(self, element: Any, role: str) -> bool:
        """Begin what the role tells; return whether it is a quote that ends with the element."""
        if role == "quote":
            self._page.end_line()
            self._page.depth += 1
        elif role == "history" and not self._in_history and not self._page.depth:
            self._page.end_line()
            self._begin_history(element)
        elif role == "signature" and not self._page.depth:
            self._page.sign()
        return role == "quote"

    def _begin_history(self, element: Any) -> None:
        """Mark all that follows, unless it begins with From and Sent, which tell the same in the plain texts of Outlook."""
        self._in_history = True
        if not _LABEL.match(_following(element)):
            self._page.depth += 1

    def _write_sign(self, element: Any) -> None:
        """Write the sign that a picture stands for, as webmail sends emoji."""
        sign = element.get("alt", "")
        if 0 < len(sign) <= 4 and not sign.isascii() and not sign.isalnum():
            self._page.write(sign)

    def _leave(self, element: Any, quoting: bool) -> None:
        tag = element.tag
        if tag in ("ol", "ul"):
            self._lists.pop()
        if tag in BLOCKS and tag != "hr":
            self._edge(element, tag)
        if quoting:
            self._page.end_line()
            self._page.depth -= 1


def _following(element: Any) -> str:
    """Return the first words from an element on, in document order, as far as `NEAR` elements reach."""
    words: list[str] = []
    waiting = element
    for _ in range(NEAR):
        words.append(waiting.text or "")
        child = waiting[0] if len(waiting) else None
        while child is None:
            words.append(waiting.tail or "")
            child = waiting.getnext()
            if child is None:
                waiting = waiting.getparent()
                if waiting is None:
                    return " ".join(words)
        waiting = child
    return " ".join(words)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text.strip(), re.ASCII) else otherwise

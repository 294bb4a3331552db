"""How a letter ends: greetings and names, what telephones and mail programs add, and the legal small print.

What is looked for is the first line from which nothing more is said. A greeting in the middle of things ("Hälsningar från
mötet i går, där vi …") does not end anything, and neither does a line of dashes with a long text below it.
"""

import re
from itertools import pairwise

from service.domain.reply.lines import Line
from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

_DELIMITER = re.compile(r"(?:[-–—_]\s?){2,3}$|[—–]$|\*{2,4}\s*$|-\*-$")
_RULE = re.compile(r"[-_=*–—]{4,}$")
_SLASHED = re.compile(
    r"\s{0,4}(?://?|[-–—~]{1,2}(?=\w))\s?([A-ZÅÄÖÉÜØÆ][\w.'’-]{0,30}(?:,? (?:och |& |[A-ZÅÄÖÉÜØÆ])[\w.'’-]{0,30}){0,4})[\s,.!]*$"
)
_SLASHED_LAST = re.compile(
    r"(?:(?<=[.!?…)])|(?<=\s))\s*//?\s?[A-ZÅÄÖÉÜØÆ][\w.'’-]{1,30}(?: [A-ZÅÄÖÉÜØÆ][\w.'’-]{0,30}){0,2}\s*$"
)
_NAME_WORD = re.compile(r"[A-ZÅÄÖÉÜØÆ][\w.'’-]*$")
_LINKED = re.compile(
    r"\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)|<(?:https?|mailto)[^>\n]{0,500}>|https?:\S{1,500}"
)

_PICTURE = re.compile(r"\s*\[(?:cid:[^\]\n]{0,200}|(?:bild|image|logo)[^\]\n]{0,80})\]\s*$", re.IGNORECASE)
_ANSWER = re.compile(r"\s*(?:\d{1,2}\s*[.:)]\s|[-*•]\s)")
_PHONE = re.compile(r"\+?\d[\d ()-]{6,}\d")
_CARD = 8
"""Lines of a name card that no greeting announces."""

_REST = 30
"""Written lines that may follow a greeting: name, title, address, telephone, links, and the office's small print."""

_LOOKED_AT = 4 * _REST
_BEGINS = 12
"""Words of a paragraph that tell what it is about."""
_TAIL = 5
"""Lines of a signature below a quote."""
_DEVICE = 4
"""Words of a device's name ("Samsung Galaxy-smartphone")."""
_LONGEST_TITLE = 6
"""Words and marks of a title and an office behind a name's comma (", rektor, Ekskolan")."""
_OWN = ("min", "mitt", "my")
_GREETING = 3
"""Words of a greeting with which a letter begins ("Hej Maja")."""


def signature_begins(lines: list[Line], words: MailWords, below: bool = False) -> int:
    """Return the index of the first line of the signature; the number of lines when there is none.

    `below`: they stand below a quote, where small print may come first.
    """
    after_blank = True
    code = code_in(lines)
    said = [""] * (_GREETING + 1) if below else []
    for index, line in enumerate(lines):
        if line.is_blank:
            after_blank = True
            continue
        if index not in code:
            rest = lines[index + 1 : index + 1 + _LOOKED_AT]
            if _ends_here(line, rest, after_blank, words, said) or _is_ruled_off(lines, index, words):
                return index
        said += line.words[: _GREETING + 1 - len(said)]
        after_blank = False
    return len(lines)


def code_in(lines: list[Line]) -> set[int]:
    """Return which lines stand between marks of code ("```"): nothing there is a greeting or a signature."""
    marks = [index for index, line in enumerate(lines) if line.bare.startswith("```")]
    inside: set[int] = set()
    for begin, end in zip(marks[::2], marks[1::2], strict=False):
        inside.update(range(begin, end + 1))
    return inside


def _ends_here(line: Line, rest: list[Line], after_blank: bool, words: MailWords, said: list[str]) -> bool:
    """Whether nothing more is said from a line on; `said` are the first words above it."""
    if len(line.bare) > 200:
        return after_blank and _is_small_print(line, rest, words, said)
    if _DELIMITER.match(line.bare):
        return line.bare in ("--", "—") or _is_small(rest, 12)
    if _RULE.match(line.bare):
        return _is_footer_below(rest, words) or (after_blank and _is_card_below(rest))
    if is_device_line(line, words, not said):
        return _is_small(_above_footer(rest, words), 12)
    if _is_closing(line, words):
        return _is_small(_above_footer(rest, words), _REST)
    if _SLASHED.match(line.written) or _is_slashed_with_title(line, words):
        return _is_small(rest, 10)
    if _is_mild_closing(line, rest, words):
        return True
    return after_blank and (
        _is_small_print(line, rest, words, said) or (bool(said) and _is_titled_name(line, rest, words))
    )


def _is_ruled_off(lines: list[Line], index: int, words: MailWords) -> bool:
    """Whether a line is drawn right below thanks or good wishes that stand alone ("Tack,"), and a name below it."""
    if not 0 < index < len(lines) - 1 or not _RULE.match(lines[index].bare):
        return False
    said = lines[index - 1].words
    return 0 < len(said) == words.signature["mild"].at(said) and is_name(lines[index + 1])


def _is_small_print(line: Line, rest: list[Line], words: MailWords, said: list[str]) -> bool:
    """Whether the small print begins here: first, or in the middle of an answer, the same words are the sender's own.

    Where no more than a greeting stands above, small print is so only when nothing but small print follows.
    """
    if not said or not words.footers.at(line.words) or _answers_go_on(rest, words):
        return False
    greets = len(said) <= _GREETING and words.signature["greetings"].at(said)
    return not greets or not any(
        before.is_blank and len(after.words) > _GREETING and not words.footers.at(after.words)
        for before, after in pairwise(rest)
    )


def _answers_go_on(rest: list[Line], words: MailWords) -> bool:
    """Whether a later paragraph, which is no small print, begins with a number or with how something stands."""
    for before, line in pairwise(rest):
        if before.is_blank and not line.is_blank and not words.footers.at(line.words):
            begins = line.words[:_BEGINS]
            if _ANSWER.match(line.bare) or any(each.within(begins) for each in words.statuses.values()):
                return True
    return False


def _is_titled_name(line: Line, rest: list[Line], words: MailWords) -> bool:
    """Whether a letter ends with a name and a title on one line ("Robin Sand | Enhetschef") and an office below it."""
    name, bar, _ = line.bare.partition("|")
    if not bar or len(name.split()) < 2 or not is_name(Line(name)):
        return False
    return (
        len(_written(rest)) < _CARD and _is_small(rest, _CARD) and not _tells_of_status([line, *rest], words)
    )


def _tells_of_status(lines: list[Line], words: MailWords) -> bool:
    return any(each.within(line.words) for line in lines for each in words.statuses.values())


def is_tail(lines: list[Line], words: MailWords) -> bool:
    """Whether lines below a quote, by one who has written above it, are a signature: a rule first, or a name card."""
    written = _written(lines)
    if not 1 < len(written) <= _TAIL or _tells_of_status(written, words):
        return False
    if _RULE.match(written[0].bare) or _DELIMITER.match(written[0].bare):
        return True
    named = [word for word in written[0].bare.split() if not word.startswith("@")]
    is_named = len(named) > 1 and is_name(Line(" ".join(named)))
    return is_named and not any(each.bare.endswith((".", "!", "?", ":")) for each in written)


def _above_footer(rest: list[Line], words: MailWords) -> list[Line]:
    """Return the lines before the small print, which goes whatever stands above it."""
    for at, line in enumerate(rest):
        if not line.is_blank and (at == 0 or rest[at - 1].is_blank) and words.footers.at(line.words):
            return rest[:at]
    return rest


def _written(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.is_blank]


def _is_small(rest: list[Line], most: int) -> bool:
    """Whether what follows can be a name card: few lines, and hardly a sentence before the small print."""
    written = _written(rest)
    prose = sum(1 for line in written[:4] if _is_prose(line))
    return (len(written) <= most and prose == 0) or (
        len(written) <= 2 * most and prose == 0 and len(written[:most]) > 3
    )


def _is_prose(line: Line) -> bool:
    bare = line.bare
    is_card = "@" in bare or "http" in bare or bare.count("|") > 1
    return (len(line.words) >= 12 and not is_card) or (
        len(line.words) >= 5 and bare.endswith((".", "?", "!")) and not any(sign.isdigit() for sign in bare)
    )


def _is_footer_below(rest: list[Line], words: MailWords) -> bool:
    written = _written(rest[:8])
    if not written or words.footers.at(written[0].words):
        return True
    return any(words.signature["lists"].within(line.words) for line in written[:3])


def _is_card_below(rest: list[Line]) -> bool:
    """Whether a name of at least two words stands below a line, with an address, a link or a telephone and no prose."""
    written = _written(rest)
    if not written or len(written[0].words) < 2 or not is_name(written[0]) or not _is_small(rest, 12):
        return False
    return any("@" in line.bare or "http" in line.bare or _PHONE.search(line.bare) for line in written)


def is_device_line(line: Line, words: MailWords, begins: bool) -> bool:
    """Whether a telephone or a mail program wrote the line ("Skickat från min iPhone"); `begins`: nothing stands above."""
    said = words_of(_LINKED.sub(r"\1", line.bare))
    if 1 < len(said) <= 8 and words.signature["sent_last"].at(said[-1:]):
        return words.signature["devices"].within(said)
    length = words.signature["sent_from"].at(said)
    if not length:
        return words.signature["sent_from"].unspaced_in(line.bare.lower()) and len(line.bare) <= 30
    beyond = said[length:]
    if len(line.bare) > 200 or len(beyond) > 14 or (begins and _is_told(line, beyond, words)):
        return False
    return len(beyond) <= 2 or words.signature["devices"].within(beyond[:4])


def _is_told(line: Line, beyond: list[str], words: MailWords) -> bool:
    """Whether a person tells of something sent ("Sent from my phone this morning, worked fine.") and asks for no excuse."""
    ends = line.bare.endswith((".", "!", "?")) and len(beyond) > 3
    return ends and not words.signature["excuses"].within(beyond)


def _is_closing(line: Line, words: MailWords) -> bool:
    length = words.signature["closings"].at(line.words)
    rest = line.words[length:]
    twice = bool(rest) and words.signature["closings"].at(rest) == len(rest)
    sent = words.signature["sent_from"].at(rest)
    by_device = bool(sent) and words.signature["devices"].within(rest[sent : sent + 4])
    return length > 0 and (twice or by_device or _only_names_follow(line, length, words))


def _only_names_follow(line: Line, length: int, words: MailWords) -> bool:
    beyond = re.findall(r"[\w.'’-]+|[^\w\s]", line.bare)
    seen = 0
    while seen < len(beyond) and length > 0:
        length -= len(words_of(beyond[seen]))
        seen += 1
    after = beyond[seen:]
    after = after[: _title_from(after, words) or None]
    names = [each for each in after if each[0].isalnum()]
    if not names:
        return True
    if len(names) > 7 or line.bare.endswith("?"):
        return False
    return all(_NAME_WORD.match(each) or each.lower() in words.signature["links"].by_first for each in names)


def _is_slashed_with_title(line: Line, words: MailWords) -> bool:
    """Whether a name after a slash has its title with it: "/Diana Roos, registrator"."""
    signed = line.bare.lstrip("/")
    return line.bare != signed and signed[:1].isupper() and _only_names_follow(Line(signed), 0, words)


def _title_from(words_after: list[str], words: MailWords) -> int:
    """Return where a title, and what follows it on the line, begins behind a name's comma ("Stina Ek, rektor"); or 0."""
    for place in range(1, len(words_after) - 1):
        if words_after[place] == "," and words_after[place + 1].lower().endswith(words.title_endings):
            short = len(words_after) - place <= _LONGEST_TITLE
            return place if short else 0
    return 0


def _is_mild_closing(line: Line, rest: list[Line], words: MailWords) -> bool:
    """Thanks or good wishes close a letter when they stand alone and nothing but a name follows."""
    if words.signature["mild"].at(line.words) != len(line.words):
        return False
    written = _written(rest)
    return (
        line.bare.endswith((",", "/"))
        and 1 <= len(written) <= 8
        and is_name(written[0])
        and _is_small(rest, 8)
    )


def is_name(line: Line) -> bool:
    """Whether a line is made of at most four capitalised words."""
    parts = line.bare.strip(" ,.!-/*").split()
    return 1 <= len(parts) <= 4 and all(_NAME_WORD.match(part.strip(",.()")) for part in parts)


def _is_device_inline(word: str, said: list[str], place: int, before: str, words: MailWords) -> bool:
    """Whether a telephone's own line has run into the sender's: by its capital within a sentence, or as somebody's own.

    "Klart Skickat från min iPhone", but not "Klart. Skickat från kommunen i går."
    """
    length = words.signature["sent_from"].at(said, place) if word[0].isupper() and before else 0
    if not length or len(said) - place - length > _DEVICE:
        return False
    return not before.endswith((".", "!", "?", ":")) or said[place + length - 1] in _OWN


def without_closing(text: str, words: MailWords) -> str:
    """Return a text without what ends its last line and says nothing: "Klart. Mvh Robin", "Klart Skickat från min iPhone"."""
    head, newline, last = text.rpartition("\n")
    if len(last) > 1000:
        return text
    shorter = _SLASHED_LAST.sub("", last)
    if shorter != last and (shorter or head):
        return (head + newline + shorter).rstrip()
    parts = list(re.finditer(r"\w+", last))
    said = [part.group().lower() for part in parts]
    for place in range(max(1, len(said) - 8), len(said)):
        length = words.signature["closings"].at(said, place)
        before = last[: parts[place].start()].rstrip()
        if _is_device_inline(parts[place].group(), said, place, before, words):
            return (head + newline + before).rstrip()
        if length and before.endswith((".", "!", "?", ",", ")")) and len(parts[place].group()) > 1:
            tail = Line(last[parts[place].start() :])
            if _only_names_follow(tail, length, words):
                return (head + newline + before.rstrip(",")).rstrip()
    return text


def without_name(text: str, name: str) -> str:
    """Return a text without its end, when that is the sender's own name: alone, or with a title and telephone below it."""
    names = name.split()
    lines = text.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _PICTURE.match(lines[-1])):
        lines.pop()
    for at in range(max(1, len(lines) - _CARD), len(lines)):
        said = lines[at].strip(" ,.!/*-–").split()
        is_last = at == len(lines) - 1
        if (
            names
            and said
            and (
                (is_last and said in (names, names[:1], names[1:] + names[:1]))
                or (
                    len(names) > 1
                    and said[: len(names)] == names
                    and not lines[at - 1].strip()
                    and _is_card(lines[at + 1 :])
                )
            )
        ):
            return "\n".join(lines[:at]).rstrip() or text
    return text


def _is_card(lines: list[str]) -> bool:
    """Whether lines below a name are title, office, telephone: short, and no sentences or answers."""
    return all(
        len(line) <= 60 and not line.rstrip().endswith((".", "!", "?")) and not _ANSWER.match(line)
        for line in lines
    )

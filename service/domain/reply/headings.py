"""The lines that say "here begins what somebody else wrote": attributions, header blocks and separators.

A header block may have bold labels, folded lines and blank ones between; attributions have a file of their own. Every look
ahead is bounded, so that the time is linear in the number of lines.
"""

import re

from service.domain.reply.attributions import (
    ADDRESS,
    DAY_OR_YEAR,
    LONGEST,
    TIME,
    WRAPPED_OVER,
    Heading,
    attribution_at,
    opens,
)
from service.domain.reply.lines import Line
from service.domain.reply.words import HeaderKind, MailWords

_LABEL = re.compile(r"[\s*_|]{0,6}([^:：*]{1,24}?)[\s*]{0,4}[:：]\*{0,2}(?:\s|$|(?=\S))(.*)")
_RULE = re.compile(r"[\s*]*(?:[_=*-]\s?){5,}[\s*]*$|[\s*]*[—–─━]{3,}\s*$")
_OUTLOOK_RULE = re.compile(r"_{20,}$")
_SHORT_RULE = re.compile(r"[-_=*]{3,}$")
_FENCE = 3
_ID_LINE = re.compile(r"<[^<>\s]{3,300}>:$")
_FENCED = re.compile(r">{3}\s(?=\S).{3,300}\s>{3}$")
_DASHED_NAME = re.compile(r"[-_=]{3,}\s*([^-_=\s][^\n]{2,60}?)\s*[-_=]{3,}\s")
_INLINE = re.compile(r"(?:^|(?<=\s))([^\W\d_]+(?: [^\W\d_]+)?)\s?[:：](?=\s)")
_DASHES = re.compile(r"[\s*>]*[-_=—–~*#]{2,}\s*([^-_=—–].*?)\s*(?:[-_=—–~*#:]+[\s*]*)?$")


def heading_at(lines: list[Line], place: int, words: MailWords) -> Heading | None:
    """Return the heading that begins at this line, which is not blank, and only looks quoted when GroupWise wrote it."""
    if lines[place].depth:
        return _fenced_at(lines, place, words)
    return (
        _separator_at(lines, place, words)
        or _block_at(lines, place, words)
        or attribution_at(lines, place, words)
    )


def _fenced_at(lines: list[Line], place: int, words: MailWords) -> Heading | None:
    """Return what GroupWise wrote: ">>> Maja Ek <maja.ek@…> 2025-03-03 09:05 >>>", or ">>> … skrev den …" over two lines."""
    line = lines[place]
    if line.depth != _FENCE:
        return None
    told = line.written
    if _FENCED.match(told) and (ADDRESS.search(told) or TIME.search(told) or DAY_OR_YEAR.search(told)):
        return Heading(place + 1)
    begins = place == 0 or not lines[place - 1].depth
    if begins and "@" in line.bare and words.quote["verbs"].within(line.words):
        goes_on = place + 1 < len(lines) and _ID_LINE.match(lines[place + 1].bare)
        return Heading(place + (2 if goes_on else 1), "if quoted")
    return None


def _next_written(lines: list[Line], place: int, within: int = 3) -> int | None:
    """Return the next line at or after `place` that is not blank, when it is near."""
    for index in range(place, min(place + within, len(lines))):
        if not lines[index].is_blank:
            return index
    return None


# --- separators


def _separator_at(lines: list[Line], place: int, words: MailWords) -> Heading | None:
    line = lines[place]
    if len(line.bare) > 120:
        # Yahoo puts the header block, and what was forwarded, on the separator's own line.
        named = _DASHED_NAME.match(line.bare)
        return Heading(place + 1) if named and words.separators["between"].in_text(named[1]) else None
    following = _next_written(lines, place + 1)
    if _SHORT_RULE.match(line.bare) and following is not None and _tells_again(lines[following], words):
        return Heading(following + 1)
    if _RULE.match(line.bare):
        return _below_rule(lines, following, words, _OUTLOOK_RULE.match(line.bare) is not None)
    return _with_block(lines, place, words) if _named_separator(line, words) else None


def _below_rule(lines: list[Line], place: int | None, words: MailWords, is_outlooks: bool) -> Heading | None:
    """Return the heading that a line of dashes above `place` begins: a header block, a separator, or just a sender."""
    if place is None:
        return None
    if _named_separator(lines[place], words):
        return _with_block(lines, place, words)
    block = _block_at(lines, place, words)
    label = _label_of(lines[place], words) if is_outlooks and block is None else None
    return Heading(place + 1) if label and label[0] == "from" else block


def _with_block(lines: list[Line], place: int, words: MailWords) -> Heading:
    """Return the heading that a separator makes, with the header block below it."""
    following = _next_written(lines, place + 1)
    block = _block_at(lines, following, words) if following is not None else None
    return block or Heading(place + 1)


def _tells_again(line: Line, words: MailWords) -> bool:
    """Whether a line is only the heading of what was said before ("*Tidigare svar*")."""
    length = words.separators["earlier"].at(line.words)
    return length > 0 and length == len(line.words)


def _named_separator(line: Line, words: MailWords) -> bool:
    if words.separators["reply_above"].within(line.words):
        return True
    dashed = _DASHES.match(line.bare) if line.bare[:1] in "-_=*—–~#>" else None
    if dashed:
        inner = dashed.group(1)
        between = words.separators["between"]
        return bool(between.at(line.words)) or between.unspaced_in(inner)
    if line.bare.endswith((":", "：")):
        length = words.separators["begin"].at(line.words)
        return length > 0 and length == len(line.words)
    return False


# --- header blocks


def _label_of(line: Line, words: MailWords) -> tuple[HeaderKind, str, bool] | None:
    """Return the field that a line looks like, its value, and whether people write such a label themselves."""
    if line.label is False:
        match = _LABEL.match(line.bare[:300])
        name = match.group(1).strip(" *_\t").lower() if match else ""
        kind = words.header_labels.get(name)
        line.label = (kind, match.group(2).strip(" *"), name in words.own_labels) if match and kind else None
    return line.label


def _block_at(lines: list[Line], place: int, words: MailWords) -> Heading | None:
    """Return a block of at least two labelled lines that name a sender and a day, a reader or a subject."""
    first = _label_of(lines[place], words)
    if first is None or first[0] == "other":
        return None
    if _is_inline_block(lines[place].bare[:1000], words):
        return Heading(place + 1)
    kinds: set[HeaderKind] = set()
    values: dict[HeaderKind, str] = {}
    finish, index, unlabelled, own = place, place, 0, True
    while index < min(place + 40, len(lines)):
        line = lines[index]
        label = _label_of(line, words) if line.depth == lines[place].depth else None
        if label is not None:
            kinds.add(label[0])
            values.setdefault(label[0], label[1])
            own = own and label[2]
            finish, unlabelled = index + 1, 0
            if label[0] == "subject" and len(kinds) >= 3 and not _more_labels(lines, index + 1, words):
                break
        elif line.is_blank:
            following = _next_written(lines, index, 2)
            if following is None or _label_of(lines[following], words) is None:
                break
        else:
            unlabelled += 1
            if unlabelled > 4 or not _more_labels(lines, index + 1, words):
                break
        index += 1
    return Heading(finish) if _is_block(kinds, values, own) else None


def _is_inline_block(bare: str, words: MailWords) -> bool:
    """Whether a line holds a whole header block: "Från: Maja Ek Skickat: den 4 mars Till: Robin Ämne: Uppföljning"."""
    kinds: list[HeaderKind] = []
    for match in _INLINE.finditer(bare):
        label = match[1].lower()
        kind = words.header_labels.get(label) or words.header_labels.get(label.rpartition(" ")[2])
        if kind and kind != "other":
            kinds.append(kind)
    return len(set(kinds)) >= 4


def _more_labels(lines: list[Line], place: int, words: MailWords) -> bool:
    return any(_label_of(line, words) is not None for line in lines[place : place + 4] if not line.is_blank)


def _is_block(kinds: set[HeaderKind], values: dict[HeaderKind, str], own: bool) -> bool:
    """Whether labelled lines are a mail's header; `own` labels alone may be somebody's list of times and places."""
    telling = kinds - {"other"}
    sender, day = values.get("from", ""), values.get("date", "")
    if len(telling) >= 3 and own:
        reader = values.get("to", "")
        told = any(ADDRESS.search(each) for each in (sender, reader))
        return len(telling) >= 4 or told or bool(TIME.search(day) or DAY_OR_YEAR.search(day))
    if len(telling) >= 3:
        return True
    if telling == {"date", "to"}:
        return bool(TIME.search(day) and ADDRESS.search(values["to"]))
    if "from" not in kinds or len(telling) < 2:
        return False
    return bool(ADDRESS.search(sender) or TIME.search(day) or DAY_OR_YEAR.search(day)) or len(kinds) >= 3


# --- attributions that share a line with the answer

_TORN_DASHES = re.compile(r"[-–—]{2,}\s*$")
_SHARED = re.compile(r"(?<=[^\s>])[ \t]+(?=([A-Z]\w{1,3})\s(?:\w{2,10}[.,]{0,2}\s+)?(?:\w{3,9}\s)?\d)")
"""Where an attribution may begin after words: an opener in capitals, perhaps a weekday and a month, and a number."""


def split_shared_lines(lines: list[Line], words: MailWords) -> list[Line]:
    """Return the lines with an attribution that stands after the answer on the same line moved to one of its own."""
    result: list[Line] = []
    for place, line in enumerate(lines):
        cut = _shared_at(lines, place, words)
        if cut is None:
            result.append(line)
        else:
            result += [Line(_TORN_DASHES.sub("", line.written[:cut])), Line(line.written[cut:].strip())]
    return result


def _shared_at(lines: list[Line], place: int, words: MailWords) -> int | None:
    line = lines[place]
    if line.depth or len(line.written) > 2 * LONGEST:
        return None
    openers = words.quote["openers"].by_first
    found = (match for match in _SHARED.finditer(line.written) if match[1].lower() in openers)
    match = next(found, None)
    if match is None or (opens(line, words) and heading_at(lines, place, words)):
        return None
    tail = [Line(line.written[match.end() :]), *lines[place + 1 : place + WRAPPED_OVER]]
    return match.start() if attribution_at(tail, 0, words) else None

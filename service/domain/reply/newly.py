"""What the sender newly wrote: above the quote, below it, or between the quoted lines."""

import re

from service.domain.reply.headings import heading_at, split_shared_lines
from service.domain.reply.lines import Line, Role, split_lines
from service.domain.reply.ours import OurWords, find_answers_in_copy, take_back_wrapped_ends
from service.domain.reply.signatures import (
    code_in,
    is_device_line,
    is_tail,
    signature_begins,
    without_closing,
)
from service.domain.reply.words import MailWords

_WRAPPED = 55
"""Letters of a line that a mail program may have wrapped."""
_BANNER = 6
"""Lines of a mail system's warning."""
_TORN_LINK = re.compile(r"[(<]?https?:\S*[\s>)]*$|\S*[=/%&_]\S*[)>]$")


def newly_written(text: str, words: MailWords, sent: str = "") -> str:
    """Return only what the sender of a mail newly wrote, paragraphs as they stand, without signature and footer.

    `sent` are the words of the mail that is answered, plain and as rendered: with them, answers between lines that the
    sender's program did not mark as quoted are found too. Never raises; time is linear in the text's length.
    """
    return joined(take_apart(text, words, sent), words)


def joined(lines: list[Line], words: MailWords) -> str:
    """Return the new lines as one text; a seam where something was taken out leaves at most one blank line."""
    written: list[str] = []
    gap = False
    for line in lines:
        if line.role is not Role.NEW:
            gap = True
            continue
        if gap and line.is_blank and (not written or not written[-1]):
            continue
        gap = gap and line.is_blank
        written.append(line.written)
    return without_closing("\n".join(written).strip("\n").rstrip(), words).strip("\n")


def take_apart(text: str, words: MailWords, sent: str = "") -> list[Line]:
    """Return a mail's lines, each with its role."""
    lines = split_shared_lines(split_lines(text), words)
    _mark_history(lines, words)
    _take_back_torn_lines(lines)
    if sent:
        ours = OurWords(sent)
        take_back_wrapped_ends(lines, ours)
        find_answers_in_copy(lines, ours, words)
    _mark_banner(lines, words)
    _mark_signatures(lines, words)
    return lines


def _mark_history(lines: list[Line], words: MailWords) -> None:
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.is_blank:
            place += 1
            continue
        heading = heading_at(lines, place, words)
        if heading is None:
            place += 1
            continue
        following = _next_written(lines, heading.finish)
        quoted = following is not None and lines[following].depth > 0
        if heading.sureness == "if quoted" and not quoted:
            place += 1
            continue
        for each in lines[place : heading.finish]:
            each.role = Role.HEADING
        if not quoted:
            for each in lines[heading.finish :]:
                each.role = Role.PAST
            return
        place = heading.finish


def _next_written(lines: list[Line], place: int) -> int | None:
    for index in range(place, min(place + 6, len(lines))):
        if not lines[index].is_blank:
            return index
    return None


def _take_back_torn_lines(lines: list[Line]) -> None:
    """Mark what wrapping tore out of a quote, between two quoted lines: a link, or the end of a long line."""
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if not (before.depth and after.depth and line.role is Role.NEW):
            continue
        if _TORN_LINK.match(line.bare) or _is_torn(before.bare, line.bare):
            line.role = Role.QUOTED


def _is_torn(before: str, rest: str) -> bool:
    """Whether a line goes on where a long one above it broke off in the middle of a sentence."""
    return len(before) >= _WRAPPED and before[-1].isalnum() and rest[:1].islower()


# --- signatures


def _mark_banner(lines: list[Line], words: MailWords) -> None:
    """Mark the first paragraph when the reader's own mail system put it there ("Externt mejl: …"), above somebody's words."""
    begin = next((place for place, line in enumerate(lines) if not line.is_blank), len(lines))
    end = next((place for place in range(begin, len(lines)) if lines[place].is_blank), len(lines))
    stretch = lines[begin:end]
    if not stretch or len(stretch) > _BANNER or stretch[0].role is not Role.NEW:
        return
    has_more = any(line.role is Role.NEW and not line.is_blank for line in lines[end:])
    if has_more and words.banners.at(stretch[0].words):
        for line in stretch:
            line.role = Role.SIGNATURE


def _mark_signatures(lines: list[Line], words: MailWords) -> None:
    """Mark the signature of every stretch of new lines: a sender may sign above the quote and below it."""
    begin = 0
    said = below = False
    while begin < len(lines):
        if lines[begin].role is not Role.NEW:
            below = below or lines[begin].role is not Role.SIGNATURE
            begin += 1
            continue
        finish = begin
        while finish < len(lines) and lines[finish].role is Role.NEW:
            finish += 1
        stretch = lines[begin:finish]
        end = 0 if said and is_tail(stretch, words) else signature_begins(stretch, words, below)
        code = code_in(stretch)
        for index, line in enumerate(stretch):
            if index >= end or (index not in code and is_device_line(line, words, index == 0)):
                line.role = Role.SIGNATURE
            said = said or (line.role is Role.NEW and not line.is_blank)
        begin = finish

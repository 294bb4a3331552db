"""One reply about several measures, divided: by number, by code, by title, or by where in the quote it was written.

A number is a measure's only in the shape of one ("2: …", "2) …", "Åtgärd 2 …", "2 klart") and only when it was asked about:
"1 maj", "2 gånger" and "kl. 3" are not. What cannot be divided is left whole, for a person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.domain.measure import CODE_ALPHABET
from service.domain.reply.lines import Line, Role
from service.domain.reply.model import AskedMeasure
from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

_ORDINAL = re.compile(r"[ae]\b", re.IGNORECASE)
_ASKED_LINE = re.compile(
    rf"^\s{{0,8}}(\d{{1,3}})[.:)]?\s{{1,4}}([{CODE_ALPHABET}]{{4}})\s{{1,4}}(\S.{{0,300}})"
)
_ASKED_CODE = re.compile(rf"^\s{{0,8}}\d{{1,3}}\s{{0,3}}[.:)·|–-]?\s{{0,4}}([{CODE_ALPHABET}]{{4}})\b")
_CLAUSE = re.compile(r"(?:^|[.!?;,\n])[ \t]{0,4}(?P<words>\w[^\n.!?;,]{0,60})")
_LONGEST = 50_000
_INDENT = 60
"""Letters before a number in which a line's begin is looked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply and the numbers of the measures it is about."""

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Mark:
    begin: int
    finish: int
    numbers: tuple[int, ...]


def asked_in_quote(lines: Sequence[Line]) -> tuple[AskedMeasure, ...]:
    """Return the measures that the quoted mail asked about, from its lines "1  K7F3  Title"."""
    found: dict[int, AskedMeasure] = {}
    for line in lines:
        if line.role in (Role.QUOTED, Role.PAST):
            match = _ASKED_LINE.match(line.bare)
            if match and int(match.group(1)):
                number = int(match.group(1))
                found.setdefault(number, AskedMeasure(number, match.group(2), match.group(3).strip()))
    return tuple(found.values())


def divide(text: str, measures: Sequence[AskedMeasure], words: MailWords) -> tuple[list[Part], list[int]]:
    """Return the parts of a reply by number, code or title, and the numbers in it that were never asked about."""
    text = text[:_LONGEST]
    known = {measure.number for measure in measures}
    marks = sorted(
        [
            *_number_marks(text, words),
            *_spelled_marks(text, words),
            *_code_marks(text, measures),
            *_title_marks(text, measures),
        ],
        key=lambda mark: (mark.begin, -mark.finish),
    )
    marks = _with_others(text, _without_overlaps(marks), known, words)
    parts: list[Part] = []
    ends = [mark.begin for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=False):
        piece = text[mark.finish : end].strip(" \t\n,;")
        parts.append(Part(mark.numbers, piece))
    unknown = sorted({number for part in parts for number in part.numbers} - known)
    kept = [
        Part(numbers, part.text)
        for part in parts
        if (numbers := tuple(number for number in part.numbers if number in known))
    ]
    return _merged(kept), unknown


def divide_by_place(lines: Sequence[Line], measures: Sequence[AskedMeasure]) -> list[Part]:
    """Return the parts of a reply by the measure under whose heading in the quote each was written."""
    by_code = {measure.code: measure.number for measure in measures}
    current = 0
    texts: dict[int, list[str]] = {}
    for line in lines:
        if line.role is Role.NEW:
            if current and line.bare:
                texts.setdefault(current, []).append(line.written.strip())
        elif line.role in (Role.QUOTED, Role.PAST):
            match = _ASKED_CODE.match(line.bare)
            if match and match.group(1) in by_code:
                current = by_code[match.group(1)]
    return [Part((number,), "\n".join(each)) for number, each in texts.items()]


def about_all(text: str, measures: Sequence[AskedMeasure], words: MailWords) -> list[Part]:
    """Return the whole reply for every measure when it begins by speaking of all of them ("Båda är klara")."""
    first = words_of(text[:200])[:3]
    both = len(measures) == 2 and words.answer["both"].within(first)
    named = both or words.answer["all"].within(first)
    return [Part(tuple(each.number for each in measures), text)] if named else []


def _merged(parts: Sequence[Part]) -> list[Part]:
    texts: dict[tuple[int, ...], list[str]] = {}
    for part in parts:
        texts.setdefault(part.numbers, []).append(part.text)
    return [Part(numbers, "\n".join(each for each in said if each)) for numbers, said in texts.items()]


def _without_overlaps(marks: Sequence[_Mark]) -> list[_Mark]:
    kept: list[_Mark] = []
    for mark in marks:
        if kept and mark.begin < kept[-1].finish:
            continue
        # "1  K7F3: klart": the number and the code are one mark.
        if kept and mark.begin - kept[-1].finish <= 2 and set(mark.numbers) & set(kept[-1].numbers):
            kept[-1] = _Mark(kept[-1].begin, mark.finish, kept[-1].numbers)
            continue
        kept.append(mark)
    return kept


@lru_cache(maxsize=4)
def _mark_pattern(joins: tuple[str, ...]) -> re.Pattern[str]:
    """Return the shape of a measure's number, or several joined by such words, with what stands before and after."""
    between = "|".join(map(re.escape, (*sorted(joins, key=len, reverse=True), ",", "&", "+")))
    numbers = rf"\d{{1,3}}(?:\s?(?:{between})\s?\d{{1,3}}){{0,20}}|\d{{1,3}}\s?[-–]\s?\d{{1,3}}"
    return re.compile(
        rf"(?<![\w.,/:%-])(?P<head>[^\W\d_]{{1,12}}\.?:?\s{{1,3}}|#\s?)?\*{{0,2}}(?P<numbers>{numbers})\*{{0,2}}"
        r"(?P<end>\s{0,3}[:)=;]|\.|\s{1,2}[-–=]|\s{1,3}|\s*$)(?=(?P<next>[^\n]{0,40}))",
        re.IGNORECASE | re.MULTILINE,
    )


def _number_marks(text: str, words: MailWords) -> Iterator[_Mark]:
    for match in _mark_pattern(tuple(words.answer["joins"].by_first)).finditer(text):
        head = match.group("head") or ""
        is_head = bool(head.strip()) and (head.strip() == "#" or words.answer["heads"].at(words_of(head)) > 0)
        begin = match.start() if is_head else match.start("numbers")
        if is_head or (not head and _is_mark(text, begin, match, words)):
            yield _Mark(begin, match.end(), _numbers(match.group("numbers")))
        elif head and _is_mark(text, match.start("numbers"), match, words):
            yield _Mark(match.start("numbers"), match.end(), _numbers(match.group("numbers")))


def _spelled_marks(text: str, words: MailWords) -> Iterator[_Mark]:
    """Yield "ettan …", "första åtgärden …" and "den andra …" where a clause begins."""
    for match in _CLAUSE.finditer(text):
        said = words_of(match.group("words"))
        place = 1 if said[0] in words.answer["articles"].by_first and len(said) > 1 else 0
        number, following = words.numbers.get(said[place]), said[place + 1 :]
        if number is None:
            continue
        if said[place] in words.answer["nouns"].by_first or _is_about(following, words):
            begin = match.start("words")
            yield _Mark(begin, begin + _length_of(match.group("words"), said[place], words), (number,))


def _length_of(clause: str, word: str, words: MailWords) -> int:
    """Return the length of a clause's beginning, up to the word and "åtgärden" after it."""
    found = re.search(rf"\b{word}\b[:,]?", clause, re.IGNORECASE)
    if found is None:
        return 0
    after = re.compile(r"[ \t]{1,3}(\w+)[:,]?").match(clause, found.end())
    return after.end() if after and after[1].lower() in words.answer["measure"].by_first else found.end()


def _is_about(following: list[str], words: MailWords) -> bool:
    return words.answer["measure"].at(following) > 0 or _says_status(following, words)


def _with_others(text: str, marks: list[_Mark], known: set[int], words: MailWords) -> list[_Mark]:
    """Return the marks with one more where "övriga …" speaks of all the measures that nothing else is said of."""
    rest = tuple(sorted(known - {number for mark in marks for number in mark.numbers}))
    if not rest:
        return marks
    for match in _CLAUSE.finditer(text):
        length = words.answer["others"].at(words_of(match.group("words")))
        if length and all(not mark.begin <= match.start("words") < mark.finish for mark in marks):
            mark = _Mark(match.start("words"), match.start("words"), rest)
            return sorted([*marks, mark], key=lambda each: each.begin)
    return marks


def _is_mark(text: str, begin: int, match: re.Match[str], words: MailWords) -> bool:
    """Whether a number without a head is a measure's: by the sign after it, and what stands around."""
    end, following = match.group("end").strip(), match.group("next")
    next_words = words_of(following)
    line_start = not text[max(0, begin - _INDENT) : begin].rpartition("\n")[2].strip(" \t*•-–")
    before = text[max(0, begin - 3) : begin].rstrip()
    clause_start = line_start or before.endswith((".", "!", "?", ";", ",", ":"))
    if following[:1].isdigit() or (next_words and next_words[0] in words.months):
        return False
    if end == ":":
        head = (match.group("head") or "").strip(" .:").lower()
        return head not in words.answer["not_measures"].by_first and not (
            _ORDINAL.match(following) and following[1:2] in (" ", "")
        )
    if end in ("=", ";"):
        return clause_start or _says_status(next_words, words)
    if end == ")":
        return "(" not in text[max(0, begin - 20) : begin].rpartition("\n")[2] or line_start
    if end in (".", "-", "–"):
        return (
            clause_start
            and bool(next_words)
            and following[:1] in (" ", "\t", *"ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ")
        )
    if line_start and not following.strip():
        return end == "" and bool(text[match.end() :].strip())
    return (clause_start or following[:1].isupper()) and _says_status(next_words, words)


def _says_status(next_words: list[str], words: MailWords) -> bool:
    if not next_words:
        return False
    return next_words[0] in words.answer["copulas"].by_first or any(
        each.at(next_words) for each in words.statuses.values()
    )


def _numbers(written: str) -> tuple[int, ...]:
    found = [int(each) for each in re.findall(r"\d+", written)]
    if re.fullmatch(r"\d+\s?[-–]\s?\d+", written) and len(found) == 2 and 0 <= found[1] - found[0] <= 50:
        return tuple(range(found[0], found[1] + 1))
    return tuple(dict.fromkeys(found))


def _code_marks(text: str, measures: Sequence[AskedMeasure]) -> Iterator[_Mark]:
    numbers: Mapping[str, int] = {measure.code: measure.number for measure in measures}
    for match in re.finditer(
        r"(?<!\w)(?:\d{1,3}[.:)]?[ \t]{1,4})?[\[(#]{0,2}(\w{4})[\])]?(?!\w)\s{0,2}(?:[:=.)–-]\s?)?", text
    ):
        code = match.group(1)
        # In small letters only a code with a digit in it: "bara" is a word.
        if code.upper() in numbers and (code.isupper() or any(sign.isdigit() for sign in code)):
            yield _Mark(match.start(), match.end(), (numbers[code.upper()],))


def _title_marks(text: str, measures: Sequence[AskedMeasure]) -> Iterator[_Mark]:
    titles = {tuple(words_of(measure.title)): measure.number for measure in measures}
    place = 0
    for line in text.split("\n"):
        head, colon, _ = line[:300].partition(":")
        said = tuple(words_of(head))
        if colon and sum(map(len, said)) >= 6:
            numbers = {number for title, number in titles.items() if title[: len(said)] == said}
            if len(numbers) == 1:
                yield _Mark(place, place + len(head) + 1, (numbers.pop(),))
        place += len(line) + 1

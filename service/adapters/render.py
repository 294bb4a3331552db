"""Templates filled with facts (Jinja2), and a mail's three parts written from its facts.

Strict: a fact that a template misses is an error, never an empty place. What users have typed is escaped in HTML
and kept on one line in a subject. Sentences that the text and the HTML part share stand once, in
`mail/sentences.txt`, and are fetched with `say(name, …)`.
"""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape

from service.domain.days import say_day, say_short_day, say_span
from service.domain.days.writing import in_words
from service.flows.letters import Facts, Kind, Letter
from service.ports import Pages

LONGEST_SUBJECT = 150
"""Characters of a subject; longer ones are cut by every client anyway, and the tag must be seen."""

SENTENCES = "mail/sentences.txt"

SENTENCES_KEPT = 256
"""How many finished sentences and paragraphs are kept: the two parts of a mail share them, and so do a day's mails."""


short_day = say_short_day
"""How pages write a day: as letters do."""


def listed(words: Iterable[str]) -> str:
    """Return the words as a sentence lists them: "a, b och c"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} och {last}" if first else last


def short_days(days: Iterable[date], today: date) -> str:
    """Return several days, each month named once: "10 och 17 mars", "28 februari, 3 och 10 mars"."""
    chosen = list(days)
    words = []
    for day, following in zip_longest(chosen, chosen[1:]):
        same = following is not None and (day.year, day.month) == (following.year, following.month)
        words.append(str(day.day) if same else say_short_day(day, today))
    return listed(words)


def clock_time(moment: datetime) -> str:
    """Return the time of day as "08.30"."""
    return f"{moment.hour:02d}.{moment.minute:02d}"


@lru_cache(maxsize=SENTENCES_KEPT)
def folded(text: str, first: int = 0, rest: int | None = None, width: int = 76) -> str:
    """Return the text as one paragraph of short lines; links and long words are never broken.

    `first` and `rest` are the blanks before the first line and before those after it. The stdlib's textwrap gives the
    same, and would be a third of what a mail costs to write.
    """
    indent = " " * (first if rest is None else rest)
    lines: list[str] = []
    line = ""
    for word in text.split():
        if not line:
            line = " " * first + word
        elif len(line) + 1 + len(word) <= width:
            line += f" {word}"
        else:
            lines.append(line)
            line = indent + word
    return "\n".join([*lines, line])


def breaks(text: str) -> Markup:
    """Return user text for HTML with its line breaks kept."""
    return Markup("<br>").join(escape(line.strip()) for line in text.strip().splitlines())


def capital(text: str) -> str:
    """Return the text with its first letter large and the rest as it was."""
    return text[:1].upper() + text[1:]


def environment(folder: Path) -> Environment:
    """Return the Jinja2 environment for the templates in `folder`, with the Swedish filters."""
    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html", "svg", "xml"), default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates change with the release; asking the disk for each would cost as much as filling
    )
    made.filters |= {
        "day": say_day,
        "short_day": say_short_day,
        "short_days": short_days,
        "span": say_span,
        "listed": listed,
        "in_words": in_words,
        "clock_time": clock_time,
        "folded": folded,
        "breaks": breaks,
        "capital": capital,
    }

    @cache
    def sentences() -> TemplateModule:
        return made.get_template(SENTENCES).module

    @lru_cache(maxsize=SENTENCES_KEPT, typed=True)
    def say(sentence: str, *facts: Hashable) -> str:
        # Called from here, a macro of a .txt file gives plain text, which HTML then escapes. Called by a template
        # it would count as safe in the caller's eyes, and what users typed would go unescaped.
        return " ".join(str(getattr(sentences(), sentence)(*facts)).split())

    made.globals["say"] = say
    return made


class Templates(Pages):
    """The templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self._environment = environment(folder)

    def fill(self, template: str, **facts: object) -> str:
        """Return the template's text. jinja2.UndefinedError: a fact is missing; TemplateNotFound."""
        return self._environment.get_template(template).render(facts)


class Letters:
    """Writes letters: subject, text and HTML from `mail/<kind>/`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        # At-rules (dark mode, narrow screens) stay in <head>; nothing is ever fetched.
        self._inliner = CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)

    def __call__(self, facts: Facts) -> Letter:
        """Return the letter for the facts."""
        return self.write(facts)

    def write(self, facts: Facts) -> Letter:
        """Return the letter for the facts."""
        folder = f"mail/{facts.kind}"
        known = _facts_of(facts)
        return Letter(
            subject=_one_line(self._pages.fill(f"{folder}/subject.txt", **known), facts.frame.tag),
            text=_tidy(self._pages.fill(f"{folder}/body.txt", **known)),
            html=self._inliner.inline(self._pages.fill(f"{folder}/body.html", **known)),
        )


_NAMES: dict[Kind, list[str]] = {}
"""The fields and properties of each kind, looked up once."""


def _facts_of(facts: Facts) -> dict[str, object]:
    """Return fields and properties by name."""
    names = _NAMES.get(facts.kind)
    if names is None:
        names = _NAMES[facts.kind] = [name for name in dir(facts) if not name.startswith("_")]
    return {name: getattr(facts, name) for name in names}


def _one_line(subject: str, tag: str) -> str:
    """Return the subject on one line, short enough, the tag last so that it survives."""
    words = " ".join(subject.split())
    ending = f" [#{tag}]" if tag else ""
    room = LONGEST_SUBJECT - len(ending)
    return (words if len(words) <= room else words[: room - 1].rstrip() + "…") + ending


def _tidy(text: str) -> str:
    """Return the text without trailing blanks and with at most one empty line in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"

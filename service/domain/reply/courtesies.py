"""The courtesies of a letter, which are for its reader and not for those who later read the answer among many others."""

import re

from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

_OPENING = re.compile(r"\s*([^\W\d_]+(?:[ \t]+[\w'’-]+){0,4})[ \t]*(?:[,!.:;–-]+(?!\w)|$)\s*", re.MULTILINE)


def without_greeting(text: str, words: MailWords) -> str:
    """Return an answer without the greeting that opens it: "Hej Maja! Vi är klara." says "Vi är klara."

    A text that does nothing but greet is returned as it is.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return text
    greeted = opening.group(1).split()
    length = words.signature["greetings"].at(words_of(opening.group(1)))
    to = words.signature["greeted"]
    if not length or not all(word[0].isupper() or to.at(words_of(word)) for word in greeted[length:]):
        return text
    return text[opening.end() :] or text

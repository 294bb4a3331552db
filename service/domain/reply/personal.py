"""Swedish personal identity numbers in running text: follow-up is about measures, not persons.

A personnummer (lag 2024:1103, SKV 704) and a samordningsnummer (the day plus 60, SKV 707) have six or eight digits of a day,
"-" or, from the year a person turns 100, "+", and four digits, the last of them a check digit (Luhn, ISO/IEC 7812-1).
"""

import re

_NUMBER = re.compile(
    r"(?<![\d/])((?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))"
    r"([ \u00a0]?[-+–‑−][ \u00a0]?|[ \u00a0]?)(\d{4})(?!\d)"
)
REDACTED = "[personnummer borttaget]"


def has_personal_number(text: str) -> bool:
    """Whether a personnummer or samordningsnummer with a right check digit stands in the text."""
    return any(_is_number(match) for match in _NUMBER.finditer(text))


def redact_personal_numbers(text: str) -> str:
    """Return the text with every such number replaced by a Swedish note that it was removed."""
    return _NUMBER.sub(lambda match: REDACTED if _is_number(match) else match.group(), text)


def _is_number(match: re.Match[str]) -> bool:
    return _checks((match.group(1) + match.group(3))[-10:])


def _checks(digits: str) -> bool:
    """Whether ten digits have a right check digit."""
    total = 0
    for place, digit in enumerate(digits):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0

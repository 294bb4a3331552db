"""Years read from tokens: after a period ("mars 2025", "hösten -24", "vintern 2024/25") and in register numbers."""

from service.domain.timing.tokens import Token

_SHORT_YEARS = range(61)
_MONTHS = 12


class YearReader:
    """Reads the years of one cell."""

    __slots__ = ("plan_year", "tokens")

    def __init__(self, tokens: list[Token], plan_year: int) -> None:
        self.tokens = tokens
        self.plan_year = plan_year

    def after(self, at: int, short: bool = True) -> tuple[int | None, int | None, int]:
        """Return (year, second year of "2024/25", next place); no year leaves the place as it was."""
        here = self.tokens[at]
        if here.word in (",", "(", "av", "i") and "year" in self.tokens[at + 1].roles:
            ahead = self.tokens[at + 2].roles
            if here.word != "," or "end" in ahead or "stop" in ahead or "line" in ahead:
                year, until, after = self.after(at + 1)
                return year, until, after + 1 if "close" in self.tokens[after].roles else after
            return None, None, at
        if here.word in ("år", "månad", "årets") and "year" in self.tokens[at + 1].roles:
            here, at = self.tokens[at + 1], at + 1
        if "year" in here.roles:
            year = here.roles["year"]
            until = self.second(at + 1, year)
            return year, until, at + 3 if until else at + 1
        if "dm" in here.roles:
            first, second = slashed_years(here.word)
            if second - first == 1 and second % 100 > _MONTHS:
                return first, second, at + 1
        beside, ahead = self.tokens[at + 1].roles.get("year_beside"), self.tokens[at + 2].roles
        if here.word == "året" and beside and ("break" in ahead or "close" in ahead):
            return self.plan_year + beside, None, at + 2
        if "relative_year" in here.roles and here.word not in ("året", "årets"):
            return self.plan_year + here.roles["relative_year"], None, at + 1
        return self._short_year(at) if short else (None, None, at)

    def second(self, at: int, year: int) -> int | None:
        """Return the year after a slash: the 2025 of "2024/2025", "2024/25"."""
        slash, number, ahead = self.tokens[at], self.tokens[at + 1], self.tokens[at + 2].roles
        if slash.word != "/" or "number" not in number.roles or "month" in ahead:
            return None
        value = int(number.roles["number"])
        if "year" in number.roles:
            return value if 0 < value - year <= 10 else None
        full = year - year % 100 + value
        return full if len(number.word) == 2 and full == year + 1 else None

    def _short_year(self, at: int) -> tuple[int | None, int | None, int]:
        """Return the year of "-25", "´25", "’25" or, written together with its word, "25"."""
        mark = self.tokens[at]
        number = at + 1 if mark.word in ("-", "–", "'", "’", "´", "`", "‐", "−") else at
        token = self.tokens[number]
        if len(token.word) != 2 or "number" not in token.roles:
            return None, None, at
        if number == at and self.tokens[at - 1].finish != token.begin:
            return None, None, at
        if number != at and mark.finish != token.begin:
            return None, None, at
        ahead = self.tokens[number + 1].roles
        if token.roles["number"] not in _SHORT_YEARS or "month" in ahead or "times" in ahead:
            return None, None, at
        year = 2000 + int(token.roles["number"])
        slash, second = self.tokens[number + 1], self.tokens[number + 2]
        if slash.word == "/" and len(second.word) == 2 and second.roles.get("number") == (year + 1) % 100:
            return year, year + 1, number + 3
        return year, None, number + 1

    def is_case_number(self, at: int) -> bool:
        """Whether the year begins a register number: "2019/123", "2018-01234"."""
        mark, number = self.tokens[at + 1], self.tokens[at + 2]
        if (
            mark.word not in ("/", "-", ":")
            or mark.begin != self.tokens[at].finish
            or number.begin != mark.finish
        ):
            return False
        return (
            number.word.isdigit()
            and len(number.word) > 2
            and "year" not in number.roles
            and len(number.word) != 6
        )


def slashed_years(written: str) -> tuple[int, int]:
    """Return the years of a "25/26", which may be a day and a month as well."""
    first, second = written.partition("-")[0].split("/")
    return 2000 + int(first), 2000 + int(second)

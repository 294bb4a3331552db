"""A person's facts as a form: what stands in the fields, what is wrong with them, and the facts they give."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from service.flows.edit_party import MOST_ALIASES, Facts
from service.web.numbers import number_in

LONGEST = 320
LONGEST_AWAY = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class PersonForm:
    """The fields as typed, and what is wrong with which."""

    fields: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> "PersonForm":
        """Return the form as it stands for known facts."""
        return cls(
            {
                "name": facts.name,
                "email": facts.email,
                "phone": facts.phone,
                "unit": facts.unit,
                "kind": facts.kind,
                "aliases": "\n".join(facts.aliases),
                "stand_in": str(facts.stand_in or ""),
                "manager": str(facts.manager or ""),
            }
        )

    @classmethod
    async def answer(cls, request: Request, then: Callable[["PersonForm"], Response]) -> Response:
        """Read the posted form, and let `then` answer to it outside the event loop."""
        form = await request.form()
        fields = {key: str(value)[: LONGEST * 10] for key, value in form.items()}
        return await run_in_threadpool(then, cls(fields))

    @property
    def chosen(self) -> list[int]:
        """Who is named as stand-in and manager, unchecked."""
        named = (self.fields.get(name, "") for name in ("stand_in", "manager"))
        return [number for each in named if (number := number_in(each)) is not None]

    def facts(self, known: set[int], *, sign_in: bool = False) -> Facts:
        """Return the facts; what is wrong is put into `errors`. `sign_in`: the address may not be left out."""
        name = self._line("name")
        email = self._line("email").lower()
        if not name:
            self.errors["name"] = "Skriv ett namn."
        if (email or sign_in) and not is_address(email):
            self.errors["email"] = "Skriv en e-postadress, till exempel namn@kommun.se."
        aliases = [" ".join(line.split())[:200] for line in self.fields.get("aliases", "").splitlines()]
        return Facts(
            name=name[:200],
            email=email,
            phone=self._line("phone")[:60],
            unit=self._line("unit")[:200],
            kind="unit" if self.fields.get("kind") == "unit" else "person",
            aliases=tuple(dict.fromkeys(alias for alias in aliases if alias))[:MOST_ALIASES],
            stand_in=self._party("stand_in", known),
            manager=self._party("manager", known),
        )

    def _line(self, name: str) -> str:
        return " ".join(self.fields.get(name, "").split())[:LONGEST]

    def _party(self, name: str, known: set[int]) -> int | None:
        number = number_in(self.fields.get(name, ""))
        return number if number in known else None


def is_address(text: str) -> bool:
    """Whether the text looks like one e-mail address."""
    local, at, domain = text.partition("@")
    clean = not any(each.isspace() or each in '<>,;"()' for each in text)
    return bool(local and at and "." in domain.strip(".")) and "@" not in domain and clean


def read_days(first: str, last: str, today: date) -> tuple[tuple[date, date] | None, str]:
    """Return the days of an absence, or None and the sentence that says what is wrong."""
    try:
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        return None, "Välj både första och sista dagen."
    if end < begin:
        return None, "Sista dagen är före den första."
    if end < today or end - begin > LONGEST_AWAY:
        return None, "Frånvaron ska sluta i dag eller senare, och vara högst ett år."
    return (begin, end), ""

"""The vocabulary of mails, compiled once (`config/vocabulary/mail.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.domain.measure import Status
from service.domain.reply.phrases import Phrases

HeaderKind = Literal["from", "date", "to", "subject", "other"]
_HEADER_KINDS: tuple[HeaderKind, ...] = ("other", "subject", "to", "date", "from")
_STATUSES: tuple[Status, ...] = ("cancelled", "delayed", "not_started", "ongoing", "done")


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words a mail is read with; make it once with `from_data` and hand it to the readings."""

    quote: Mapping[str, Phrases]
    header_labels: Mapping[str, HeaderKind]
    own_labels: frozenset[str]
    separators: Mapping[str, Phrases]
    signature: Mapping[str, Phrases]
    title_endings: tuple[str, ...]
    footers: Phrases
    banners: Phrases
    automatic: Mapping[str, Phrases]
    bounces: Mapping[str, Phrases]
    bounce_senders: frozenset[str]
    statuses: Mapping[Status, Phrases]
    answer: Mapping[str, Phrases]
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    weeks: frozenset[str]
    periods: Phrases
    periods_around: Phrases
    dates: Mapping[str, Phrases]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MailWords":
        """Compile the data of `config/vocabulary/mail.toml`. Raises KeyError when a part is missing."""
        status, dates = data["status"], data["dates"]
        return cls(
            quote=_groups(data["quote"]),
            header_labels={label.lower(): kind for kind in _HEADER_KINDS for label in data["headers"][kind]},
            own_labels=frozenset(data["headers"]["own"]),
            separators=_groups(data["separators"]),
            signature=_groups(data["signature"]),
            title_endings=tuple(data["titles"]["endings"]),
            footers=Phrases.of(data["footers"]["starts"]),
            banners=Phrases.of(data["footers"]["banners"]),
            automatic=_groups(data["automatic"]),
            bounces=_groups(data["bounces"]),
            bounce_senders=frozenset(data["bounces"]["senders"]),
            statuses={each: Phrases.of(status[each]) for each in _STATUSES},
            answer=_groups({name: group for name, group in status.items() if name not in _STATUSES}),
            numbers={
                word: number
                for group in ("nouns", "ordinals")
                for number, word in enumerate(status[group], start=1)
            },
            months=dates["months"],
            weekdays=dates["weekdays"],
            weeks=frozenset(dates["weeks"]),
            periods=Phrases.of(dates["periods"]),
            periods_around=Phrases.of(dates["around"]),
            dates=_groups({name: dates[name] for name in ("within", "spelled", "units", "fillers", "spans")}),
        )


def _groups(data: Mapping[str, list[str]]) -> dict[str, Phrases]:
    return {name: Phrases.of(group) for name, group in data.items()}

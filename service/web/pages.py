"""Pages from templates: what every page has (menu, who is signed in, today) and the filters for Swedish words."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.adapters.render import clock_time, environment, short_day
from service.domain.days.writing import WEEKDAYS, say_day, say_span
from service.domain.timing import say_when
from service.flows.service import Service
from service.flows.sign_in import SignedIn
from service.web.notices import notice_in, was_shown
from service.web.static_files import StaticFiles
from service.web.words import STATE_TONES, STATE_WORDS, STATUS_CHOICES

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "web"

MENU: tuple[tuple[str, str], ...] = (
    ("/", "Översikt"),
    ("/planen", "Planen"),
    ("/uppfoljningar", "Uppföljningar"),
    ("/inkorg", "Svar"),
    ("/utskick", "Utskick"),
    ("/personer", "Personer"),
    ("/arsanalys", "Årsanalys"),
    ("/installningar", "Inställningar"),
)
"""The main menu in its order; a page stands there as soon as its router is in the application."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What `page` needs: the filled environment, the service, and the menu of the pages that exist."""

    templates: Environment
    service: Service
    menu: tuple[tuple[str, str], ...]


def today_of(service: Service) -> date:
    """Return the organisation's day."""
    return service.clock.now().astimezone(service.zone).date()


def make_environment(static: StaticFiles, zone: ZoneInfo) -> Environment:
    """Return the templates' environment, with the words and filters that every page may use."""
    made = environment(TEMPLATES)

    def moment(instant: datetime, today: date) -> str:
        local = instant.astimezone(zone)
        return f"{short_day(local.date(), today)} kl. {clock_time(local)}"

    def oclock(instant: datetime) -> str:
        local = instant.astimezone(zone)
        return f"kl. {local.hour}" if local.minute == 0 else f"kl. {local.hour}.{local.minute:02d}"

    made.filters |= {"moment": moment, "oclock": oclock, "soon": soon, "period": say_span, "count": count}
    made.filters |= {"said_when": say_when}
    made.globals |= {
        "static": static.address,
        "state_words": STATE_WORDS,
        "state_tones": STATE_TONES,
        "status_choices": STATUS_CHOICES,
    }
    return made


def page(
    request: Request, template: str, *, who: SignedIn | None = None, status: int = 200, **facts: object
) -> HTMLResponse:
    """Return a page. `facts` are the template's own; it also gets who, today, path and menu."""
    pages: Pages = request.app.state.pages
    notice = notice_in(request)
    filled = pages.templates.get_template(template).render(
        who=who,
        today=today_of(pages.service),
        path=request.url.path,
        menu=pages.menu if who else (),
        notice=notice,
        **facts,
    )
    response = HTMLResponse(filled, status)
    if notice:
        was_shown(response)
    return response


def soon(day: date, today: date) -> str:
    """Return a day ahead as people say it: "i dag", "i morgon", "på måndag", "måndag 10 mars"."""
    ahead = (day - today).days
    if 0 <= ahead < 2:
        return ("i dag", "i morgon")[ahead]
    return f"på {WEEKDAYS[day.weekday()]}" if 2 <= ahead < 7 else say_day(day, today)


def count(number: int, one: str, many: str) -> Markup:
    """Return a number with its noun, kept on one line: "1 åtgärd", "3 åtgärder"."""
    return Markup("{}&nbsp;{}").format(number, one if number == 1 else many)

"""The settings: one frozen object, read once from ARSHJUL_* variables or files of secrets.

Every field carries the text that stands in the README's table; a test compares the two.
A secret may be given as a file: ARSHJUL_SECRETS_DIR names a folder with one file a setting (arshjul_smtp_password …).
"""

import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableError

SCHEMES = {
    "database_url": ("sqlite", "postgresql", "postgresql+psycopg"),
    "broker_url": ("redis", "rediss", "unix"),
    "public_url": ("http", "https"),
    "oauth_token_url": ("http", "https"),
    "graph_url": ("http", "https"),
}
"""How the address of each setting may begin. That a key only goes over https is the adapter's own law."""

_ADDRESS = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "int_parsing": lambda _: "det ska vara ett heltal",
    "int_from_float": lambda _: "det ska vara ett heltal",
    "int_parsing_size": lambda _: "talet är för stort",
    "greater_than_equal": lambda said: f"det ska vara minst {said['ge']}",
    "less_than_equal": lambda said: f"det ska vara högst {said['le']}",
    "bool_parsing": lambda _: "det ska vara true eller false",
    "literal_error": lambda said: "välj " + said["expected"].replace("'", "").replace(" or ", " eller "),
    "value_error": lambda said: str(said["error"]),
}
"""What each kind of pydantic's errors means in Swedish, out of its own particulars."""


def _of_another_kind(_said: dict[str, Any]) -> str:
    return "det är av fel slag"


class SettingsError(ValueError):
    """A setting that cannot be used: one Swedish sentence that names the variable, never its value (it may be secret)."""


class Settings(BaseSettings):
    """All that can be set from outside. The default runs one municipality on one machine without a question."""

    model_config = SettingsConfigDict(
        env_prefix="ARSHJUL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    var: Path = Field(Path("var"), description="Mappen där allt skrivs: databas, hemlig nyckel, e-post.")
    database_url: str = Field(
        "", description="Databasen. Tomt: SQLite i ARSHJUL_VAR. Annars postgresql+psycopg://…"
    )
    broker_url: str = Field("", description="Redis för flera processer, redis://… Tomt: allt i en process.")
    public_url: str = Field(
        "", description="Adressen som länkar i mejl börjar med. Tomt: http://127.0.0.1 och ARSHJUL_PORT."
    )
    host: str = Field("127.0.0.1", description="Adress som webben lyssnar på.")
    port: int = Field(8000, ge=0, le=65535, description="Port som webben lyssnar på.")
    organisation: str = Field("Min kommun", description="Organisationens namn vid första starten.")
    coordinator_name: str = Field("Samordnare", description="Samordnarens namn vid första starten.")
    coordinator_email: str = Field(
        "samordnare@localhost", description="Samordnarens e-post vid första starten."
    )
    zone: str = Field("Europe/Stockholm", description="Tidszon för arbetsdagar och klockslag.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Nyckel för länkar och svarsadresser. Tomt: skapas i ARSHJUL_VAR."
    )

    mail_from: str = Field("arshjul@localhost", description="Avsändaradress för alla utskick.")
    reply_address: str = Field(
        "", description="Adress som svar går till; +kod läggs till. Tomt: ARSHJUL_MAIL_FROM."
    )
    plus_addresses: bool = Field(
        True, description="Om svarsadressen får bära +kod (Exchange Online: ja, Exchange Server: nej)."
    )
    redirect_all_to: str = Field(
        "", description="Vid prov: skicka alla mejl till den här adressen i stället."
    )
    mail_transport: Literal["auto", "smtp", "graph", "eml"] = Field(
        "auto",
        description="Hur mejl skickas: smtp, graph (Microsoft 365) eller eml (filer i ARSHJUL_VAR/mail). "
        "auto: smtp om ARSHJUL_SMTP_HOST är satt, annars eml.",
    )
    smtp_host: str = Field("", description="SMTP-server. Tomt: mejlen läggs som .eml i ARSHJUL_VAR/mail.")
    smtp_port: int = Field(587, ge=1, le=65535, description="SMTP-serverns port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="starttls, tls eller none (none bara mot samma maskin, se ARSHJUL_SMTP_ALLOW_PLAIN).",
    )
    smtp_allow_plain: bool = Field(
        False, description="Tillåt okrypterad SMTP till en annan maskin (bara i slutet nät)."
    )
    smtp_user: str = Field("", description="Användare för SMTP. Tomt: ingen inloggning.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Lösenord för SMTP.")
    mails_per_minute: int = Field(
        25, ge=1, description="Högst så många mejl i minuten (Exchange Online tillåter 30)."
    )
    recipients_per_day: int = Field(
        9000, ge=1, description="Högst så många mottagare per dygn (Exchange Online tillåter 10 000)."
    )

    connections: int = Field(
        3, ge=1, description="Högst så många arbetare som skickar samtidigt (Exchange Online tillåter 3)."
    )
    oauth_tenant: str = Field(
        "",
        description="Katalog (tenant) i Microsoft Entra. Satt: inloggning med OAuth i stället för lösenord.",
    )
    oauth_token_url: str = Field(
        "", description="Adress som ger OAuth-nycklar, om den inte är Microsofts för ARSHJUL_OAUTH_TENANT."
    )
    oauth_client_id: str = Field("", description="Programmets id (client id) för OAuth.")
    oauth_client_secret: SecretStr = Field(SecretStr(""), description="Programmets hemlighet för OAuth.")
    graph_url: str = Field("https://graph.microsoft.com/v1.0", description="Adressen till Microsoft Graph.")

    imap_host: str = Field("", description="IMAP-server för svaren. Tomt: maildir, se ARSHJUL_MAILDIR.")
    imap_port: int = Field(993, ge=1, le=65535, description="IMAP-serverns port.")
    imap_security: Literal["tls", "starttls", "none"] = Field(
        "tls", description="tls, starttls eller none (none bara mot samma maskin)."
    )
    imap_user: str = Field("", description="Användare för IMAP.")
    imap_password: SecretStr = Field(SecretStr(""), description="Lösenord för IMAP.")
    imap_folder: str = Field("INBOX", description="Mapp som svaren läses ur.")
    imap_done_folder: str = Field("", description="Mapp dit lästa svar flyttas. Tomt: de markeras som lästa.")
    maildir: str = Field("", description="Maildir som svaren läses ur. Tomt: ARSHJUL_VAR/inkorg.")
    listen_port: int = Field(
        0, ge=0, le=65535, description="Port där svar tas emot direkt från en e-postserver. 0: ingen."
    )
    listen_host: str = Field("127.0.0.1", description="Adress för ARSHJUL_LISTEN_PORT.")
    listen_protocol: Literal["lmtp", "smtp"] = Field("lmtp", description="lmtp eller smtp.")
    sweep_seconds: int = Field(
        30, ge=1, description="Hur ofta, i sekunder, det ses efter om något ska skickas eller läsas."
    )

    operator_email: str = Field(
        "", description="Den som får mejl när inget går ut fast det borde. Tomt: ingen får det."
    )
    silent_days: int = Field(
        3, ge=1, description="Dygn utan ett enda skickat mejl, fast något skulle gå, innan driften får veta."
    )
    late_minutes: int = Field(
        120, ge=5, description="Minuter som något förfallet får vänta under arbetstid innan driften får veta."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Nyckel för /metrics (Authorization: Bearer …). Tomt: bara samma maskin får läsa.",
    )

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("tidszonen är okänd; skriv den som Europe/Stockholm") from None
        return name

    @field_validator(*SCHEMES)
    @classmethod
    def _begins_as_it_should(cls, url: str, info: ValidationInfo) -> str:
        known = SCHEMES[info.field_name or ""]
        begun = _SCHEME.match(url)
        if url and (begun is None or begun[0][:-1].lower() not in known):
            raise ValueError(f"adressen ska börja med {' eller '.join(f'{each}:' for each in known)}")
        if known == ("http", "https") and url and not _has_host(url):
            raise ValueError("adressen ska skrivas som https://namn.se")
        return url

    @field_validator(
        "coordinator_email", "mail_from", "reply_address", "redirect_all_to", "operator_email", mode="after"
    )
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        if email and not _ADDRESS.fullmatch(email.strip()):
            raise ValueError("det är ingen e-postadress")
        return email.strip()

    @property
    def database(self) -> str:
        """The database's address: the one given, or SQLite in the folder for everything written."""
        return self.database_url or f"sqlite:///{self.var.resolve() / 'arshjul.sqlite'}"

    @property
    def address(self) -> str:
        """The address that links begin with: the one given, or this machine's, for a trial on it."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def replies_to(self) -> str:
        """The mailbox that answers reach."""
        return self.reply_address or self.mail_from

    @property
    def transport(self) -> Literal["smtp", "graph", "eml"]:
        """How mail goes out: what was chosen, or what there is."""
        if self.mail_transport != "auto":
            return self.mail_transport
        return "smtp" if self.smtp_host else "eml"

    @property
    def uses_oauth(self) -> bool:
        """Whether logging in to the mail servers is done with tokens."""
        return bool(self.oauth_tenant or self.oauth_token_url)


class SettingsApart(Settings):
    """Settings that nothing but their own arguments decides: a rehearsal must never reach the real mailboxes."""

    @classmethod
    def settings_customise_sources(  # type: ignore[override]  # the other sources are of no interest
        cls,
        _: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the arguments alone."""
        return (init_settings,)


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or half an IPv6 address
        return False


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Return the settings of this process; files of secrets give way to variables.

    SettingsError: a value cannot be used, or the folder of secrets cannot be read.
    """
    secrets = os.environ.get("ARSHJUL_SECRETS_DIR")
    if secrets and not Path(secrets).is_dir():
        raise SettingsError(
            f"ARSHJUL_SECRETS_DIR: {secrets} är ingen mapp som finns. Skapa den, eller ta bort ARSHJUL_SECRETS_DIR."
        )
    try:
        return Settings(_secrets_dir=secrets or None)
    except ValidationError as problem:
        raise SettingsError(in_one_sentence(problem)) from None
    except (OSError, UnreadableError, UnicodeDecodeError):
        raise SettingsError(
            f"ARSHJUL_SECRETS_DIR: en fil i {secrets} går inte att läsa. Filerna ska vara text (UTF-8) och läsbara."
        ) from None


def changed(settings: Settings, **given: object) -> Settings:
    """Return the settings with some given anew, looked at as the others are. SettingsError: see `read_settings`."""
    try:
        return SettingsApart(**{**dict(settings), **given})
    except ValidationError as problem:
        raise SettingsError(in_one_sentence(problem)) from None


def in_one_sentence(problem: ValidationError) -> str:
    """Return in Swedish which variable is wrong, and how it should be."""
    wrong = problem.errors()[0]
    name = "ARSHJUL_" + "_".join(str(part) for part in wrong["loc"]).upper()
    say = SENTENCES.get(wrong["type"], _of_another_kind)
    return (
        f"{name} har ett värde som inte går att använda: {say(wrong.get('ctx', {}))}. Se tabellen i README."
    )

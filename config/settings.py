"""The settings: one frozen object, read once from ARSHJUL_* variables or files of secrets.

Every field carries the text that stands in the README's table; a test compares the two.
A secret may be given as a file: ARSHJUL_SECRETS_DIR names a folder with one file a setting (arshjul_smtp_password …).
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


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
    smtp_port: int = Field(587, description="SMTP-serverns port.")
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
    imap_port: int = Field(993, description="IMAP-serverns port.")
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


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Return the settings of this process; files of secrets give way to variables."""
    secrets = os.environ.get("ARSHJUL_SECRETS_DIR")
    return Settings(_secrets_dir=secrets)

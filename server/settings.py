"""Settings, read from the environment once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import URL

from db.engines import parse
from server.clock import Clock

DEFAULT_DATABASE = "sqlite:///var/convene.sqlite3"


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what it may be."""


@dataclass(frozen=True)
class Settings:
    """What can be set. See `docs/operations.md` for the names, defaults and reasons."""

    host: str
    port: int
    database: URL
    site_url: str
    clock: Clock
    fast_path: bool

    @property
    def address(self) -> str:
        """Where the server answers, as one types it into a browser."""
        return _address(self.host, self.port)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises `BadSetting`, or `BadUrl` for the database."""
    host, port = _host(environment.get("HOST", "127.0.0.1")), _port(environment.get("PORT", "8000"))
    return Settings(
        host=host,
        port=port,
        database=parse(environment.get("DATABASE_URL", DEFAULT_DATABASE)),
        site_url=_site(environment.get("SITE_URL", _address(host, port))),
        clock=_clock(environment.get("CONVENE_NOW", "")),
        fast_path=_switch("FASTPATH", environment.get("FASTPATH", "on")),
    )


def _address(host: str, port: int) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)  # noqa: S104 - compared, not bound
    return f"http://{named or (f'[{host}]' if ':' in host else host)}:{port}"


def _host(text: str) -> str:
    if not text.isascii() or not text or any(letter.isspace() for letter in text):
        raise BadSetting(f"HOST must be an address or a name, not {text!r}.")
    return text


def _site(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not text.isprintable() or " " in text:
        raise BadSetting(f"SITE_URL must be like https://convene.example, not {text!r}.")
    return text.rstrip("/")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadSetting(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise BadSetting(f"{name} must be on or off, not {text!r}.")
    return text.lower() == "on"


def _clock(text: str) -> Clock:
    try:
        return Clock.of(text)
    except ValueError as error:
        raise BadSetting(f"CONVENE_NOW {error}") from None

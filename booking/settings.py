"""The settings of the service, from `BOOKING_*` in the environment. A wrong one stops the start and names itself."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

T = TypeVar("T")

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SECRET_BYTES = 32


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it, says what is wrong and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between one installation and another.

    `secret_key` is None where none was given; the demo then makes one of its own and keeps it in the data folder.
    """

    database_url: str
    data_dir: Path
    secret_key: bytes | None
    base_url: str
    sign_in_idle: timedelta
    sign_in_longest: timedelta
    proxies: frozenset[str] = frozenset()

    @property
    def anchors(self) -> Path:
        """The file in which the heads of the audit chains are anchored."""
        return self.data_dir / "audit-anchors.txt"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over https only: everywhere but on this machine itself."""
        return self.base_url.startswith("https://")


DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "BOOKING_DATABASE_URL": (
        "sqlite:///var/booking.sqlite",
        "The database: `sqlite:///path` for one machine, `postgresql://…` for a trust.",
    ),
    "BOOKING_DATA_DIR": ("var", "The folder for files: the audit's anchor file, and the demo's own secret key."),
    "BOOKING_SECRET_KEY": ("(none)", "At least 32 characters, random and kept secret. Required outside the demo."),
    "BOOKING_BASE_URL": (
        "http://127.0.0.1:8000",
        "The address at which people reach the service; https outside this machine.",
    ),
    "BOOKING_SIGN_IN_IDLE_MIN": ("60", "Minutes without use after which a person must sign in again (5 to 1440)."),
    "BOOKING_SIGN_IN_LONGEST_HOURS": ("12", "Hours after which a person must sign in again in any case (1 to 168)."),
    "BOOKING_PROXIES": (
        "(none)",
        "Addresses of the proxies in front, with commas; only theirs are believed when they say who asks.",
    ),
}
"""Every setting: its default and what it is for. The README's table is checked against this."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        WrongSetting: a value that cannot be used, or a `BOOKING_*` name that is not known.
    """
    given = os.environ if environment is None else environment
    for name in given:
        if name.startswith("BOOKING_") and name not in DESCRIPTIONS and not name.startswith("BOOKING_TEST_"):
            known = ", ".join(sorted(DESCRIPTIONS))
            raise WrongSetting(f"{name} is not a setting of this service. The settings are: {known}.")
    return Settings(
        database_url=_read(given, "BOOKING_DATABASE_URL", _database_url),
        data_dir=_read(given, "BOOKING_DATA_DIR", _data_dir),
        secret_key=_read_secret(given.get("BOOKING_SECRET_KEY")),
        base_url=_read(given, "BOOKING_BASE_URL", _base_url),
        sign_in_idle=timedelta(minutes=_read(given, "BOOKING_SIGN_IN_IDLE_MIN", _whole(5, 1440))),
        sign_in_longest=timedelta(hours=_read(given, "BOOKING_SIGN_IN_LONGEST_HOURS", _whole(1, 168))),
        proxies=_read(given, "BOOKING_PROXIES", _addresses),
    )


def _read(given: Mapping[str, str], name: str, parse: Callable[[str], T]) -> T:
    text = given.get(name) or DESCRIPTIONS[name][0]
    try:
        return parse(text)
    except ValueError as fault:
        shown = _PASSWORD.sub(r"\g<user>:***@", text)
        raise WrongSetting(f"{name} is {shown!r}, and that does not work: {fault}. {DESCRIPTIONS[name][1]}") from fault


_PASSWORD = re.compile(r"(?P<user>://[^:/@]*):[^/]*@")


def _read_secret(text: str | None) -> bytes | None:
    if not text:
        return None
    if len(text) < _SECRET_BYTES:
        raise WrongSetting(
            f"BOOKING_SECRET_KEY has {len(text)} characters, and it needs at least {_SECRET_BYTES}. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return text.encode("utf-8")


def _database_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme == "sqlite":
        if not text.startswith("sqlite:///") or not parts.path.strip("/") or parts.path == "/:memory:":
            raise ValueError("it must name a file, as in sqlite:///var/booking.sqlite")
        if parts.query or parts.fragment:
            raise ValueError("it must end with the file's name; ? and # are not understood")
        return text
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise ValueError("it must start with sqlite:/// or postgresql:// and name a database")
    _check_port(parts)
    return text


def _addresses(text: str) -> frozenset[str]:
    if text == "(none)":
        return frozenset()
    return frozenset(str(ip_address(part.strip())) for part in text.split(","))


def _data_dir(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ValueError("it is a file, and a folder is needed")
    return path


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or extra:
        raise ValueError("it must be http:// or https:// and a host, without a path")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("outside this machine it must start with https://, so that nobody can read along")
    _check_port(parts)
    return f"{parts.scheme}://{parts.netloc}"


def _check_port(parts: SplitResult) -> None:
    try:
        wrong = parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise ValueError("its port must be a number from 1 to 65535")


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return int(text)

    return parse

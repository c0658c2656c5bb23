"""Proof that a form was sent from our own page, and what the cookies are called."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

FIELD = "csrf_token"
"""The hidden field that carries the proof."""

_LENGTH = 32


def sign_in_cookie(*, secure: bool) -> str:
    """The name of the cookie that holds a sign-in's secret."""
    return "__Host-booking" if secure else "booking"


def visitor_cookie(*, secure: bool) -> str:
    """The name of the cookie that ties the sign-in form to the browser that asked for it."""
    return "__Host-booking-form" if secure else "booking-form"


def kept_cookies(*, secure: bool) -> tuple[str, ...]:
    """The names of the cookies that keep what somebody typed until they have signed in again, in order."""
    first = "__Host-booking-kept" if secure else "booking-kept"
    return (first, *(f"{first}{number}" for number in (1, 2, 3)))


def new_visitor() -> str:
    """A fresh secret for somebody who has not signed in yet."""
    return secrets.token_urlsafe(_LENGTH)


def set_cookie(response: Response, name: str, value: str, *, secure: bool, lasts: timedelta | None = None) -> None:
    """Hand out a cookie that scripts cannot read and other sites cannot send with a form."""
    max_age_s = None if lasts is None else int(lasts.total_seconds())
    response.set_cookie(name, value, max_age_s, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, name: str, *, secure: bool) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def make_token(secret: bytes, cookie: str) -> str:
    """A proof that belongs to a cookie: hidden under a fresh mask, which stands before it.

    So it reads differently in each page, and the length of a packed page says nothing about it (BREACH).
    """
    mask = secrets.token_bytes(_LENGTH)
    return (mask + _lay_over(mask, _proof(secret, cookie))).hex()


def is_token(secret: bytes, cookie: str, token: str) -> bool:
    """Whether the proof belongs to the cookie."""
    if not cookie or not _TOKEN.fullmatch(token):
        return False
    sent = bytes.fromhex(token)
    return hmac.compare_digest(_lay_over(sent[:_LENGTH], sent[_LENGTH:]), _proof(secret, cookie))


def seal(secret: bytes, data: bytes) -> bytes:
    """What the browser is to keep and bring back unchanged, with our mark before it. It hides nothing."""
    return _mark(secret, data) + data


def unseal(secret: bytes, sealed: bytes) -> bytes | None:
    """What was sealed; None where it is not as we sealed it."""
    mark, data = sealed[:_LENGTH], sealed[_LENGTH:]
    return data if hmac.compare_digest(mark, _mark(secret, data)) else None


_TOKEN = re.compile(f"[0-9a-f]{{{4 * _LENGTH}}}")


def _proof(secret: bytes, cookie: str) -> bytes:
    return hmac.digest(secret, b"form:" + cookie.encode("utf-8", "surrogateescape"), hashlib.sha256)


def _mark(secret: bytes, data: bytes) -> bytes:
    return hmac.digest(secret, b"kept form 1:" + data, hashlib.sha256)


def _lay_over(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))


def is_from_here(request: Request, base_url: str) -> bool:
    """Whether the browser says that the request comes from one of our own pages, or does not say.

    Browsers send Origin with every POST and most send Sec-Fetch-Site; what carries neither must still bring the proof.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or _is_own(request, origin, base_url)


def surely_from_here(request: Request, base_url: str) -> bool:
    """Whether the browser says that the request comes from one of our own pages: to say nothing is not enough."""
    says = "origin" in request.headers or request.headers.get("sec-fetch-site") == "same-origin"
    return says and is_from_here(request, base_url)


def _is_own(request: Request, origin: str, base_url: str) -> bool:
    own = {urlsplit(base_url).netloc, request.headers.get("host", "")}
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc in own

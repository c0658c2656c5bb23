"""The headers that every answer carries: pages, files, refusals and the API alike."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""What a page may load: from this service only, and nothing written into the page itself."""

DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""What a plan's drawing may load, if somebody opens it by itself: its own colours and nothing else."""

PICTURE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What a picture behind a plan's lines may load, if somebody opens it by itself: nothing."""

PRIVATE = "no-store"
FOR_EVER_PRIVATE = "private, max-age=31536000, immutable"
FOR_EVER_PUBLIC = "public, max-age=31536000, immutable"
SHORT_PUBLIC = "public, max-age=300"

_ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": PRIVATE,
}
_ON_HTTPS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


def add_safe_headers(headers: MutableHeaders) -> None:
    """Add each header that an answer has not set for itself."""
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)


def safe_headers(*, https: bool = False) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that an answer carries where it has not set them for itself, as they go over the wire."""
    wanted = _ALWAYS | _ON_HTTPS if https else _ALWAYS
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in wanted.items())


class SafeHeaders:
    """Puts the headers on every answer that passes."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._wanted = safe_headers(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = message["headers"]
                set_already = {name for name, _ in sent}
                message["headers"] = [*sent, *(pair for pair in self._wanted if pair[0] not in set_already)]
            await send(message)

        await self._app(scope, receive, send_safe)

"""Who is really asking, where a proxy stands in front: what brakes on guessing count by."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = "x-forwarded-for"


class ForwardedAddress:
    """Puts the address that a trusted proxy names in the place of the proxy's own.

    Of the addresses in X-Forwarded-For the last one that is no trusted proxy counts: all before it can be made up by
    whoever asks. A request from anywhere else keeps the address from which it came.
    """

    def __init__(self, app: ASGIApp, *, proxies: frozenset[str]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its asker's address."""
        if scope["type"] == "http" and scope.get("client") and scope["client"][0] in self._proxies:
            sent = ",".join(Headers(scope=scope).getlist(HEADER))
            named = [address for part in sent.split(",") if (address := part.strip()) not in self._proxies and address]
            if named:
                scope = {**scope, "client": (named[-1], 0)}
        await self._app(scope, receive, send)

"""What somebody typed, kept in their browser's cookies while they sign in again: packed, signed, and for one form."""

import base64
import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from booking.model.ids import PersonId
from booking.web.fields import Fields
from booking.web.tokens import drop_cookie, kept_cookies, seal, set_cookie, unseal

if TYPE_CHECKING:
    from booking.web.door import Call

LASTS = timedelta(minutes=15)
"""How long what was typed waits for a sign-in."""

MOST_LETTERS = 3_800
"""Of one cookie's value, so that it stays under 4,000 bytes with its name and all that is said about it."""

MOST_BYTES = 64 * 1024
"""What a form may hold before it is packed, and the most that is unpacked again."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was sent without a sign-in: the path it goes to, who typed it, and what.

    `person_id` is None where it cannot be told who typed.
    """

    action: str
    person_id: PersonId | None
    until: datetime
    typed: Fields


def pack_form(secret: bytes, kept: KeptForm) -> tuple[str, ...]:
    """The values of its cookies, in order; none where it is too long. The first begins with how many they are."""
    until_s = int(kept.until.timestamp())
    said = json.dumps([kept.action, kept.person_id, until_s, dict(kept.typed.values)], ensure_ascii=False).encode()
    if len(said) > MOST_BYTES:
        return ()
    text = base64.urlsafe_b64encode(seal(secret, zlib.compress(said, 9))).decode("ascii").rstrip("=")
    number = -(-(len(text) + 1) // MOST_LETTERS)
    if number > len(kept_cookies(secure=True)):
        return ()
    text = f"{number}{text}"
    return tuple(text[start : start + MOST_LETTERS] for start in range(0, len(text), MOST_LETTERS))


def hand_out(call: "Call", response: Response, parts: tuple[str, ...], lasts: timedelta = LASTS) -> None:
    """Let the browser keep a form, in place of the one that it kept before."""
    secure = call.settings.secure_cookies
    names = kept_cookies(secure=secure)
    for name, part in zip(names, parts, strict=False):
        set_cookie(response, name, part, secure=secure, lasts=lasts)
    for name in names[len(parts) :]:
        if name in call.request.cookies:
            drop_cookie(response, name, secure=secure)


def drop_kept(call: "Call", response: Response) -> None:
    """Take back the form that the browser keeps."""
    hand_out(call, response, ())


def read_kept(call: "Call") -> KeptForm | None:
    """The form that the browser keeps; None where it keeps none of ours, or for too long already."""
    cookies, names = call.request.cookies, kept_cookies(secure=call.settings.secure_cookies)
    number = cookies.get(names[0], "")[:1]
    if number not in ("1", "2", "3", "4"):
        return None
    text = "".join(cookies.get(name, "") for name in names[: int(number)])[1:]
    said = _unpack(call.service.secret, text)
    if said is None:
        return None
    action, person_id, until_s, typed = json.loads(said)
    until = datetime.fromtimestamp(until_s, UTC)
    if call.now >= until:
        return None
    return KeptForm(action, person_id, until, Fields({name: tuple(values) for name, values in typed.items()}))


def settle_kept(call: "Call", response: Response, person_id: PersonId) -> None:
    """Leave what the browser keeps to who has signed in now, and take it back where somebody else typed it.

    Where it cannot be told who typed it, the first who signs in is taken for them, and nobody after that.
    """
    kept = read_kept(call)
    if kept is None or kept.person_id not in (None, person_id):
        drop_kept(call, response)
    elif kept.person_id is None:
        parts = pack_form(call.service.secret, replace(kept, person_id=person_id))
        hand_out(call, response, parts, kept.until - call.now)


def drop_sent(call: "Call", response: Response) -> None:
    """Take back what the browser keeps of a form that has been sent now."""
    kept = read_kept(call)
    if kept is not None and kept.action == call.request.scope["path"]:
        drop_kept(call, response)


def _unpack(secret: bytes, text: str) -> bytes | None:
    """What was packed; None where we did not seal it, or where it is larger than what we pack."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    packed = unseal(secret, sealed)
    if packed is None:
        return None
    unpacking = zlib.decompressobj()
    said = unpacking.decompress(packed, MOST_BYTES)
    return said if unpacking.eof else None

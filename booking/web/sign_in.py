"""Signing in and out."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from booking.actions.show_organisation import show_organisation
from booking.actions.sign_in import WINDOW, Knock, SignedIn, SignInRefusal, sign_in, sign_out
from booking.model.text import fault_in_line
from booking.settings import LOOPBACK
from booking.web.addresses import own_target
from booking.web.door import Call
from booking.web.kept_form import drop_kept, settle_kept
from booking.web.shell import FieldFault, show_page
from booking.web.tokens import drop_cookie, set_cookie, sign_in_cookie, visitor_cookie

LONGEST_EMAIL = 254
"""The longest address that mail can carry (RFC 5321 with its erratum 1690)."""

LONGEST_PASSWORD = 1000
"""Longer than any real one, so that nobody can make the service hash a book."""

_WRONG = "The email address or the password is not right. Check both, and type the password again."
_SLOW = (
    "There were too many attempts to sign in from here. Wait ten minutes, then try again, "
    "or ask your IT service desk to help you."
)


def show_sign_in(call: Call) -> Response:
    """The form; somebody who has signed in already goes on."""
    target = own_target(call.query.get("next"))
    if call.asking is not None:
        return RedirectResponse(target, status_code=303)
    return _show_form(call, target, email="", faults=())


def send_sign_in(call: Call) -> Response:
    """Check what was typed, and open a sign-in."""
    email, password, target = call.form.get("email"), call.form.get("password"), own_target(call.form.get("next"))
    if blank := _find_blank(email, password):
        return _show_form(call, target, email=email, faults=blank, status=422)
    if fault_in_line(email.strip(), most=LONGEST_EMAIL) or "\x00" in password or len(password) > LONGEST_PASSWORD:
        return _show_form(call, target, email=email, faults=(FieldFault("email", _WRONG),), status=401)
    knock = Knock(email, password, find_client(call.request), on_loopback=is_on_loopback(call.request))
    match sign_in(call.service, knock, now=call.now):
        case SignInRefusal.WRONG:
            return _show_form(call, target, email=email, faults=(FieldFault("email", _WRONG),), status=401)
        case SignInRefusal.SLOW_DOWN:
            return _show_form(call, target, email=email, faults=(FieldFault("", _SLOW),), status=429)
        case SignedIn() as opened:
            return let_in(call, opened, target)


def send_sign_out(call: Call) -> Response:
    """End the sign-in and clear what the browser keeps of it."""
    sign_out(call.service, call.actor, now=call.now)
    response = RedirectResponse("/sign-in", status_code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    drop_cookie(response, sign_in_cookie(secure=call.settings.secure_cookies), secure=call.settings.secure_cookies)
    drop_kept(call, response)
    return response


def let_in(call: Call, opened: SignedIn, target: str) -> Response:
    """Hand out the cookie of a new sign-in, and go on."""
    secure = call.settings.secure_cookies
    response = RedirectResponse(target, status_code=303)
    set_cookie(response, sign_in_cookie(secure=secure), opened.secret, secure=secure)
    drop_cookie(response, visitor_cookie(secure=secure), secure=secure)
    settle_kept(call, response, opened.person_id)
    return response


def _find_blank(email: str, password: str) -> tuple[FieldFault, ...]:
    blank = []
    if not email.strip():
        blank.append(FieldFault("email", "Enter your work email address."))
    if not password:
        blank.append(FieldFault("password", "Enter your password."))
    return tuple(blank)


def _show_form(call: Call, target: str, *, email: str, faults: tuple[FieldFault, ...], status: int = 200) -> Response:
    organisation = show_organisation(call.service)
    values = {
        "next": target if target != "/" else "",
        "email": email,
        "faults": faults,
        "demo": organisation is not None and organisation.demo,
        "organisation": organisation.name if organisation is not None else "",
    }
    headers = {"Retry-After": str(int(WINDOW.total_seconds()))} if status == 429 else {}
    response = show_page(call, "sign_in.html", "Sign in", values, status=status, headers=headers)
    if call.fresh_visitor is not None:
        secure = call.settings.secure_cookies
        set_cookie(response, visitor_cookie(secure=secure), call.fresh_visitor, secure=secure)
    return response


def find_client(request: Request) -> str:
    """The network address that a request comes from."""
    return request.client.host if request.client is not None else ""


def is_on_loopback(request: Request) -> bool:
    """Whether the person sits at this machine; what came through a proxy never does."""
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return False
    return not forwarded and find_client(request) in LOOPBACK and host in LOOPBACK

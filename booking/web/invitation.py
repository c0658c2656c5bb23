"""The page behind a sign-in link: its person sets a password, once, and is signed in."""

from starlette.responses import Response

from booking.actions.invite import Knocking, NoEntry, PasswordFault, accept_link, open_link
from booking.actions.sign_in import WINDOW, SignedIn
from booking.rules.password_advice import LEAST_LETTERS
from booking.web.door import Call
from booking.web.shell import FieldFault, show_page
from booking.web.sign_in import find_client, is_on_loopback, let_in
from booking.web.tokens import set_cookie, visitor_cookie

_SLOW = "There were too many attempts from here. Wait ten minutes, then try again."

_QUIET = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
"""The address holds a secret: it goes into no other site's log and into no search engine. `no-referrer` would also
empty the Origin that proves where the form comes from."""


def show_invitation(call: Call) -> Response:
    """The form, or that the link does not work; a used, an old and an unknown link look the same."""
    person = open_link(call.service, _knocking(call), now=call.now)
    if person is None:
        return _show_dead(call)
    return _show_form(call, person.name)


def send_invitation(call: Call) -> Response:
    """Set the password and sign in."""
    knocking = _knocking(call)
    person = open_link(call.service, knocking, now=call.now)
    if person is None:
        return _show_dead(call)
    password, again = call.form.get("password"), call.form.get("again")
    if not password or password != again:
        fault = FieldFault("again", "The two passwords are not the same. Type both again.")
        if not password:
            fault = FieldFault("password", "Enter a new password.")
        return _show_form(call, person.name, fault, status=422)
    match accept_link(call.service, knocking, password, now=call.now):
        case SignedIn() as opened:
            return _quietly(let_in(call, opened, "/"))
        case PasswordFault(why):
            return _show_form(call, person.name, FieldFault("password", why), status=422)
        case NoEntry.SLOW_DOWN:
            return _show_form(call, person.name, FieldFault("", _SLOW), status=429)
        case NoEntry.NOT_THERE:
            return _show_dead(call)


def _show_form(call: Call, name: str, *faults: FieldFault, status: int = 200) -> Response:
    values = {
        "action": call.request.scope["path"],
        "name": name,
        "least": LEAST_LETTERS,
        "faults": faults,
    }
    headers = {"Retry-After": str(int(WINDOW.total_seconds()))} if status == 429 else {}
    response = show_page(call, "invitation.html", "Set your password", values, status=status, headers=headers)
    if call.fresh_visitor is not None:
        secure = call.settings.secure_cookies
        set_cookie(response, visitor_cookie(secure=secure), call.fresh_visitor, secure=secure)
    return _quietly(response)


def _show_dead(call: Call) -> Response:
    return _quietly(show_page(call, "invitation_over.html", "This link does not work", {}, status=404))


def _quietly(response: Response) -> Response:
    response.headers.update(_QUIET)
    return response


def _knocking(call: Call) -> Knocking:
    secret = str(call.request.path_params["secret"])
    return Knocking(secret, find_client(call.request), on_loopback=is_on_loopback(call.request))

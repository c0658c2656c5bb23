"""What we say about how accessible the service is."""

from starlette.responses import Response

from booking.web.door import Call
from booking.web.shell import show_page


def show_accessibility(call: Call) -> Response:
    """The accessibility statement."""
    return show_page(call, "accessibility.html", "Accessibility statement", {})

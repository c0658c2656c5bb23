"""The pictures behind a floor's draft."""

from starlette.responses import Response

from booking.actions.plan_drafts import show_draft_picture
from booking.web.door import Call
from booking.web.pictures import answer_picture


def show_drafted_picture(call: Call) -> Response:
    """A picture behind the draft, for those who manage the floor."""
    digest = str(call.request.path_params["digest"])
    return answer_picture(call, show_draft_picture(call.service, call.actor, call.ref, digest))

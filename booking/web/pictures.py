"""The pictures behind the line work of plans: where a page asks for them, and how they are answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from booking.actions.show_floor import show_picture
from booking.model.decisions import Refused
from booking.model.estate import PictureFile, Plan, PlanPicture
from booking.web.door import Call
from booking.web.headers import FOR_EVER_PRIVATE, PICTURE_POLICY
from booking.web.problems import show_problem


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page's drawing shows it: its address, its size in pixels, and the map into the plan's frame."""

    href: str
    width: int
    height: int
    transform: str


def show_plan_picture(call: Call) -> Response:
    """A picture of a published plan, for whoever may see the floor."""
    digest = str(call.request.path_params["digest"])
    return answer_picture(call, show_picture(call.service, call.actor, call.ref, digest))


def answer_picture(call: Call, found: PictureFile | Refused) -> Response:
    """A picture's bytes, which never change under their digest; or that there is none for whoever asks."""
    if isinstance(found, Refused):
        return show_problem(call.request, 404, why=found.why)
    headers = {"Cache-Control": FOR_EVER_PRIVATE, "Content-Security-Policy": PICTURE_POLICY}
    return Response(found.data, media_type=found.media_type, headers=headers)


def plan_pictures(plan: Plan) -> tuple[Shown, ...]:
    """The pictures of a published plan as its map shows them."""
    return lay_pictures(plan.pictures, f"/plans/{plan.ref}")


def lay_pictures(pictures: Iterable[PlanPicture], below: str) -> tuple[Shown, ...]:
    """Pictures as a drawing shows them, from an address below that of what they belong to."""
    return tuple(
        Shown(
            f"{below}/pictures/{picture.digest}",
            picture.width,
            picture.height,
            f"matrix({' '.join(f'{number:.9g}' for number in picture.matrix)})",
        )
        for picture in pictures
    )

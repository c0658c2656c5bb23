"""Sites, floors, resources and what is done in them."""

from booking.actions.find_rooms import ResourceQuery, list_resources, list_sites
from booking.actions.room_uses import list_offered_uses
from booking.actions.show_floor import list_floors
from booking.api.calls import Answer, Call
from booking.api.pages import answer_page, find_place
from booking.api.parameters import FLOOR, KIND, SITE, page_size
from booking.api.shapes import floor_shape, list_shape, resource_shapes, site_shape, use_shape
from booking.model.ids import ResourceId


def answer_sites(call: Call) -> Answer:
    """The sites that the asker may look at, by name."""
    return Answer(200, list_shape(site_shape(site) for site in list_sites(call.service, call.actor)))


def answer_floors(call: Call) -> Answer:
    """The floors that the asker may look at, by site, building and level."""
    floors = list_floors(call.service, call.actor, call.query.find(SITE))
    return Answer(200, list_shape(floor_shape(floor) for floor in floors))


def answer_uses(call: Call) -> Answer:
    """What rooms can be booked for, by name."""
    return Answer(200, list_shape(use_shape(use) for use in list_offered_uses(call.service, call.actor)))


def answer_resources(call: Call) -> Answer:
    """The resources that match and that the asker may look at, a page at a time."""
    place = find_place(call, "resources")
    wanted = ResourceQuery(
        site=call.query.find(SITE),
        floor=call.query.find(FLOOR),
        kind=call.query.find(KIND),
        after=ResourceId(place[0]) if place else None,
    )
    found = list_resources(call.service, call.actor, wanted, limit=page_size(call) + 1)
    shapes = resource_shapes(call.service, found, call.now)
    return answer_page(
        call, "resources", found, show=lambda item: shapes[item.resource.id], place=lambda item: (item.resource.id,)
    )

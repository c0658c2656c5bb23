"""Every address of the estate's administration. Whose site it is, the action decides."""

from functools import partial

from booking.model.tree import Tier
from booking.rules.permits import Act
from booking.web.admin.draft_json import send_draft_json, show_draft_json
from booking.web.admin.draft_pictures import show_drafted_picture
from booking.web.admin.drafts import (
    PLACE_FIELDS,
    REVISION,
    send_accept,
    send_copy,
    send_discard,
    send_drawing,
    send_drawn_place,
    send_outline,
    send_scale,
    show_draft,
    show_draft_backdrop,
    show_drawn_place,
)
from booking.web.admin.estate import show_estate, show_kinds_page
from booking.web.admin.features import (
    send_feature,
    send_removal,
    send_rename,
    show_features,
    show_removal,
    show_rename,
)
from booking.web.admin.forms import SEEN
from booking.web.admin.frame import AGREED
from booking.web.admin.places import LIST_FIELDS, SEVERAL_FIELDS, send_several, show_places, show_several
from booking.web.admin.publishing import PUBLISH_FIELDS, send_publishing, show_publishing
from booking.web.admin.retiring import send_retiring, send_return, show_retiring
from booking.web.admin.spacing import (
    FIX_FORM,
    SPACING_FIELDS,
    SPACING_MANY,
    send_desks_back,
    send_spacing,
    show_spacing,
)
from booking.web.admin.terms import FIELDS_OF
from booking.web.admin.things import send_new, send_new_site, send_thing, show_new, show_new_site, show_thing
from booking.web.door import Takes, WebRoute

_ESTATE = Act.MANAGE_ESTATE
_MANY = frozenset({"feature"})


def _thing(tier: Tier) -> tuple[WebRoute, ...]:
    """The form of a thing, taking it out of use and bringing it back."""
    path, fields = f"/admin/{tier}s/{{ref}}", FIELDS_OF[tier]
    form, sent = f"{path}/change" if tier is Tier.FLOOR else path, (*fields, SEEN, AGREED)
    show, send = partial(show_thing, tier), partial(send_thing, tier)
    retire, retired = partial(show_retiring, tier), partial(send_retiring, tier)
    agreed = (AGREED, "message")
    return (
        WebRoute(f"show_{tier}_form", "GET", form, _ESTATE, show, query=(*fields, SEEN, "done"), many=_MANY),
        WebRoute(f"send_{tier}_form", "POST", form, _ESTATE, send, form=sent, many=_MANY),
        WebRoute(f"show_{tier}_retiring", "GET", f"{path}/retire", _ESTATE, retire),
        WebRoute(f"send_{tier}_retiring", "POST", f"{path}/retire", _ESTATE, retired, form=agreed),
        WebRoute(f"send_{tier}_return", "POST", f"{path}/return", _ESTATE, partial(send_return, tier)),
    )


def _adding(above: Tier, below: Tier) -> tuple[WebRoute, ...]:
    """The form of what is added to a thing."""
    path = f"/admin/{above}s/{{ref}}/add"
    fields = tuple(name for name in FIELDS_OF[below] if name not in ("building", "floor"))
    show, send = partial(show_new, above), partial(send_new, above)
    return (
        WebRoute(f"show_new_{below}", "GET", path, _ESTATE, show, query=fields, many=_MANY),
        WebRoute(f"send_new_{below}", "POST", path, _ESTATE, send, form=fields, many=_MANY),
    )


_NEW_SITE, _SEVERAL, _RENAME = "/admin/sites/add", "/admin/floors/{ref}/several", "/admin/features/rename"
_REMOVE, _SPACING = "/admin/features/remove", "/admin/floors/{ref}/spacing"

_DRAFT, _DRAWN = "/admin/floors/{ref}/draft", "/admin/floors/{ref}/draft/places/{key}"
_SEEN = (REVISION,)

DRAFT_ROUTES: tuple[WebRoute, ...] = (
    WebRoute("show_draft", "GET", _DRAFT, _ESTATE, show_draft, query=("done", "begin", "alone")),
    WebRoute("send_drawing", "POST", _DRAFT, _ESTATE, send_drawing, takes=Takes.FILE, file="drawing"),
    WebRoute("show_draft_json", "GET", f"{_DRAFT}.json", _ESTATE, show_draft_json),
    WebRoute("send_draft_json", "PUT", f"{_DRAFT}.json", _ESTATE, send_draft_json, takes=Takes.JSON),
    WebRoute("send_copy", "POST", f"{_DRAFT}/copy", _ESTATE, send_copy),
    WebRoute("send_discard", "POST", f"{_DRAFT}/discard", _ESTATE, send_discard),
    WebRoute("show_draft_backdrop", "GET", f"{_DRAFT}/backdrop.svg", _ESTATE, show_draft_backdrop, query=("v",)),
    WebRoute("show_drafted_picture", "GET", f"{_DRAFT}/pictures/{{digest}}", _ESTATE, show_drafted_picture),
    WebRoute("send_scale", "POST", f"{_DRAFT}/scale", _ESTATE, send_scale, form=(*_SEEN, "thing", "metres")),
    WebRoute("send_accept", "POST", f"{_DRAFT}/accept", _ESTATE, send_accept, form=(*_SEEN, "kind", "looked")),
    WebRoute(
        "send_outline", "POST", f"{_DRAFT}/outline", _ESTATE, send_outline, form=(*_SEEN, "corners", "leave")
    ),
    WebRoute("show_drawn_place", "GET", _DRAWN, _ESTATE, show_drawn_place),
    WebRoute(
        "send_drawn_place", "POST", _DRAWN, _ESTATE, send_drawn_place,
        form=(*PLACE_FIELDS, *_SEEN, "leave"), many=_MANY,
    ),
    WebRoute("show_publishing", "GET", f"{_DRAFT}/publish", _ESTATE, show_publishing, query=("gone",)),
    WebRoute(
        "send_publishing", "POST", f"{_DRAFT}/publish", _ESTATE, send_publishing, form=PUBLISH_FIELDS
    ),
)  # fmt: skip
"""Every page and act of the drafts of plans."""

ESTATE_ROUTES: tuple[WebRoute, ...] = (
    *DRAFT_ROUTES,
    WebRoute("show_estate", "GET", "/admin/estate", _ESTATE, show_estate),
    WebRoute("show_kinds", "GET", "/admin/kinds", _ESTATE, show_kinds_page),
    WebRoute("show_new_site", "GET", _NEW_SITE, _ESTATE, show_new_site, query=FIELDS_OF[Tier.SITE]),
    WebRoute("send_new_site", "POST", _NEW_SITE, _ESTATE, send_new_site, form=FIELDS_OF[Tier.SITE]),
    *_thing(Tier.SITE),
    *_adding(Tier.SITE, Tier.BUILDING),
    *_thing(Tier.BUILDING),
    *_adding(Tier.BUILDING, Tier.FLOOR),
    WebRoute("show_places", "GET", "/admin/floors/{ref}", _ESTATE, show_places, query=LIST_FIELDS),
    *_thing(Tier.FLOOR),
    *_adding(Tier.FLOOR, Tier.PLACE),
    WebRoute("show_several", "GET", _SEVERAL, _ESTATE, show_several, query=SEVERAL_FIELDS, many=_MANY),
    WebRoute("send_several", "POST", _SEVERAL, _ESTATE, send_several, form=(*SEVERAL_FIELDS, AGREED), many=_MANY),
    WebRoute("show_spacing", "GET", _SPACING, _ESTATE, show_spacing, query=SPACING_FIELDS, many=SPACING_MANY),
    WebRoute("send_spacing", "POST", f"{_SPACING}/fix", _ESTATE, send_spacing, form=FIX_FORM, many=SPACING_MANY),
    WebRoute("send_desks_back", "POST", f"{_SPACING}/back", _ESTATE, send_desks_back),
    *_thing(Tier.PLACE),
    WebRoute("show_features", "GET", "/admin/features", _ESTATE, show_features, query=("done",)),
    WebRoute("send_feature", "POST", "/admin/features", _ESTATE, send_feature, form=("name",)),
    WebRoute("show_rename", "GET", _RENAME, _ESTATE, show_rename, query=("feature", "name")),
    WebRoute("send_rename", "POST", _RENAME, _ESTATE, send_rename, form=("feature", "name", AGREED)),
    WebRoute("show_removal", "GET", _REMOVE, _ESTATE, show_removal, query=("feature",)),
    WebRoute("send_removal", "POST", _REMOVE, _ESTATE, send_removal, form=("feature", AGREED)),
)
"""Every page and act of the estate."""

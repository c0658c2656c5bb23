"""Pictures of plans, and what is done with them."""

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from booking.actions.plan_drafts import begin_from_drawing, save_draft, set_scale
from booking.actions.publish_draft import Outlook, Publishing, publish_draft, weigh_publishing
from booking.actions.service import Service
from booking.model.decisions import Refused
from booking.model.drafts import Draft, DraftPlace
from booking.model.estate import ResourceKind
from booking.model.ids import Ref
from booking.store.estate import read_floor
from tests.actions.drafts.steps import read_once
from tests.estate import NOW, Estate

WALL = (150, 30, 30)

DESK = ((100.0, 100.0), (180.0, 100.0), (180.0, 140.0), (100.0, 140.0))


def png(colour: str = "white", size: tuple[int, int] = (800, 400)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return written.getvalue()


def begin(service: Service, estate: Estate, data: bytes, floor: str = "oak1") -> Draft:
    who, ref = estate.actors["facilities"], estate.floor_refs[floor]
    with read_once():
        draft = begin_from_drawing(service, who, ref, ("scan.png", data), now=NOW)
    assert isinstance(draft, Draft), draft
    return draft


def publish(service: Service, estate: Estate, draft: Draft, floor: str = "oak1") -> Ref:
    """Give the draft its scale, 80 units being 1.6 m, and one desk, and publish it."""
    who, ref = estate.actors["facilities"], estate.floor_refs[floor]
    desk = DraftPlace("p1", "Window desk", ResourceKind.DESK, 1, DESK, accepted=True)

    def change(stands: Draft) -> Draft:
        scaled = set_scale(stands, (DESK[0], DESK[1]), 1.6)
        assert isinstance(scaled, Draft)
        return replace(scaled, places=(desk,))

    saved = save_draft(service, who, ref, change, seen=draft.revision, now=NOW)
    assert isinstance(saved, Draft), saved
    outlook = weigh_publishing(service, who, ref, keep_gone=True, now=NOW)
    assert isinstance(outlook, Outlook), outlook
    published = publish_draft(service, who, ref, Publishing(outlook.effect.stamp, keep_gone=True), now=NOW)
    assert not isinstance(published, Refused), published
    sheet = service.db.read(lambda tx: read_floor(tx, ref))
    assert sheet is not None
    assert sheet.floor.plan is not None
    return sheet.floor.plan.ref


def scan() -> bytes:
    """A plan of 1,200 by 800 pixels as somebody scanned it: red walls from (100, 100) to (1100, 700), on white."""
    drawn = Image.new("RGB", (1200, 800), "white")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((100, 100, 1100, 700), outline=WALL, width=12)
    pen.line((700, 100, 700, 520), fill=WALL, width=12)
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()

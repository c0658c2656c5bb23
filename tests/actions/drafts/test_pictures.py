"""Pictures behind a plan: kept with the draft, published with it, shown to whoever may see it, and swept."""

import io

import pytest
from PIL import Image

from booking.actions.plan_drafts import (
    begin_from_drawing,
    begin_from_plan,
    discard_draft,
    open_draft,
    show_draft_picture,
)
from booking.actions.service import Service
from booking.actions.show_floor import show_picture
from booking.model.decisions import Reason, Refused
from booking.model.drafts import Draft
from booking.model.estate import PictureFile, PlanPicture
from booking.model.ids import Ref
from booking.store.estate import read_floor
from tests.actions.drafts.scans import begin, png, publish
from tests.actions.drafts.steps import OFFICE
from tests.actions.steps import refusal_of
from tests.estate import NOW, Estate
from tests.store.state import ask, count, run


def test_picture_alone_becomes_a_draft_without_places(service: Service, estate: Estate) -> None:
    draft = begin(service, estate, png())

    (picture,) = draft.pictures
    assert (draft.places, draft.notes, draft.metres_per_unit) == ((), (), None)
    assert (draft.width, draft.height) == (800, 400)
    assert (picture.width, picture.height, picture.matrix) == (800, 400, (1, 0, 0, 1, 0, 0))
    (row,) = ask(service, "SELECT digest, media_type, data FROM picture")
    assert (row.digest, row.media_type) == (picture.digest, "image/png")
    with Image.open(io.BytesIO(row.data)) as kept:
        assert (kept.size, kept.getpixel((0, 0))) == ((800, 400), (255, 255, 255))
    opened = open_draft(service, estate.actors["facilities"], estate.floor_refs["oak1"])
    assert not isinstance(opened, Refused)
    assert opened.draft is not None
    assert opened.draft.pictures == draft.pictures


def test_picture_is_published_in_metres_and_comes_back_into_a_draft(service: Service, estate: Estate) -> None:
    """80 units are 1.6 m, so a pixel is 0.02 m wide."""
    draft = begin(service, estate, png())
    publish(service, estate, draft)

    sheet = service.db.read(lambda tx: read_floor(tx, estate.floor_refs["oak1"]))
    assert sheet is not None
    assert sheet.floor.plan is not None
    plan = sheet.floor.plan
    assert (plan.width, plan.height) == (16, 8)
    (picture,) = plan.pictures
    assert picture.digest == draft.pictures[0].digest
    assert picture.matrix == pytest.approx((0.02, 0, 0, 0.02, 0, 0))
    assert [place.outline[0] for place in sheet.places] == [(2, 2)]

    again = begin_from_plan(service, estate.actors["facilities"], estate.floor_refs["oak1"], now=NOW)
    assert isinstance(again, Draft)
    assert again.pictures == plan.pictures
    assert (again.width, again.metres_per_unit) == (16, 1)
    assert count(service, "picture") == 1


def test_drafts_picture_is_for_those_who_manage_the_floor(service: Service, estate: Estate) -> None:
    draft, floor = begin(service, estate, png()), estate.floor_refs["oak1"]
    (picture,) = draft.pictures

    shown = show_draft_picture(service, estate.actors["oak_facilities"], floor, picture.digest)

    assert isinstance(shown, PictureFile)
    assert (shown.digest, shown.media_type) == (picture.digest, "image/png")
    refused = show_draft_picture(service, estate.actors["staff"], floor, picture.digest)
    assert refusal_of(refused) is Reason.NOT_FOUND
    elsewhere = estate.floor_refs["elm0"]
    assert isinstance(show_draft_picture(service, estate.actors["facilities"], elsewhere, picture.digest), Refused)
    assert isinstance(show_draft_picture(service, estate.actors["facilities"], floor, "0" * 64), Refused)


def test_plans_picture_is_for_those_who_may_see_the_floor_and_a_drafts_is_no_plans(
    service: Service, estate: Estate
) -> None:
    draft = begin(service, estate, png())
    plan = publish(service, estate, draft)
    other = begin(service, estate, png("black"))
    (picture,), (drafted,) = draft.pictures, other.pictures
    assert picture.digest != drafted.digest

    shown = show_picture(service, estate.actors["staff"], plan, picture.digest)

    assert isinstance(shown, PictureFile)
    assert shown.digest == picture.digest
    assert refusal_of(show_picture(service, estate.actors["nobody"], plan, picture.digest)) is Reason.NOT_FOUND
    assert refusal_of(show_picture(service, estate.actors["staff"], plan, drafted.digest)) is Reason.NOT_FOUND
    assert refusal_of(show_picture(service, estate.actors["staff"], Ref("a" * 26), picture.digest)) is Reason.NOT_FOUND


def test_pictures_that_nothing_shows_are_swept(service: Service, estate: Estate) -> None:
    who, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    begin(service, estate, png("red"), "elm0")
    published = begin(service, estate, png("white")).pictures[0].digest
    publish(service, estate, begin(service, estate, png("white")))
    begin(service, estate, png("blue"))
    drafted = begin(service, estate, png("green")).pictures[0].digest

    def kept() -> set[str]:
        sql = "SELECT digest FROM picture JOIN floor ON floor.id = floor_id WHERE floor.ref = :floor"
        return {row.digest for row in ask(service, sql, floor=floor)}

    assert kept() == {published, drafted}
    discard_draft(service, who, floor, now=NOW)
    assert kept() == {published}
    assert count(service, "picture") == 2, "that of the other floor's draft stays"


def test_drawing_without_a_picture_keeps_none(service: Service, estate: Estate) -> None:
    who, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    begin(service, estate, png())
    draft = begin_from_drawing(service, who, floor, ("office.svg", OFFICE), now=NOW)
    assert isinstance(draft, Draft)
    assert draft.pictures == ()
    assert count(service, "picture") == 0


def test_refused_picture_changes_nothing(service: Service, estate: Estate) -> None:
    draft = begin(service, estate, png())
    answer = begin_from_drawing(
        service, estate.actors["facilities"], estate.floor_refs["oak1"], ("scan.png", png()[:60]), now=NOW
    )
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.BAD_FIELD, "drawing")
    assert answer.why.startswith("This picture cannot be read")
    assert [row.digest for row in ask(service, "SELECT digest FROM picture")] == [draft.pictures[0].digest]


def test_plan_from_before_pictures_were_kept_has_none(service: Service, estate: Estate) -> None:
    publish(service, estate, begin(service, estate, png()))
    begin(service, estate, png())
    columns = "floor_id, width, height, metres_per_unit, backdrop_svg, screens, published_at"
    run(service, f"INSERT INTO plan (ref, version, {columns}) SELECT 'before', 99, {columns} FROM plan")  # noqa: S608
    run(service, "UPDATE floor SET plan_id = (SELECT id FROM plan WHERE ref = 'before') WHERE plan_id IS NOT NULL")
    run(service, "UPDATE plan_draft SET pictures = NULL, notes = NULL")

    sheet = service.db.read(lambda tx: read_floor(tx, estate.floor_refs["oak1"]))
    opened = open_draft(service, estate.actors["facilities"], estate.floor_refs["oak1"])

    assert sheet is not None
    assert sheet.floor.plan is not None
    assert (sheet.floor.plan.version, sheet.floor.plan.pictures) == (99, ())
    assert not isinstance(opened, Refused)
    assert opened.draft is not None
    assert (opened.draft.pictures, opened.draft.notes) == ((), ())


def test_placed_picture_is_scaled_with_its_plan() -> None:
    assert PlanPicture("d", 4, 2, (1, 0, 0, 2, 30, 40)).scaled(0.5).matrix == (0.5, 0, 0, 1, 15, 20)

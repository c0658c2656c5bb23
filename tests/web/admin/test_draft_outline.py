"""The outline of a floor on the draft's plain page: it is shown, and can be left out."""

from dataclasses import replace

from booking.actions.plan_drafts import save_draft
from booking.actions.service import Service
from booking.model.drafts import Draft
from tests.actions.drafts.test_stranded import desk, drawn
from tests.estate import NOW, Estate
from tests.store.state import ask
from tests.web.conftest import Browsers

BEYOND = "D2 lies partly or wholly outside the outline of the floor."


def test_outline_is_shown_with_what_lies_beyond_it_and_can_be_left_out(
    browsers: Browsers, estate: Estate, service: Service
) -> None:
    manager, path = browsers.sign_in(estate, "facilities"), f"/admin/floors/{estate.floor_refs['oak1']}/draft"
    drawn(service, estate, desk("D1", 100), desk("D2", 300))
    ring = ((90.0, 90.0), (200.0, 90.0), (200.0, 200.0), (90.0, 200.0))
    seen = ask(service, "SELECT revision FROM plan_draft")[0].revision
    actor, floor = estate.actors["facilities"], estate.floor_refs["oak1"]
    saved = save_draft(service, actor, floor, lambda draft: replace(draft, outline=ring), seen=seen, now=NOW)
    assert isinstance(saved, Draft)

    page = manager.get(path)
    after = manager.follow(manager.send(page, f"{path}/outline"))

    assert page.find("//*[@class='adm-draft__outline']").get("points") == "90,90 200,90 200,200 90,200"
    assert BEYOND in page.words
    assert BEYOND not in after.words
    assert after.all("//*[@class='adm-draft__outline']") == []

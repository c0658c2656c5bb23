"""What the editor saves, and what becomes of it when somebody else or the connection comes between."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor_steps import (
    drag,
    make_desk,
    open_draft,
    press,
    read_draft,
    read_places,
    wait_until_saved,
    write_draft,
)

pytestmark = pytest.mark.xdist_group("browser")


def test_changed_by_somebody_else_is_told_and_nothing_is_lost(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])
    write_draft(draft_page, places=[make_desk("a", 4, 4, "Theirs")])

    drag(draft_page, (4.8, 4.4), (8.8, 4.4))
    dialog = draft_page.get_by_role("dialog", name="Somebody else has changed this plan")
    expect(dialog).to_be_visible()
    expect(draft_page.locator("#editor-saved")).to_have_text("Not saved: somebody else has changed this plan")
    dialog.get_by_role("button", name="Decide later").click()
    assert [place["name"] for place in read_draft(draft_page)["places"]] == ["Theirs"]
    draft_page.get_by_role("button", name="Try again").click()
    dialog.get_by_role("button", name="Keep my copy in place of theirs").click()

    assert read_places(draft_page)["1.01"]["outline"][0] == pytest.approx([8, 4], abs=1e-6)


def test_theirs_can_be_taken_instead(draft_page: Page, draft: str) -> None:
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])
    write_draft(draft_page, places=[make_desk("a", 4, 4, "Theirs")])
    drag(draft_page, (4.8, 4.4), (8.8, 4.4))

    draft_page.get_by_role("button", name="Reload theirs and drop mine").click()

    expect(draft_page.get_by_role("option", name="Desk Theirs")).to_be_visible()
    expect(draft_page.locator("#editor-kept")).to_be_hidden()
    assert list(read_places(draft_page)) == ["Theirs"]


def test_nothing_is_lost_without_a_connection(draft_page: Page, draft: str) -> None:
    """What cannot be saved stays on the computer, and is saved when the connection is back."""
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])
    draft_page.context.set_offline(True)
    drag(draft_page, (4.8, 4.4), (8.8, 4.4))
    lost = "Not saved: nothing answers. Your changes are kept on this computer"
    expect(draft_page.locator("#editor-saved")).to_have_text(lost)
    draft_page.context.set_offline(False)
    assert read_places(draft_page)["1.01"]["outline"][0] == pytest.approx([8, 4], abs=1e-6)


def test_what_was_not_saved_outlives_the_page(draft_page: Page, draft: str) -> None:
    """It is offered when the draft is opened here again, with a warning where the plan has changed since."""
    open_draft(draft_page, draft, [make_desk("a", 4, 4, "1.01")])
    write_draft(draft_page, places=[make_desk("a", 4, 4, "Theirs")])
    drag(draft_page, (4.8, 4.4), (8.8, 4.4))
    draft_page.get_by_role("button", name="Decide later").click()
    draft_page.on("dialog", lambda dialog: dialog.accept())

    draft_page.goto(draft)

    expect(draft_page.locator("#editor-kept")).to_contain_text("The plan has changed since")
    draft_page.get_by_role("button", name="Put them back").click()
    assert read_places(draft_page)["1.01"]["outline"][0] == pytest.approx([8, 4], abs=1e-6)
    press(draft_page, "Control+z")
    assert list(read_places(draft_page)) == ["Theirs"]
    draft_page.goto(draft)
    wait_until_saved(draft_page)
    expect(draft_page.locator("#editor-kept")).to_be_hidden()

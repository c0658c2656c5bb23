"""The pages of the estate's administration in their usual, empty and faulty states, by hand."""

from playwright.sync_api import Page

from tests.browser.state import State, blank, press
from tests.browser.town import MANAGER

_FLOOR, _PLACE = "/admin/floors/{first}", "/admin/places/{free}"
_SITE, _BUILDING = "/admin/sites/{site}", "/admin/buildings/{building}"
_DRAFT = "/admin/floors/{annexe_floor}/draft"
_SCANNED = "/admin/floors/{scanned_floor}/draft"
_FAULT = "There is a problem"


def _wait_for_the_editor(page: Page) -> None:
    page.locator("#editor-saved", has_text="Saved").wait_for()


def _send_a_pdf(page: Page) -> None:
    page.get_by_label("Drawing").set_input_files({"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Read the drawing").click()
    page.locator("#problem").wait_for()


ESTATE_STATES = (
    State("show_estate", "usual", MANAGER, "/admin/estate", "Bridge Street Clinic"),
    State("show_kinds", "usual", MANAGER, "/admin/kinds", "Visiting rooms"),
    State("show_new_site", "usual", MANAGER, "/admin/sites/add", "Time zone"),
    State("show_new_site", "without a name", MANAGER, "/admin/sites/add", _FAULT, act=press("Add the site")),
    State("show_site_form", "usual", MANAGER, _SITE, "Time zone"),
    State("show_site_form", "no such zone", MANAGER, _SITE, _FAULT, act=blank("timezone", "Save", "Europe/Leeds")),
    State(
        "show_site_form", "another zone", MANAGER, _SITE, "clock times",
        act=blank("timezone", "Save", "Europe/Paris"),
    ),
    State("show_site_retiring", "with all in it", MANAGER, _SITE + "/retire", "They are taken out of use with it"),
    State("show_site_retiring", "empty", MANAGER, "/admin/sites/{empty_site}/retire", "This changes no booking"),
    State("show_new_building", "usual", MANAGER, _SITE + "/add", "Add a building"),
    State(
        "show_new_building", "taken", MANAGER, _SITE + "/add", _FAULT,
        act=blank("name", "Add the building", "Alder House"),
    ),
    State("show_building_form", "usual", MANAGER, _BUILDING, "Add a floor"),
    State("show_building_form", "nothing changed", MANAGER, _BUILDING, _FAULT, act=press("Save")),
    State("show_building_retiring", "usual", MANAGER, "/admin/buildings/{annexe}/retire", "out of use?"),
    State("show_new_floor", "usual", MANAGER, _BUILDING + "/add", "Level"),
    State("show_new_floor", "blank", MANAGER, _BUILDING + "/add", _FAULT, act=press("Add the floor")),
    State("show_places", "usual", MANAGER, _FLOOR, "Desk 1.07"),
    State("show_places", "some", MANAGER, _FLOOR + "?kind=meeting_room&words=screen", "Oak"),
    State("show_places", "none fits", MANAGER, _FLOOR + "?words=zzz", "No place fits"),
    State("show_places", "out of use too", MANAGER, "/admin/floors/{annexe_floor}?out=1", "Out of use"),
    State("show_floor_form", "usual", MANAGER, _FLOOR + "/change", "Building"),
    State("show_floor_form", "no such level", MANAGER, _FLOOR + "/change", _FAULT, act=blank("level", "Save", "high")),
    State("show_floor_retiring", "with bookings", MANAGER, _FLOOR + "/retire", "Message to the people concerned"),
    State("show_draft", "nothing yet", MANAGER, _FLOOR + "/draft", "Read the drawing"),
    State(
        "show_draft", "a file that is refused", MANAGER, _FLOOR + "/draft", "This is a PDF.", act=_send_a_pdf
    ),
    State("show_draft", "no file", MANAGER, _FLOOR + "/draft", _FAULT, act=press("Read the drawing")),
    State("show_draft", "in the editor", MANAGER, _DRAFT, "See what publishing does", act=_wait_for_the_editor),
    State("show_draft", "a picture", MANAGER, _SCANNED, "This plan is a picture", act=_wait_for_the_editor),
    State("show_draft", "accepted on its own", MANAGER, _DRAFT + "?alone=1", "I have looked through them"),
    State("show_drawn_place", "usual", MANAGER, _DRAFT + "/places/p1", "Save and accept"),
    State("show_draft", "as a list", MANAGER, _DRAFT + "#list", "What you know the length of"),
    State("show_draft", "a picture, as a list", MANAGER, _SCANNED + "#list", "which needs JavaScript"),
    State(
        "show_drawn_place", "no seats", MANAGER, _DRAFT + "/places/p1", _FAULT,
        act=blank("seats", "Save and accept", "0"),
    ),
    State("show_draft", "no length", MANAGER, _DRAFT + "#list", _FAULT, act=press("Set the scale")),
    State(
        "show_draft", "a corner that is none", MANAGER, _DRAFT + "#list", _FAULT,
        act=blank("corners", "Save the outline", "here"),
    ),
    State("show_publishing", "usual", MANAGER, _DRAFT + "/publish", "bookings that lose their place"),
    State(
        "show_publishing", "too long a message", MANAGER, _DRAFT + "/publish", _FAULT,
        act=blank("message", "Settle these bookings and publish", "x" * 301),
    ),
    State("show_publishing", "set to nothing", MANAGER, _DRAFT + "/publish", _FAULT, act=press("Set all")),
    State("show_new_place", "usual", MANAGER, _FLOOR + "/add", "It has"),
    State("show_new_place", "blank", MANAGER, _FLOOR + "/add", _FAULT, act=press("Add the place")),
    State("show_several", "usual", MANAGER, _FLOOR + "/several", "First number"),
    State("show_several", "blank", MANAGER, _FLOOR + "/several", _FAULT, act=press("Show the names")),
    State(
        "show_several", "names", MANAGER, _FLOOR + "/several?prefix=9.&first=01&last=60&seats=1&kind=desk",
        "and 10 more", act=press("Show the names"),
    ),
    State("show_spacing", "usual", MANAGER, _FLOOR + "/spacing", "Which desks must stay?"),
    State("show_spacing", "no scale", MANAGER, "/admin/floors/{annexe_floor}/spacing", "has no scale"),
    State("show_spacing", "no number", MANAGER, _FLOOR + "/spacing", _FAULT, act=blank("cm", "Show the numbers")),
    State("show_spacing", "numbers", MANAGER, _FLOOR + "/spacing?cm=200&must=accessible", "The fixed layout"),
    State(
        "show_spacing", "what changes", MANAGER, _FLOOR + "/spacing?cm=200", "Message to the people concerned",
        act=press("Show what this layout changes"),
    ),
    State("show_place_form", "usual", MANAGER, _PLACE, "Take it out of use"),
    State("show_place_form", "out of use", MANAGER, "/admin/places/{out_place}", "Bring it back into use"),
    State("show_place_form", "no seats", MANAGER, _PLACE, _FAULT, act=blank("seats", "Save", "0")),
    State(
        "show_place_form", "another name", MANAGER, _PLACE, "This changes no booking",
        act=blank("name", "Save", "1.07b"),
    ),
    State(
        "show_place_retiring", "without a message", MANAGER, "/admin/places/{taken}/retire", _FAULT,
        act=press("Cancel these bookings and take it out of use"),
    ),
    State("show_features", "usual", MANAGER, "/admin/features", "hearing loop"),
    State("show_features", "blank", MANAGER, "/admin/features", _FAULT, act=press("Add")),
    State("show_rename", "usual", MANAGER, "/admin/features/rename?feature=screen", "Rename “screen”"),
    State(
        "show_rename", "onto another", MANAGER, "/admin/features/rename?feature=screen", "the two become one",
        act=blank("name", "Rename", "hearing loop"),
    ),
    State("show_room_uses", "usual", MANAGER, "/admin/uses", "Phlebotomy training"),
    State("show_new_use", "usual", MANAGER, "/admin/uses/add", "Fallow time in minutes"),
    State("show_new_use", "blank", MANAGER, "/admin/uses/add", _FAULT, act=press("Add it")),
    State("show_use", "usual", MANAGER, "/admin/uses/{use}", "Take it out of use"),
    State("show_use", "out of use", MANAGER, "/admin/uses/{retired_use}", "nobody can choose it"),
    State("show_use", "no number", MANAGER, "/admin/uses/{use}", _FAULT, act=blank("setup", "Change it", "many")),
    State(
        "show_use", "longer", MANAGER, "/admin/uses/{use}", "kept free for the new time",
        act=blank("turnaround", "Change it", "45"),
    ),
    State("show_use_retiring", "usual", MANAGER, "/admin/uses/{use}/retire", "Nobody can choose it"),
    State("show_removal", "usual", MANAGER, "/admin/features/remove?feature=screen", "Nobody can search for it"),
)  # fmt: skip

"""Steps that tests of the plan's editor share."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

Place = dict[str, Any]

READ = """async () => {
  const answer = await fetch(document.getElementById("editor").dataset.draft);
  return answer.json();
}"""
WRITE = """async (given) => {
  const address = document.getElementById("editor").dataset.draft, draft = await (await fetch(address)).json();
  const {metres_per_unit, outline, places} = {...draft, ...given};
  const answer = await fetch(address, {
    method: "PUT", body: JSON.stringify({metres_per_unit, outline, places}),
    headers: {
      "Content-Type": "application/json", "If-Match": `"${draft.revision}"`,
      "X-CSRF-Token": document.getElementById("editor").dataset.token,
    },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}"""


def make_desk(key: str, x: float, y: float, name: str, **more: object) -> Place:
    """A desk of 1.6 by 0.8 metres, its top left corner at a point, its person below it."""
    place: Place = {
        "key": key,
        "resource": None,
        "name": name,
        "kind": "desk",
        "seats": 1,
        "features": [],
        "accessible": False,
        "outline": [[x, y], [x + 1.6, y], [x + 1.6, y + 0.8], [x, y + 0.8]],
        "seat": [x + 0.8, y + 1.15],
        "facing": 0,
        "confidence": None,
        "doubt": None,
        "accepted": True,
    }
    return place | more


def make_room(key: str, ring: Sequence[Sequence[float]], name: str, **more: object) -> Place:
    """A meeting room for six."""
    room = {
        "kind": "meeting_room",
        "outline": [list(point) for point in ring],
        "seats": 6,
        "seat": None,
        "facing": None,
    }
    return make_desk(key, 0, 0, name) | room | more


SETTLE = """async () => {
  await document.fonts.ready;
  const lies = () => {
    const at = document.getElementById("editor-drawing").getScreenCTM();
    return [at.a, at.e, at.f].join();
  };
  for (let last = "", same = 0; same < 10;) {
    await new Promise(requestAnimationFrame);
    const now = lies();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}"""
"""Waits until the drawing has lain still for ten frames: on a slow machine the page is still being laid out."""


def open_draft(page: Page, address: str, places: Sequence[Mapping[str, object]], *, scale: float | None = 1) -> None:
    """Put places into a draft, and open its editor."""
    page.goto(address)
    write_draft(page, places=list(places), metres_per_unit=scale, outline=None)
    page.goto(address)
    expect(page.locator("#editor-saved")).to_have_text("Saved")
    page.evaluate(SETTLE)


def write_draft(page: Page, **fields: object) -> None:
    """Save a draft as another page would."""
    page.evaluate(WRITE, fields)


def read_draft(page: Page) -> dict[str, Any]:
    """What the server has."""
    return dict(page.evaluate(READ))


def read_places(page: Page) -> dict[str, Place]:
    """The places that the server has, by name, once all is saved."""
    wait_until_saved(page)
    return {place["name"]: place for place in read_draft(page)["places"]}


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#editor-saved")).to_have_text("Saved")


def canvas(page: Page) -> Locator:
    return page.locator("#editor-canvas")


def shape(page: Page, key: str) -> Locator:
    return page.locator(f"#editor-place-{key} .ed-place__shape")


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the drawing is in the window."""
    at = page.evaluate(
        """([x, y]) => {
          const drawing = document.getElementById("editor-drawing");
          const at = new DOMPoint(x, y).matrixTransform(drawing.getScreenCTM());
          return [at.x, at.y];
        }""",
        [x, y],
    )
    return at[0], at[1]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], keys: Sequence[str] = ()) -> None:
    """Drag by mouse from one point of the drawing to another."""
    page.mouse.move(*spot(page, *start))
    page.mouse.down()
    for key in keys:
        page.keyboard.down(key)
    page.mouse.move(*spot(page, *end), steps=6)
    page.mouse.up()
    for key in keys:
        page.keyboard.up(key)


def click(page: Page, x: float, y: float) -> None:
    page.mouse.click(*spot(page, x, y))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_said(page: Page, words: str) -> None:
    """What a screen reader hears last."""
    expect(page.locator("#editor-spoken")).to_have_text(words)

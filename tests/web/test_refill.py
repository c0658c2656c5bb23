"""Forms in finished pages are filled in with what was typed."""

from lxml import html

from booking.web.fields import Fields
from booking.web.refill import fill_form

PAGE = """<!DOCTYPE html>
<form action="/other" method="post"><input name="name" value="theirs"></form>
<form action="/one" method="post">
  <input type="hidden" name="csrf_token" value="fresh"><input type="hidden" name="seen" value="new">
  <input id="name" name="name" type="text" value="a &amp; b" autocomplete="off">
  <input name="pick" type="radio" value="x" checked><input name="pick" type="radio" value="y">
  <input name="box" type="checkbox" value="1" checked><input name="box" type="checkbox" value="2">
  <input name="secret" type="password"><input name="sheet" type="file"><button name="go" value="1">Go</button>
  <select name="kind"><option value="p" selected>P</option><option value="q">Q</option></select>
  <textarea name="words">é old</textarea>
  <input name="twice" value="1"><input name="twice" value="2">
</form>
"""


def fields(**typed: tuple[str, ...]) -> Fields:
    return Fields(typed)


def read(page: str, action: str = "/one") -> list[tuple[str, str]]:
    (form,) = [form for form in html.fromstring(page).forms if form.action == action]
    return [(str(name), str(value)) for name, value in form.form_values()]


def test_each_kind_of_field_is_filled_in() -> None:
    typed = fields(
        seen=("old",), name=('"><script>x</script>',), pick=("y",), box=("2",), secret=("no",),
        sheet=("no",), go=("no",),
        kind=("q",), words=("</textarea>new\nline",), twice=("3", "4"), csrf_token=("stale",),
    )  # fmt: skip

    page, asks = fill_form(PAGE, "/one", typed)

    assert asks
    # This parser keeps the line end at the start of a text area; browsers drop it.
    assert read(page) == [
        ("csrf_token", "fresh"), ("seen", "old"), ("name", '"><script>x</script>'), ("pick", "y"), ("box", "2"),
        ("kind", "q"), ("words", "\n</textarea>new\nline"), ("twice", "3"), ("twice", "4"),
    ]  # fmt: skip
    assert read(page, "/other") == [("name", "theirs")]
    assert "<script>" not in page


def test_what_was_not_sent_stays_but_for_boxes() -> None:
    page, _ = fill_form(PAGE, "/one", fields(name=("",)))

    assert read(page) == [
        ("csrf_token", "fresh"), ("seen", "new"), ("name", ""), ("pick", "x"), ("kind", "p"),
        ("words", "é old"), ("twice", "1"), ("twice", "2"),
    ]  # fmt: skip


def test_of_several_forms_that_of_the_same_thing_is_filled_in() -> None:
    rows = "".join(
        f'<form action="/move"><input type="hidden" name="booking" value="{one}"><input name="to" value=""></form>'
        for one in ("a", "b", "c")
    )

    page, asks = fill_form(rows, "/move", fields(booking=("b",), to=("there",)))

    assert asks
    values = [dict(form.form_values()) for form in html.fromstring(page).forms]
    assert values == [{"booking": "a", "to": ""}, {"booking": "b", "to": "there"}, {"booking": "c", "to": ""}]


def test_form_of_hidden_fields_alone_stays_as_the_page_has_it() -> None:
    button = '<form action="/end"><input type="hidden" name="version" value="4"><button>End</button></form>'

    assert fill_form(button, "/end", fields(version=("3",))) == (button, False)
    assert fill_form(button, "/elsewhere", fields(version=("3",))) == (button, False)

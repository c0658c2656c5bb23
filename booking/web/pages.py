"""Turns a page's values into HTML."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.meta import find_referenced_templates
from starlette.responses import HTMLResponse

from booking.web.addresses import address
from booking.web.files import address_of
from booking.web.kept_parts import keep_made

TEMPLATES = Path(__file__).resolve().parent / "templates"

_PORT = PackageLoader("nhsuk_frontend_jinja")

PORTED = {
    "back_link": ("back-link", "backLink"),
    "button": ("button", "button"),
    "error_summary": ("error-summary", "errorSummary"),
    "footer": ("footer", "footer"),
    "header": ("header", "header"),
    "input": ("input", "input"),
    "pagination": ("pagination", "pagination"),
    "password_input": ("password-input", "passwordInput"),
    "radios": ("radios", "radios"),
    "select": ("select", "select"),
    "skip_link": ("skip-link", "skipLink"),
    "tag": ("tag", "tag"),
}
"""The parts of the NHS.UK frontend that pages use, by our name: their folder and macro in its Jinja port."""


PROOF_HERE, NAME_HERE = "\x00proof\x00", "\x00name\x00"
"""Stand in the header, which is kept, for what each page and each person has of their own: no typed text has such."""


def render(template: str, values: Mapping[str, Any]) -> str:
    """The page as HTML; a name that the template knows and the values do not is a mistake of ours and raises."""
    return _environment().get_template(template).render(values)


def read_ported() -> dict[str, str]:
    """The frontend's own templates that pages use, by name, with those that these include or import; as written."""
    found: dict[str, str] = {}
    waiting = [f"nhsuk/components/{folder}/macro.jinja" for folder, _ in PORTED.values()]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _PORT.get_source(_port(), name)[0]
            waiting += [part for part in find_referenced_templates(_port().parse(found[name])) if part is not None]
    return found


def html(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """An answer that holds a page."""
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


@cache
def _port() -> Environment:
    """The templates of the frontend's port. It needs names that may be missing, ours must not: each has its own."""
    return Environment(
        loader=_PORT,
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they do not change under a running service, and each page looked for thirty of them
    )


@cache
def _environment() -> Environment:
    """Our own templates."""
    ours = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they do not change under a running service, and each page looked for thirty of them
    )
    for name, (folder, macro) in PORTED.items():
        module = _port().get_template(f"nhsuk/components/{folder}/macro.jinja").module
        ours.globals[f"nhsuk_{name}"] = keep_made(getattr(module, macro))
    ours.globals.update(address=address, file=address_of, proof_here=PROOF_HERE, name_here=NAME_HERE)
    ours.policies["json.dumps_kwargs"] = {"sort_keys": False}  # what scripts are told keeps our order
    return ours

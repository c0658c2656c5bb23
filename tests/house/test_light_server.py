"""A server that shows maps and takes bookings loads neither geometry nor the readers of drawings."""

import json
import os
import subprocess
import sys
from pathlib import Path

from booking.actions.service import Service
from tests.conftest import SECRET
from tests.estate import NOW, PASSWORD, Estate
from tests.paths import CHECKOUT
from tests.web.test_floor import NINE_TO_TEN, draw_plan

HEAVY = {"numpy", "shapely", "lxml", "PIL", "ezdxf", "ortools", "scipy", "fontTools"}
"""What weighs megabytes and works on drawings and layouts alone."""

VISIT = """
import json, re, sys
from datetime import datetime
from starlette.testclient import TestClient
import booking.app

given = json.load(sys.stdin)
said = {}

def note(step):
    said[step] = sorted(set(given["heavy"]) & {name.partition(".")[0] for name in sys.modules})

note("imported")
booking.app.serve_app()
note("what the server calls")
settings = booking.app.read_settings()
service = booking.app.open_service(settings.database_url, settings.data_dir, settings.secret_key)
app = booking.app.create_app(service, settings, lambda: datetime.fromisoformat(given["now"]))
with TestClient(app, base_url=settings.base_url, follow_redirects=False) as client:

    def get(path):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(path, page, **typed):
        token = re.search('name="csrf_token" value="([^"]+)"', get(page))[1]
        answer = client.post(path, data={"csrf_token": token, **typed.pop("form", typed)}, files=typed.get("files"))
        assert answer.status_code == 303, (path, answer.status_code, answer.text[-2000:])
        return answer.headers["location"]

    def sign_in(name):
        client.cookies.clear()
        send("/sign-in", "/sign-in", email=f"{name}@trust.example", password=given["password"])

    sign_in("staff")
    page = get(f"/floors/{given['floor']}?{given['when']}")
    get(re.search('"([^"]+/backdrop.svg[^"]*|/plans/[^"]+)"', page)[1])
    note("a map")
    form = f"/book?resource={given['desk']}&{given['when']}"
    fields = dict(re.findall('<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', get(form)))
    fields.pop("csrf_token")
    get(send("/book", form, form=fields))
    note("a booking")
    sign_in("facilities")
    draft = f"/admin/floors/{given['floor']}/draft"
    with open(given["drawing"], "rb") as drawing:
        send(draft, f"{draft}?begin=1", form={}, files={"drawing": ("plan.svg", drawing)})
    note("a drawing that is read")
    get(draft)
    note("its faults")
print(json.dumps(said))
"""


def test_server_loads_no_geometry_to_show_a_map_and_take_a_booking(
    service: Service, estate: Estate, database_url: str, tmp_path: Path
) -> None:
    """Drawings are read in a process of their own. The faults of a draft, which need geometry, show that it is seen."""
    draw_plan(service, estate, "D1", "D2")
    given = {
        "heavy": sorted(HEAVY),
        "now": NOW.isoformat(),
        "password": PASSWORD,
        "floor": estate.floor_refs["oak1"],
        "desk": estate.ref("D1"),
        "when": NINE_TO_TEN,
        "drawing": str(CHECKOUT / "floorplans" / "demo" / "larch-unit.svg"),
    }
    settings = {
        "BOOKING_DATABASE_URL": database_url,
        "BOOKING_DATA_DIR": str(tmp_path),
        "BOOKING_SECRET_KEY": SECRET.decode(),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOOKING_")}

    run = subprocess.run(
        [sys.executable, "-c", VISIT],
        input=json.dumps(given),
        cwd=CHECKOUT,
        env=inherited | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == {
        "imported": [],
        "what the server calls": [],
        "a map": [],
        "a booking": [],
        "a drawing that is read": [],
        "its faults": ["numpy", "shapely"],
    }

"""From measured numbers to lines of the table: what is wanted of each, and which of it binds."""

from dataclasses import dataclass
from statistics import median

from tests.bench.pages import MapPage
from tests.bench.report import Figure
from tests.bench.server import Help
from tests.bench.wanted import Want, at_least, at_most, either

CPU_BUDGET_MS = {"state": 4.0, "morning": 2.0, "unchanged": 1.5, "diary": 12.0, "create": 12.0}
"""CPU milliseconds a request, server and database together: about twice what a quiet machine takes."""

ALONE_MS = {"state": 3.0, "morning": 3.0, "create": 8.0}
"""Wanted of the median answer while nobody else asks."""

OF_TWO_PER_SECOND = {"state": 1000, "morning": 1000, "unchanged": 2500}
"""Wanted of two processes; of one nothing is."""

PSS_MB, REQUESTS, WIRE_KB, PACKED_KB, CLICKS = 180, 10, 100, 25, 3

USABLE_MS, USABLE_EMPTY_PAGES = 400, 8
"""How soon the map is usable: wanted on a quiet machine, and in empty pages on any. A quiet machine takes 5 of them."""

HELP_S, HELP_STARTS = 0.5, 10
"""What `booking --help` takes: in seconds, and in starts of a Python that does nothing, by processor time. It is 5."""

NOT_MEASURED = "not measured"

_NAMES = {
    "state": "state of a floor, any of 40 days",
    "morning": "state of a floor, today or tomorrow",
    "unchanged": "state unchanged (304)",
    "diary": "eight days of a floor",
    "create": "booking made",
}


@dataclass(frozen=True, slots=True)
class Load:
    """What a load measured.

    Attributes:
        what: which load, a key of `CPU_BUDGET_MS`.
        clients: how many asked at a time.
        processes: how many served.
        service_ms: CPU milliseconds of the service, for one request.
        database_ms: the same of the database's server; None where the service itself is the database.
    """

    what: str
    clients: int
    processes: int
    p50_ms: float
    p95_ms: float
    per_second: float
    service_ms: float
    database_ms: float | None

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return f"{_NAMES[self.what]}, {self.clients} client{'s' if self.clients > 1 else ''}"

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of both."""
        return self.service_ms + (self.database_ms or 0.0)


def load_figure(load: Load, beside: str) -> Figure:
    """The line of a load; `beside` is what it is of the machine's limit."""
    return Figure(
        load.name,
        f"{load.p50_ms:.2f}",
        f"{load.p95_ms:.2f}",
        f"{load.per_second:,.0f}",
        f"{load.service_ms:.2f}",
        "in the service" if load.database_ms is None else f"{load.database_ms:.2f}",
        beside,
        _wants_of(load),
    )


def _wants_of(load: Load) -> tuple[Want, ...]:
    """A time for who asks alone; for many a rate, and the budget: those who ask together are served together."""
    if load.clients == 1:
        return (at_most(load.p50_ms, ALONE_MS[load.what], "ms", of="p50"),)
    budget = at_most(load.cpu_ms, CPU_BUDGET_MS[load.what], "ms of CPU", binding=True)
    if load.what == "create":
        return (_create_rate(load), budget)
    if load.what in OF_TWO_PER_SECOND and load.processes > 1:
        return (at_least(load.per_second, OF_TWO_PER_SECOND[load.what], "a second"), budget)
    return (budget,)


def _create_rate(load: Load) -> Want:
    if load.processes == 1:
        return at_least(load.per_second, 200, "a second")
    return either(at_least(load.per_second, 300, "a second"), at_most(load.cpu_ms, 3, "ms of CPU"))


def packed_figure(sizes: list[int]) -> Figure:
    """The sizes in bytes of a floor's eight days, as they were sent."""
    usual_kb, largest_kb = median(sizes) / 1000, max(sizes) / 1000
    beside = f"{usual_kb:.1f} KB, the largest {largest_kb:.1f}"
    wanted = at_most(largest_kb, PACKED_KB, "KB", binding=True)
    return Figure("eight days of a floor, packed", beside=beside, wanted=(wanted,))


def memory_figure(pss_mb: float, processes: int) -> Figure:
    """The memory of the service after the load; a single process may take as much as two."""
    name = f"memory of {'two processes' if processes > 1 else 'one process'} after the load (PSS)"
    return Figure(name, beside=f"{pss_mb:.1f} MB", wanted=(at_most(pss_mb, PSS_MB, "MB", binding=True),))


def help_figure(taken: Help) -> Figure:
    """`booking --help`, in seconds and in starts of a Python that does nothing."""
    starts = taken.cpu_ms / taken.python_cpu_ms
    return Figure(
        "`booking --help`",
        service_ms=f"{taken.cpu_ms:.0f}",
        beside=f"{taken.seconds:.2f} s, {starts:.1f} starts of Python",
        wanted=(at_most(taken.seconds, HELP_S, "s"), at_most(starts, HELP_STARTS, "starts of Python", binding=True)),
    )


def page_figures(page: MapPage | None, clicks: int | None) -> list[Figure]:
    """What a person meets; None where there is no browser to measure it."""
    requests, kb = (page.requests, page.kb) if page else (None, None)
    empty_ms, nodes = (page.empty_ms, page.nodes) if page else (None, None)
    return [
        _look_figure("map page, cold: requests", _show(requests, ".0f"), at_most(requests, REQUESTS, binding=True)),
        _look_figure("map page, cold: on the wire", _show(kb, ".1f", " KB"), at_most(kb, WIRE_KB, "KB", binding=True)),
        _look_figure("limit: an empty page in Chromium", _show(empty_ms, ".0f", " ms")),
        _usable_figure(page),
        _look_figure("map page: nodes", _show(nodes, ".0f")),
        _look_figure(
            "clicks from the first page to a booked desk", _show(clicks, "d"), at_most(clicks, CLICKS, binding=True)
        ),
    ]


def _usable_figure(page: MapPage | None) -> Figure:
    usable_ms, ratio = (page.usable_ms, page.usable_ms / page.empty_ms) if page else (None, None)
    return _look_figure(
        "map page, cold: usable in Chromium",
        f"{page.usable_ms:.0f} ms, {ratio:.1f} empty pages" if page else NOT_MEASURED,
        at_most(usable_ms, USABLE_MS, "ms"),
        at_most(ratio, USABLE_EMPTY_PAGES, "empty pages", binding=True),
    )


def _look_figure(what: str, beside: str, *wanted: Want) -> Figure:
    return Figure(what, beside=beside, wanted=wanted)


def _show(measured: float | None, form: str, unit: str = "") -> str:
    return NOT_MEASURED if measured is None else f"{measured:{form}}{unit}"

"""The operator's shell: `booking serve`, `booking migrate` and the rest. Heavy libraries are imported where used."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from booking.clock import read_clock
from booking.settings import LOOPBACK, Settings, WrongSetting, read_settings

if TYPE_CHECKING:
    from booking.actions.service import Service

Command = Callable[[argparse.Namespace], int]

_LARGE_BYTES = 1_000_000
_SCOPES = ("read", "book", "manage", "admin")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code."""
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed)
    except WrongSetting as fault:
        return _fail(str(fault))
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="booking", description="Book desks and rooms on live floor maps.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serving(commands)
    _add_data(commands)
    token = commands.add_parser("token", help="tokens for other programs").add_subparsers(required=True, metavar="ACT")
    issue = token.add_parser("issue", help="print a bearer token, once")
    issue.add_argument("--person", required=True, metavar="EMAIL", help="whose rights the token has")
    issue.add_argument("--scope", required=True, nargs="+", action="extend", choices=_SCOPES, metavar="SCOPE",
                       help="what it may be used for: " + ", ".join(_SCOPES))  # fmt: skip
    issue.set_defaults(command=_issue_token)
    revoke = token.add_parser("revoke", help="end every token of a person at once")
    revoke.add_argument("--person", required=True, metavar="EMAIL", help="whose tokens end")
    revoke.set_defaults(command=_revoke_tokens)
    plan = commands.add_parser("plan", help="floor plans").add_subparsers(required=True, metavar="ACT")
    recognise = plan.add_parser("recognise", help="say what is recognised in a drawing; stores nothing")
    recognise.add_argument("file", type=Path, metavar="FILE")
    recognise.add_argument("--json", action="store_true", help="as JSON")
    recognise.add_argument("--picture", type=Path, metavar="OUT.svg", help="write the proposal drawn over the plan")
    recognise.add_argument(
        "--report", action="store_true", help="say which labelled rooms were found, missed and wrong"
    )
    recognise.add_argument("--truth", type=Path, metavar="TRUTH.json", help="the true rooms, for the report")
    recognise.add_argument("--part", type=int, metavar="N", help="which page or floor of several, counted from 0")
    recognise.set_defaults(command=_recognise_plan)
    audit = commands.add_parser("audit", help="the audit").add_subparsers(required=True, metavar="ACT")
    verify = audit.add_parser("verify", help="check that no entry was changed, removed or cut off")
    verify.set_defaults(command=_verify_audit)
    return parser


def _add_serving(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="serve the pages and the API on an existing database")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    serve.add_argument("--workers", type=int, default=1, help="processes (default 1; more need PostgreSQL)")
    serve.set_defaults(command=_serve)


def _add_data(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    migrate = commands.add_parser("migrate", help="bring the database to the newest form")
    migrate.set_defaults(command=_migrate)
    demo = commands.add_parser("demo", help="load the demo trust, or add a floor to it")
    demo.add_argument("--plan", type=Path, metavar="FILE", help="add a floor read from a drawing")
    demo.add_argument("--name", help="the name of that floor (default: the file's name)")
    demo.add_argument("--bare", action="store_true", help="without bookings: the estate, its people and rules only")
    demo.add_argument("--if-empty", action="store_true", help="do nothing where the database holds something already")
    demo.set_defaults(command=_load_demo)
    begin = commands.add_parser("begin", help="begin with an organisation and its first administrator")
    begin.add_argument("--organisation", required=True, metavar="NAME", help="the name of the trust")
    begin.add_argument("--admin", required=True, metavar="EMAIL", help="the administrator's work email address")
    begin.add_argument("--name", required=True, metavar="NAME", help="the administrator's name")
    begin.set_defaults(command=_begin)


def _serve(asked: argparse.Namespace) -> int:
    settings = read_settings()
    if asked.workers < 1 or not 0 < asked.port < 65536:
        return _fail("--workers must be 1 or more, and --port from 1 to 65535.")
    if asked.workers > 1 and settings.database_url.startswith("sqlite:"):
        return _fail("SQLite has one writer, so it is served by one process. Use PostgreSQL for --workers above 1.")
    with _Opened(settings) as service:
        if problem := _refuse_serving(service, asked.host) or _refuse_address(asked.host, asked.port):
            return _fail(problem)
        demo = _is_demo(service)
    # Links that people are given must lead here; whoever serves elsewhere says so in the setting.
    os.environ.setdefault("BOOKING_BASE_URL", f"http://{asked.host}:{asked.port}")
    _say(f"Serving on http://{asked.host}:{asked.port}")
    if demo:
        from booking.actions.sign_in import DEMO_PASSWORD  # noqa: PLC0415 - only where it is said

        _say(f"Sign in as staff@demo.example (or admin@, manager@, auditor@ …) with the password {DEMO_PASSWORD}")
    return _run_server(asked.host, asked.port, asked.workers)


LEAN_MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""The C library keeps free memory apart for each few threads, and 128 KB of each to itself. One interpreter works at a
time, so it needs no more than one store, and hands back what a large answer took."""


def _run_server(host: str, port: int, workers: int) -> int:
    """Become the server. What the checks before it loaded is left behind where a process can become another."""
    sys.stdout.flush()
    if os.name == "posix":
        # What lies about where the command is started is not loaded, unless the command itself was found there.
        away = () if sys.path[0] in ("", str(Path.cwd())) else ("-P",)
        server = (sys.executable, *away, "-m", "booking.serving", host, str(port), str(workers))
        os.execve(sys.executable, server, {**LEAN_MEMORY, **os.environ})  # noqa: S606 - this very program, and no shell
    from booking.serving import serve  # noqa: PLC0415 - the server is needed by this command only

    serve(host, port, workers)
    return 0


def _refuse_serving(service: "Service", host: str) -> str | None:
    from booking.actions.ready import Unready, find_unready  # noqa: PLC0415 - loads the database layer

    unready = find_unready(service)
    if unready is not Unready.NOTHING:
        return f"The service cannot start: {unready.value}."
    if _is_demo(service) and host not in LOOPBACK:
        return "This is the demo, and its passwords are public: it is served on this machine only (--host 127.0.0.1)."
    return None


def _refuse_address(host: str, port: int) -> str | None:
    import socket  # noqa: PLC0415 - needed by this command only

    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address, family=family).close()
    except OSError as fault:
        why = (fault.strerror or "it is not an address").partition(" (")[0]
        return f"{host} port {port} cannot be listened on: {why}. Choose another --port or --host."
    return None


def _is_demo(service: "Service") -> bool:
    from booking.actions.ready import find_trust  # noqa: PLC0415 - loads the database layer

    trust = find_trust(service)
    return trust is not None and trust.demo


def _migrate(_asked: argparse.Namespace) -> int:
    from booking.actions.migrate import migrate  # noqa: PLC0415 - loads the database layer

    with _Opened(read_settings(), creates=True) as service:
        _say(f"The database stands at {migrate(service)}, the newest form.")
    return 0


def _load_demo(asked: argparse.Namespace) -> int:
    from booking.actions.load_demo import DemoRefusal, load_demo  # noqa: PLC0415 - loads the database layer

    with _Opened(read_settings(), migrated=True) as service:
        refusal = load_demo(service, now=read_clock(), bare=asked.bare)
        if refusal is DemoRefusal.REAL_DATA and not asked.if_empty:
            return _fail("This database holds a real trust's data, so the demo was not loaded. Nothing was changed.")
        if asked.plan is not None:
            return _add_demo_floor(service, asked)
        if refusal is DemoRefusal.ALREADY_THERE and not asked.if_empty:
            _say("The demo is already there. Nothing was changed.")
        if refusal is None:
            _say("The demo trust is loaded.")
    return 0


def _add_demo_floor(service: "Service", asked: argparse.Namespace) -> int:
    from booking.actions.load_demo import DemoRefusal, add_demo_floor  # noqa: PLC0415 - loads the database layer
    from floorplans.shapes import DrawingRefused  # noqa: PLC0415 - only with --plan

    try:
        data = asked.plan.read_bytes()
        answer = add_demo_floor(service, data, asked.name or _name_floor(asked.plan), now=read_clock())
    except OSError as fault:
        return _fail(f"{asked.plan} cannot be read: {fault.strerror}.")
    except DrawingRefused as fault:
        return _fail(str(fault))
    if isinstance(answer, DemoRefusal):
        return _fail(f"The floor was not added: {answer.value}.")
    _say(f"The floor is added, with {answer} places to book.")
    return 0


def _name_floor(plan: Path) -> str:
    """What the floor of a drawing is called, by its file's name: hq-second-floor.svg is of the Hq second floor."""
    words = " ".join(plan.stem.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] if words else plan.stem


def _begin(asked: argparse.Namespace) -> int:
    from booking.actions.begin import begin, fault_in_beginning  # noqa: PLC0415 - loads the database layer

    settings = read_settings()
    if fault := fault_in_beginning(asked.organisation, asked.name, asked.admin):
        return _fail(fault)
    with _Opened(settings, migrated=True) as service:
        link = begin(service, asked.organisation.strip(), asked.name.strip(), asked.admin, now=read_clock())
    if link is None:
        return _fail("This database holds an organisation already, so nothing was begun. Nothing was changed.")
    _say(f"The service is begun. With this link {link.person.email} sets a password; it works once, for 7 days:")
    _say(f"{settings.base_url.rstrip('/')}/invitation/{link.secret}")
    return 0


def _issue_token(asked: argparse.Namespace) -> int:
    from booking.actions.issue_token import issue_token  # noqa: PLC0415 - loads the database layer
    from booking.model.people import TokenScope  # noqa: PLC0415 - beside it

    with _Opened(read_settings(), migrated=True) as service:
        scopes = frozenset(TokenScope(scope) for scope in asked.scope)
        token = issue_token(service, asked.person, scopes, now=read_clock())
    if token is None:
        return _fail(f"Nobody with the address {asked.person} is known, or their account is closed.")
    _say(token)
    return 0


def _revoke_tokens(asked: argparse.Namespace) -> int:
    from booking.actions.issue_token import revoke_tokens  # noqa: PLC0415 - loads the database layer

    with _Opened(read_settings(), migrated=True) as service:
        ended = revoke_tokens(service, asked.person, now=read_clock())
    if ended is None:
        return _fail(f"Nobody with the address {asked.person} is known.")
    _say(f"{ended} token{'' if ended == 1 else 's'} revoked.")
    return 0


def _recognise_plan(asked: argparse.Namespace) -> int:
    from floorplans.measure import read_truth  # noqa: PLC0415 - loads geometry
    from floorplans.read_drawing import read_drawing  # noqa: PLC0415 - loads geometry
    from floorplans.recognise import recognise  # noqa: PLC0415 - loads geometry
    from floorplans.report import as_json, picture, report_lines, space_lines  # noqa: PLC0415 - loads geometry
    from floorplans.shapes import DrawingRefused  # noqa: PLC0415 - beside them

    target = asked.picture or (Path(f"{asked.file.stem}-proposal.svg") if asked.report else None)
    try:
        data = asked.file.read_bytes()
        _show_progress(data, f"Reading {asked.file.name} …")
        drawing = read_drawing(data, asked.file.name, part=asked.part)
        _show_progress(data, f"Recognising rooms among {len(drawing.lines) + len(drawing.shapes):,} lines and shapes …")
        recognition = recognise(drawing)
        truth = read_truth(asked.truth.read_text("utf-8")) if asked.truth is not None else None
        if target is not None:
            target.write_text(picture(drawing, recognition), "utf-8")
    except OSError as fault:
        return _fail(f"{fault.filename} cannot be read or written: {fault.strerror}.")
    except (DrawingRefused, UnicodeDecodeError) as fault:
        return _fail(str(fault))
    if asked.json:
        _say(json.dumps(as_json(recognition), ensure_ascii=False, indent=1))
        return 0
    for line in report_lines(recognition, truth) if asked.report else space_lines(recognition):
        _say(line)
    if asked.report:
        _say(f"The proposal is drawn over the plan in {target}.")
    return 0


def _show_progress(data: bytes, line: str) -> None:
    """Say what is being done where that takes more than a moment; beside the answer, not in it."""
    if len(data) > _LARGE_BYTES:
        print(line, file=sys.stderr, flush=True)


def _verify_audit(_asked: argparse.Namespace) -> int:
    from booking.actions.verify_audit import verify_audit  # noqa: PLC0415 - loads the database layer
    from booking.model.audit import AuditFault  # noqa: PLC0415 - beside it

    with _Opened(read_settings(), migrated=True) as service:
        found = verify_audit(service)
    if isinstance(found, AuditFault):
        return _fail(f"The audit is broken at entry {found.seq} of chain {found.chain}: {found.what}.")
    _say(f"{found} entries, and every chain holds.")
    return 0


class _Opened:
    """The service for the length of one command.

    `migrated` asks for a database that stands at the newest form; `creates` makes a file that is not there yet.
    """

    def __init__(self, settings: Settings, *, migrated: bool = False, creates: bool = False) -> None:
        self._settings = settings
        self._migrated = migrated
        self._creates = creates

    def __enter__(self) -> "Service":
        from booking.actions.open_service import NoSecret, open_service  # noqa: PLC0415 - loads the database layer
        from booking.actions.ready import is_newest_form  # noqa: PLC0415 - beside it
        from booking.actions.service import Busy  # noqa: PLC0415 - beside it

        given = self._settings
        path = Path(given.database_url.removeprefix("sqlite:///"))
        if given.database_url.startswith("sqlite:") and not self._creates and not path.exists():
            raise WrongSetting(
                f"BOOKING_DATABASE_URL: there is no file {path}. Check it, or run booking migrate first."
            )
        try:
            self._service = open_service(given.database_url, given.data_dir, given.secret_key)
            ready = not self._migrated or is_newest_form(self._service)
        except NoSecret as fault:
            raise WrongSetting(f"{fault} Set it to at least 32 random characters.") from fault
        except OSError as fault:
            raise WrongSetting(
                f"{fault.filename} cannot be made or written: {fault.strerror}. "
                "Look at BOOKING_DATA_DIR and BOOKING_DATABASE_URL."
            ) from fault
        except Busy as fault:
            raise WrongSetting(_say_away(fault)) from fault
        if not ready:
            self._service.db.close()
            raise WrongSetting("The database is not at the newest form. Run booking migrate first.")
        return self._service

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        from booking.actions.service import Busy  # noqa: PLC0415 - loaded by now

        self._service.db.close()
        if isinstance(fault, Busy):
            raise WrongSetting(_say_away(fault)) from fault


def _say_away(fault: Exception) -> str:
    said = str(fault).splitlines()[0].rstrip(".")
    return f"The database does not answer: {said}. Look at BOOKING_DATABASE_URL, and try again."


def _say(line: str) -> None:
    print(line, flush=True)


def _fail(line: str) -> int:
    print(line, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())

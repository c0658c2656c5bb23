"""How the benchmark ends, and that its page keeps what was not measured again."""

from pathlib import Path

import pytest

from tests.bench.report import Figure, Table, conclude, describe_machine, write_page
from tests.bench.wanted import at_least, at_most

HEAD = (
    "| measured | p50 | p95 | a second | CPU ms, service | CPU ms, database | beside the machine's limit "
    "| wanted | met |\n|---|---|---|---|---|---|---|---|---|"
)


def memory(mb: float | None) -> Figure:
    return Figure("memory", wanted=(at_most(mb, 180, "MB", binding=True),))


def slow() -> Figure:
    return Figure("rate", wanted=(at_least(1.0, 1000, "a second"),))


def table(title: str, *figures: Figure) -> Table:
    return Table(title, lines=list(figures))


def written(title: str, row: str) -> str:
    return f"## {title}\n\nMeasured on: {describe_machine()}.\n\n{HEAD}\n{row}\n"


def test_benchmark_whose_binding_figures_are_met_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert conclude([table("SQLite, 1 process", memory(180.0), slow())], [], complete=True) == 0
    assert capsys.readouterr().out == ""


def test_figure_that_is_missed_is_named_with_its_part(capsys: pytest.CaptureFixture[str]) -> None:
    tables = [table("PostgreSQL, 2 processes", memory(180.5)), table("SQLite, 1 process", memory(152.0))]

    assert conclude(tables, [], complete=False) == 1
    assert capsys.readouterr().out == "NOT MET: PostgreSQL: memory: 180.5 MB, wanted at most 180 MB\n"


def test_answer_that_was_not_expected_is_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    assert conclude([table("SQLite", memory(152.0))], ["sqlite: booking made: answered {500: 1}"], complete=False) == 1
    assert capsys.readouterr().out == "NOT MET: sqlite: booking made: answered {500: 1}\n"


@pytest.mark.parametrize(("complete", "code"), [(False, 0), (True, 1)])
def test_figure_that_could_not_be_measured_is_told_and_a_miss_where_everything_must_be(
    capsys: pytest.CaptureFixture[str], complete: bool, code: int
) -> None:
    assert conclude([table("SQLite", memory(None))], [], complete=complete) == code
    assert capsys.readouterr().out == "NOT MEASURED: SQLite: memory: wanted at most 180 MB\n"


def test_page_keeps_the_parts_that_were_not_measured_again(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    write_page([table("Without a database", Figure("pairs")), table("PostgreSQL, 2 processes", memory(183.0))], page)
    race = Table("Race for one desk, PostgreSQL", ["asked", "rounds"], [Figure("same times")])

    write_page([race], page)
    write_page([table("PostgreSQL, 2 processes, 9 bookings", memory(170.0))], page)

    about, *parts = page.read_text("utf-8").split("\n## ")
    assert about.startswith("# How fast it is\n")
    assert "## " + parts[0] == written(
        "PostgreSQL, 2 processes, 9 bookings", "| memory |  |  |  |  |  |  | **at most 180 MB** | met |"
    )
    assert "## " + parts[1] == written("Without a database", "| pairs |  |  |  |  |  |  |  |  |")
    assert parts[2].startswith("Race for one desk, PostgreSQL\n")
    assert "| asked | rounds |\n|---|---|\n| same times |" in parts[2]
    assert len(parts) == 3

"""Whether a measured number meets what is wanted, and what a table and the end of the benchmark say of it."""

from tests.bench.report import Figure
from tests.bench.wanted import (
    Want,
    at_least,
    at_most,
    either,
    find_missed,
    find_unmeasured,
    none_of,
    show_met,
    show_wanted,
)


def test_limit_reached_is_met_and_limit_passed_is_not() -> None:
    exactly, beyond = at_most(180.0, 180, "MB"), at_most(180.001, 180, "MB")

    assert (exactly.met, beyond.met) == (True, False)
    assert (exactly.words, beyond.measured) == ("at most 180 MB", "180.001 MB")


def test_rate_reached_is_met_and_rate_just_missed_is_not() -> None:
    exactly, below = at_least(1000.0, 1000, "a second"), at_least(999.99, 1000, "a second")

    assert (exactly.met, below.met) == (True, False)
    assert (exactly.words, below.measured) == ("at least 1,000 a second", "999.99 a second")


def test_one_of_two_is_enough() -> None:
    def met(per_second: float | None, cpu_ms: float | None) -> bool | None:
        return either(at_least(per_second, 300, "a second"), at_most(cpu_ms, 3, "ms of CPU")).met

    assert [met(300, 3.1), met(299, 3.0), met(299, 3.1)] == [True, True, False]
    assert [met(None, 3.0), met(None, 3.1), met(None, None)] == [True, None, None]


def test_nothing_of_what_must_not_happen_is_met() -> None:
    assert none_of(0, "errors") == Want("no errors", "0 errors", met=True, binding=True)
    assert none_of(1, "errors") == Want("no errors", "1 errors", met=False, binding=True)


def test_table_shows_what_binds_in_bold_and_which_of_several_is_not_met() -> None:
    wall, ratio = at_most(446.0, 400, "ms"), at_most(5.2, 8, "empty pages", binding=True)

    assert show_wanted((wall, ratio)) == "at most 400 ms; **at most 8 empty pages**"
    assert show_met((wall, ratio)) == "not met: 400 ms"
    assert show_met((ratio,)) == "met"
    assert show_met((wall,)) == "not met"
    assert show_met((wall, at_most(8.1, 8, "empty pages"))) == "not met"
    assert show_met((at_most(None, 400, "ms"), ratio)) == "not measured: 400 ms"
    assert (show_wanted(()), show_met(())) == ("", "")


def test_only_what_binds_is_named_at_the_end() -> None:
    lines = [
        Figure("memory", wanted=(at_most(183.2, 180, "MB", binding=True),)),
        Figure("rate", wanted=(at_least(10.0, 1000, "a second"),)),
        Figure("requests", wanted=(at_most(10.0, 10, binding=True),)),
        Figure("clicks", wanted=(at_most(None, 3, binding=True),)),
        Figure("limit: a bare route"),
    ]

    assert find_missed(lines) == ["memory: 183.2 MB, wanted at most 180 MB"]
    assert find_unmeasured(lines) == ["clicks: wanted at most 3"]

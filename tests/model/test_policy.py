"""Rules check themselves: a rule that would let a booking outgrow what is read of the diary cannot be made."""

import pytest

from booking.model.policy import ClockSpan, RuleField, RuleValue, widest_spacing_cm, widest_tail_min
from tests.rules.facts import rule

HOURS_14_DAYS = 14 * 24


@pytest.mark.parametrize(
    ("field", "value", "bad"),
    [
        (RuleField.MAX_LENGTH_MIN, 1440, 1441),
        (RuleField.MAX_LENGTH_MIN, 1, 0),
        (RuleField.MIN_LENGTH_MIN, 1, 0),
        (RuleField.LOCKOUT_HOURS, HOURS_14_DAYS, HOURS_14_DAYS + 1),
        (RuleField.LOCKOUT_HOURS, 0, -1),
        (RuleField.SPACING_CM, 500, 501),
        (RuleField.SPACING_CM, 0, -1),
        (RuleField.SPACING_CM, 200, True),
        (RuleField.FACE_SPACING_CM, 500, 501),
        (RuleField.SCREENS_EXEMPT, True, 1),
        (RuleField.PERSON_AREA_DM2, 10_000, 10_001),
        (RuleField.PERSON_AREA_DM2, 0, -1),
        (RuleField.PERSON_AIR_M3, 100, 101),
        (RuleField.TURNAROUND_MIN, HOURS_14_DAYS * 60, HOURS_14_DAYS * 60 + 1),
        (RuleField.SETUP_MIN, HOURS_14_DAYS * 60, HOURS_14_DAYS * 60 + 1),
        (RuleField.HORIZON_DAYS, 0, -1),
        (RuleField.HORIZON_DAYS, 10, None),
        (RuleField.MAX_PER_DAY, None, -1),
        (RuleField.MAX_UPCOMING, None, True),
        (RuleField.ONE_AT_A_TIME, False, 0),
        (RuleField.WHO_MAY_BOOK, frozenset(), ()),
        (RuleField.OPENING, ((),) * 7, ((),) * 6),
        (RuleField.CLOSED_DAY, None, 3),
    ],
)
def test_rule_takes_values_within_the_bounds_of_its_field(field: RuleField, value: RuleValue, bad: RuleValue) -> None:
    if field is not RuleField.CLOSED_DAY:
        assert rule(field, value).value == value
    with pytest.raises(ValueError, match=f"{field.value} cannot be"):
        rule(field, bad)


@pytest.mark.parametrize("span", [(0, 0), (600, 540), (-1, 60), (0, 1441)])
def test_clock_span_opens_before_it_closes_within_a_day(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        ClockSpan(*span)


def test_widest_tail_is_the_longest_of_turnaround_lockout_and_setup() -> None:
    rules = (
        rule(RuleField.TURNAROUND_MIN, 50),
        rule(RuleField.LOCKOUT_HOURS, 1),
        rule(RuleField.SETUP_MIN, 45),
        rule(RuleField.HORIZON_DAYS, 365),
    )

    assert [widest_tail_min(rules), widest_tail_min(rules[:1]), widest_tail_min(rules[3:]), widest_tail_min(())] == [
        60,
        50,
        0,
        0,
    ]


def test_widest_spacing_is_the_largest_of_any_date_and_nothing_else_counts() -> None:
    rules = (rule(RuleField.SPACING_CM, 100), rule(RuleField.SPACING_CM, 150), rule(RuleField.HORIZON_DAYS, 365))

    assert (widest_spacing_cm(rules), widest_spacing_cm(rules[2:])) == (150, 0)
    face, screens = rule(RuleField.FACE_SPACING_CM, 300), rule(RuleField.SCREENS_EXEMPT, value=True)
    assert (widest_spacing_cm((*rules, face)), widest_spacing_cm((screens,))) == (300, 0)

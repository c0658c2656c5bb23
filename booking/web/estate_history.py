"""What was done to the estate, in the words of the audit's sentences."""

from typing import Any

from booking.model.audit import AuditAct, HistoryLine
from booking.model.estate import ResourceKind
from booking.model.tree import Tier
from booking.rules.effects import TIER_WORDS
from booking.rules.phrases import say_metres
from booking.web.words import count

ESTATE_ACTS = {
    AuditAct.ESTATE_ADDED: "added {thing}",
    AuditAct.ESTATE_CHANGED: "changed {thing}",
    AuditAct.TAKEN_OUT_OF_USE: "took {thing} out of use",
    AuditAct.BROUGHT_INTO_USE: "brought {thing} back into use",
    AuditAct.LAYOUT_FIXED: "kept desks apart on {thing}",
    AuditAct.LAYOUT_ENDED: "brought back the desks of {thing} that were kept apart",
    AuditAct.FEATURE_ADDED: "added a feature",
    AuditAct.FEATURE_RENAMED: "renamed a feature",
    AuditAct.FEATURE_REMOVED: "removed a feature",
}
"""What is done to things of the estate; `thing` names it."""


def say_thing(line: HistoryLine, place: str) -> str:
    """The thing of an entry in a sentence: the floor First floor, Desk 1.04."""
    tier = next((tier for tier in Tier if tier.value == line.facts.get("tier")), Tier.PLACE)
    if tier is Tier.PLACE:
        return place or "a place"
    return f"the {TIER_WORDS[tier]} {line.thing}".strip() if line.thing else f"a {TIER_WORDS[tier]}"


def tell_estate(line: HistoryLine) -> str:
    """What an entry about the estate says beyond its sentence; empty for other entries."""
    facts: dict[str, Any] = line.facts
    match line.act:
        case AuditAct.ESTATE_CHANGED:
            return " ".join(_tell_differences(facts.get("before", {}), facts.get("after", {})))
        case AuditAct.TAKEN_OUT_OF_USE | AuditAct.BROUGHT_INTO_USE:
            more = int(facts.get("with", 0))
            return f"With it: {count(more, 'thing')} that stood in it." if more else ""
        case AuditAct.LAYOUT_FIXED:
            kept, gone = (count(int(facts.get(name, 0)), "desk") for name in ("kept", "desks"))
            return f"{kept} stayed, {say_metres(int(facts.get('spacing_cm', 0)))} apart; {gone} went out of use."
        case AuditAct.LAYOUT_ENDED:
            return f"{count(int(facts.get('desks', 0)), 'desk')} came back into use."
        case AuditAct.FEATURE_RENAMED | AuditAct.FEATURE_REMOVED:
            places = int(facts.get("places", 0))
            return f"{count(places, 'place')} {'was' if places == 1 else 'were'} changed."
        case _:
            return ""


def _tell_differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Numbers and kinds before and now; of names and other words only that they changed."""
    changed = {name for name in after if before.get(name) != after[name]}
    told = [sentence for name, sentence in _CHANGED.items() if name in changed]
    if "level" in changed:
        told.append(f"Level: {before.get('level')} before, {after['level']} now.")
    if "seats" in changed:
        told.append(f"Seats: {before.get('seats')} before, {after['seats']} now.")
    if "ceiling_cm" in changed:
        told.append(f"Height: {_say_height(before.get('ceiling_cm'))} before, {_say_height(after['ceiling_cm'])} now.")
    if "kind" in changed:
        told.append(f"Kind: {_say_kind(before.get('kind'))} before, {_say_kind(after['kind'])} now.")
    if "timezone" in changed:
        told.append(f"Time zone: {before.get('timezone')} before, {after['timezone']} now.")
    return told


_CHANGED = {
    "name_digest": "The name was changed.",
    "features": "What it has was changed.",
    "unit": "It belongs to somebody else.",
    "floor": "It moved to another floor.",
    "building": "It moved to another building.",
}


def _say_height(value: object) -> str:
    return say_metres(value) if isinstance(value, int) else "not known"


def _say_kind(value: object) -> str:
    return next((kind.words for kind in ResourceKind if kind.value == value), "unknown")

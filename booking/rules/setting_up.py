"""What is still to do before people can book, for those who may do it."""

from booking.model.people import About, Actor
from booking.model.setting_up import SetUp, Step
from booking.rules.permits import Act, may, may_anywhere


def list_steps(found: SetUp, actor: Actor) -> tuple[Step, ...]:
    """The steps that are not done yet and that are the actor's to do, in order; empty where all are done.

    A step that needs an earlier one stands in the list as well: it says what comes next.
    """
    done = {
        Step.SITE: found.site is not None,
        Step.BUILDING: found.building is not None,
        Step.FLOOR: found.floor is not None,
        Step.PLACES: found.places,
        Step.HOURS: found.hours,
        Step.PEOPLE: found.people,
    }
    theirs = {
        Step.SITE: may(actor, Act.MANAGE_ESTATE, About()),
        Step.HOURS: may_anywhere(actor, Act.MANAGE_RULES),
        Step.PEOPLE: may(actor, Act.MANAGE_PEOPLE, About()),
    }
    builds = found.site is not None or theirs[Step.SITE]
    return tuple(step for step in Step if not done[step] and theirs.get(step, builds))

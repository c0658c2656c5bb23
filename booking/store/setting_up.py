"""How far an organisation is set up."""

from typing import Any

from sqlalchemy import Select, exists, select

from booking.model.ids import OrganisationId, Ref, SiteId
from booking.model.policy import RuleField
from booking.model.setting_up import SetUp
from booking.store.engine import Tx
from booking.store.estate import FLOORS
from booking.store.tables import building, floor, person, policy_rule, resource, site


def read_set_up(tx: Tx, organisation_id: OrganisationId, site_ids: frozenset[SiteId] | None) -> SetUp:
    """What there is at these sites, out of use left out; None is every site. One select."""
    sites = [site.c.retired_at.is_(None)]
    if site_ids is not None:
        sites.append(site.c.id.in_(site_ids))
    buildings = [*sites, building.c.retired_at.is_(None)]
    floors = [*buildings, floor.c.retired_at.is_(None)]
    standing = FLOORS.join(resource, resource.c.floor_id == floor.c.id)
    row = tx.execute(
        select(
            _first(select(site.c.ref).where(*sites).order_by(site.c.id)).label("site"),
            _first(
                select(building.c.ref)
                .select_from(building.join(site, site.c.id == building.c.site_id))
                .where(*buildings)
                .order_by(building.c.id)
            ).label("building"),
            _first(select(floor.c.ref).select_from(FLOORS).where(*floors).order_by(floor.c.id)).label("floor"),
            exists(select(resource.c.id).select_from(standing).where(*floors, resource.c.retired_at.is_(None))).label(
                "places"
            ),
            exists(select(policy_rule.c.id).where(policy_rule.c.field == RuleField.OPENING.value)).label("hours"),
            exists(
                select(person.c.id).where(person.c.organisation_id == organisation_id, person.c.active).offset(1)
            ).label("people"),
            exists(select(floor.c.id).where(floor.c.retired_at.is_(None))).label("begun"),
        )
    ).one()
    return SetUp(
        _ref(row.site),
        _ref(row.building),
        _ref(row.floor),
        bool(row.places),
        bool(row.hours),
        bool(row.people),
        bool(row.begun),
    )


def _first(query: Select[Any]) -> Any:
    return query.limit(1).correlate(None).scalar_subquery()


def _ref(found: str | None) -> Ref | None:
    return Ref(found) if found is not None else None

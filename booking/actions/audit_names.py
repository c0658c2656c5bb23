"""What the things are called that audit entries know by their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from booking.actions.service import Service
from booking.model.room_uses import RoomUse
from booking.store.engine import Tx
from booking.store.estate import read_floors, read_sites
from booking.store.policies import read_use_rules
from booking.store.units import read_units


@dataclass(frozen=True, slots=True)
class AuditNames:
    """Names by id, as they are now; what is no longer there has none."""

    sites: Mapping[int, str] = field(default_factory=dict)
    floors: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    uses: Mapping[int, str] = field(default_factory=dict)


NO_NAMES = AuditNames()


def read_audit_names(service: Service) -> AuditNames:
    """The names of sites, floors, units and uses of rooms, for somebody who may see the audit. Four selects."""

    def work(tx: Tx) -> AuditNames:
        return AuditNames(
            {int(site.id): site.name for site in read_sites(tx, None)},
            {int(floor.id): f"{floor.name}, {floor.building}" for floor in read_floors(tx, None)},
            {int(line.unit.id): line.unit.name for line in read_units(tx)},
            _read_uses(tx),
        )

    return service.db.read(work)


def read_use_names(service: Service) -> AuditNames:
    """The names of the uses of rooms alone, for somebody who may see a booking. One select."""
    return AuditNames(uses=service.db.read(_read_uses))


def _read_uses(tx: Tx) -> Mapping[int, str]:
    uses = (rule.value for rule in read_use_rules(tx))
    return {int(use.id): use.name for use in uses if isinstance(use, RoomUse)}

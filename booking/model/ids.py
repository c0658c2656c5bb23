"""The kinds of id: whole numbers inside the database, opaque text outside it."""

from typing import NewType

OrganisationId = NewType("OrganisationId", int)
SiteId = NewType("SiteId", int)
BuildingId = NewType("BuildingId", int)
FloorId = NewType("FloorId", int)
ResourceId = NewType("ResourceId", int)
UnitId = NewType("UnitId", int)
PersonId = NewType("PersonId", int)
BookingId = NewType("BookingId", int)
PlanId = NewType("PlanId", int)
SeriesId = NewType("SeriesId", int)
RoomUseId = NewType("RoomUseId", int)
SignInId = NewType("SignInId", int)
TokenId = NewType("TokenId", int)

Ref = NewType("Ref", str)
"""An opaque, random id as other programs and addresses see it: 26 lower-case base32 characters (128 bits)."""

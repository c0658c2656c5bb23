"""Degrees of longitude and latitude to metres in a frame of one building, y down."""

import math
from typing import NamedTuple

from floorplans.shapes import Point


class World(NamedTuple):
    """A local frame: its origin in degrees and the metres that one degree spans there, or plain metres."""

    longitude: float
    latitude: float
    east_m: float
    north_m: float

    def place(self, x: float, y: float) -> Point:
        """Where a position (longitude, latitude or easting, northing) lies: metres, y down."""
        return (x - self.longitude) * self.east_m, (self.latitude - y) * self.north_m


def world_at(longitude: float, latitude: float) -> World:
    """The frame round a place on WGS84; true within a millimetre over a kilometre.

    Source: series for the length of a degree, US National Geospatial-Intelligence Agency.
    """
    turn = math.radians(latitude)
    north = 111_132.92 - 559.82 * math.cos(2 * turn) + 1.175 * math.cos(4 * turn) - 0.0023 * math.cos(6 * turn)
    east = 111_412.84 * math.cos(turn) - 93.5 * math.cos(3 * turn) + 0.118 * math.cos(5 * turn)
    return World(longitude, latitude, east, north)


def metres_at(x: float, y: float) -> World:
    """The frame of a file that is in metres already."""
    return World(x, y, 1.0, 1.0)

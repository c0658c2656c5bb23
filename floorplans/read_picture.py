"""A picture that was sent by itself: a drawing without anything in it, on which people draw."""

from floorplans.pictures import DAMAGED, measure_picture
from floorplans.shapes import Drawing, DrawingRefused, Picture

NOTE = "This is a picture, so nothing can be found in it."


def read_picture(data: bytes) -> Drawing:
    """A PNG or JPEG as a drawing of its size in pixels, with nothing but the picture.

    Raises:
        DrawingRefused: it is damaged or has too many pixels; it says so.
    """
    size = measure_picture(data, "This picture")
    if size is None:
        raise DrawingRefused(DAMAGED)
    width, height = float(size[0]), float(size[1])
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return Drawing(
        x=0.0,
        y=0.0,
        width=width,
        height=height,
        metres_per_unit=None,
        lines=(),
        shapes=(),
        labels=(),
        notes=(NOTE,),
        pictures=(Picture(data, corners, (width, height)),),
    )

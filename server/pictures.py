"""Pictures that strangers send: looked at, and made anew in the sizes that are shown.

Nothing of the original is kept: what is written is what was decoded, so that no metadata and no other format that hides
in it gets through.
"""

import io
import struct
import warnings
from collections.abc import Mapping

from PIL import Image, ImageOps

from db.group_enums import ContentType

MOST_PIXELS = 50_000_000
"""A picture of twenty kilobytes can be one of gigabytes when it is unpacked. Cameras take less than this."""
SIZES = {"highres": 1200, "600": 600, "thumb": 180}
"""The longest side of each variant, in pixels; a smaller picture is not blown up."""
QUALITY = 85


class BadPicture(ValueError):
    """Something that is no picture of the kind that was announced; the message says why, as a sentence."""


def variants(data: bytes, kind: ContentType) -> Mapping[str, bytes]:
    """A picture in each of the sizes, as JPEG. Raises `BadPicture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(data, kind)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, struct.error, EOFError) as error:
        if isinstance(error, BadPicture):
            raise
        raise BadPicture(f"This is no {kind} that can be read.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_TOO_LARGE) from None


_TOO_LARGE = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."


def _drawn(data: bytes, kind: ContentType) -> dict[str, bytes]:
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise BadPicture(_TOO_LARGE)
        largest = max(SIZES.values())
        picture.draft("RGB", (largest, largest))  # a JPEG is unpacked no larger than needed
        picture.load()
        upright = _opaque(ImageOps.exif_transpose(picture))
    upright.info = {}  # what is in there would be written again
    return {name: _written(upright, side) for name, side in SIZES.items()}


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture on white, in plain colours."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    white = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(white, layers).convert("RGB")


def _written(picture: Image.Image, side: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    smaller.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()

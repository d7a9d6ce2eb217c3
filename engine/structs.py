"""The one door to msgspec for what needs no more than structs."""

from msgspec import Struct, field
from msgspec.structs import asdict, force_setattr, replace

__all__ = ["Struct", "asdict", "field", "force_setattr", "replace"]

"""The lifecycles of a command: those packaged, with the policies that the environment names."""

import os
from typing import TYPE_CHECKING

from application.congresses import packaged

if TYPE_CHECKING:
    from engine.workflow import Lifecycles

POLICIES_VARIABLE = "CONGRESS_POLICIES"
"""Names a folder of policies that are added, or replace those packaged."""


def policies() -> str | None:
    """Return the folder of policies that the environment names."""
    return os.environ.get(POLICIES_VARIABLE) or None


def lifecycles() -> "Lifecycles":
    """Return the lifecycles of a season with every policy at hand."""
    return packaged.lifecycles(policies())

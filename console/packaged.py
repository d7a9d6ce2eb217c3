"""The texts that come with the program: definitions, policies, the demonstration."""

import os
from functools import cache
from pathlib import Path

import workflows
from engine.workflow import Lifecycles
from workflows.season import season

_ROOT = Path(workflows.__file__).parent
POLICIES_VARIABLE = "CONGRESS_POLICIES"


@cache
def lifecycles() -> Lifecycles:
    """Return the lifecycles of a season with every policy at hand.

    A folder named by `CONGRESS_POLICIES` may add policies (`*.toml`), or replace those packaged.
    """
    policies = _texts(_ROOT / "policies")
    folder = os.environ.get(POLICIES_VARIABLE)
    if folder:
        policies |= _texts(Path(folder))
    return season(_texts(_ROOT / "definitions"), policies)


def demonstration() -> Path:
    """Return the file of commands that the demonstration plays."""
    return _ROOT / "demo" / "gia-thuy-2017.jsonl"


def _texts(folder: Path) -> dict[str, str]:
    return {item.stem: item.read_text("utf-8") for item in sorted(folder.glob("*.toml"))}

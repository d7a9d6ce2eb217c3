"""Who asks: as said on the command line, else by the environment, else by the log's settings."""

import os
from pathlib import Path

import click

VARIABLE = "CONGRESS_ACTOR"
LOCAL = "op:local"
"""Who asks where nobody said so: never a login name, for what is recorded stays."""


def actor(given: str | None) -> str:
    """Return who asks: as given, by the environment, as the office set it for its log.

    Raises ConfigError, BesideError, StoreUnavailableError.
    """
    return given or os.environ.get(VARIABLE) or _kept() or LOCAL


def _kept() -> str | None:
    context = click.get_current_context(silent=True)
    settings = None if context is None else context.find_root().obj
    if not settings:
        return None
    from event_store.config import Config

    found: str | None = Config(str(Path(settings["log"]).resolve())).get("actor")
    return found

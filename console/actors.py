"""Who asks: as said on the command line, else by the environment, else by the log's settings."""

import os

import click

VARIABLE = "CONGRESS_ACTOR"


def actor(given: str | None) -> str:
    """Return who asks: as given, by the environment, as the office set it for its log.

    Raises ConfigError, BesideError, StoreUnavailableError.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        return named
    from application.settings import LOCAL, office

    context = click.get_current_context(silent=True)
    settings = None if context is None else context.find_root().obj
    return (office(settings["log"]) if settings else None) or LOCAL

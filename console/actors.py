"""Who asks: as said on the command line, else by the environment, else the login name."""

import getpass
import os

from console.aliases import plain

VARIABLE = "CONGRESS_ACTOR"


def actor(given: str | None) -> str:
    """Return who asks: as given, by the environment, or `op:` and the login name in ASCII."""
    named = given or os.environ.get(VARIABLE)
    if named:
        return named
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = ""
    kept = "".join(c if "!" <= c <= "~" else "-" for c in plain(login))
    return f"op:{kept or 'unknown'}"[:128]

"""The page of the texts that logs carry: each version pinned by its digest, and never altered."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path

from tools.contract_pages import table

TEXTS = Path(__file__).resolve().parents[1] / "workflows"
_ROW = re.compile(r"\| `(?P<text>[^`]+)` \| (?P<version>\d+) \| `(?P<digest>[0-9a-f]{64})` \|")
_HEAD = (
    "# Texts that logs carry",
    "",
    "Logs adopt these texts and point to them for ever (`log.rules_adopted`). A version that is",
    "listed here is never altered or taken away. The digest is the SHA-256 of the file.",
    "",
)
Pins = dict[tuple[str, int], str]
"""The digest of each version of a text, by its file below `workflows/`."""


class AlteredError(Exception):
    """A text that is pinned has changed, and its version has not."""

    def __init__(self, text: str, version: int) -> None:
        super().__init__(
            f"{text} has changed and still says version {version}: logs that adopted the text of "
            "that version were decided by it. Nothing was written. A definition: raise its "
            "'version'. A policy: leave the file as it was and add one of another name."
        )


def pinned(page: str) -> Pins:
    """Return what a page pins."""
    return {(m["text"], int(m["version"])): m["digest"] for m in _ROW.finditer(page)}


def found() -> Pins:
    """Return the texts as they are now; a policy has one version for ever."""
    pins = {}
    for path in sorted(TEXTS.rglob("*.toml")):
        raw = path.read_bytes()
        version = tomllib.loads(raw.decode()).get("version", 1)
        pins[path.relative_to(TEXTS).as_posix(), version] = sha256(raw).hexdigest()
    return pins


def released(page: str) -> str:
    """Return the page that pins all of `page`, and what is new; raises AlteredError."""
    pins = pinned(page)
    for (text, version), digest in found().items():
        if pins.setdefault((text, version), digest) != digest:
            raise AlteredError(text, version)
    rows = [(f"`{text}`", str(n), f"`{digest}`") for (text, n), digest in sorted(pins.items())]
    return "\n".join([*_HEAD, *table(("text", "version", "digest"), rows), ""])

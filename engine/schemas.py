"""Names and shapes of what is published about events: JSON Schema that never changes again."""

from collections.abc import Mapping
from typing import Any

from engine.structs import schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WORDS = ("title", "description")
_NULL = {"type": "null"}


def schema_file(type_: str, version: int) -> str:
    """Return the file name of the schema of one version of an event type."""
    return f"{type_}.{version}.json"


def schema_id(base: str, type_: str, version: int) -> str:
    """Return the URI that names the schema of one version of an event type.

    `base` is that of the lifecycles. It is a name, not an address: nothing is fetched.
    """
    return base + schema_file(type_, version)


def recorded(type_: type) -> dict[str, Any]:
    """Return the JSON Schema of a payload as it is recorded, in one piece.

    A log holds no null: what may be absent is absent. Words and names of classes are left out:
    they may change, what is published may not.
    """
    made = schema(type_)
    plain: dict[str, Any] = _plain(made, made.get("$defs", {}))
    return plain


def _plain(node: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(item, named) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(named[node["$ref"].rpartition("/")[2]], named)
    kept = {key: value for key, value in node.items() if key not in _WORDS}
    if kept.get("default", 0) is None:
        del kept["default"]
    if "properties" in kept:
        members = {name: _plain(value, named) for name, value in kept.pop("properties").items()}
        return {**{k: _plain(v, named) for k, v in kept.items()}, "properties": members}
    options = [option for option in kept.pop("anyOf", []) if option != _NULL]
    if len(options) == 1:
        kept |= options.pop()
        return _plain(kept, named)
    if options:
        kept["anyOf"] = options
    if "pattern" in kept:
        # Other languages end a text with `$`; `\Z` is Python's.
        kept["pattern"] = kept["pattern"].replace(r"\Z", "$")
    return {key: _plain(value, named) for key, value in kept.items()}

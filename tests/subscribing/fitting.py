"""A small judge of JSON Schema: the words that are published and no others."""

import re
from typing import Any

KINDS = {"object": dict, "array": list, "string": str, "boolean": bool}
SILENT = {"$schema", "$id", "title", "default"}
FORMATS = {"date": re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch}


def faults(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Return where `value` does not fit; KeyError for a word that is not known here."""
    found: list[str] = []
    for word, rule in schema.items():
        if word not in SILENT:
            found += [f"{at}: {word}"] if not JUDGES[word](value, rule) else []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name, member in value.items():
            if name in known:
                found += faults(member, known[name], f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{at}.{name}: not known")
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            found += faults(item, schema["items"], f"{at}.{index}")
    return found


def is_kind(value: Any, kind: str) -> bool:
    if kind == "integer":
        return type(value) is int
    return isinstance(value, KINDS[kind])


JUDGES: dict[str, Any] = {
    "type": is_kind,
    "const": lambda value, rule: value == rule,
    "enum": lambda value, rule: value in rule,
    "required": lambda value, rule: not isinstance(value, dict) or set(rule) <= set(value),
    "minProperties": lambda value, rule: not isinstance(value, dict) or len(value) >= rule,
    "minItems": lambda value, rule: not isinstance(value, list) or len(value) >= rule,
    "uniqueItems": lambda value, _: not isinstance(value, list) or len(set(value)) == len(value),
    "minLength": lambda value, rule: not isinstance(value, str) or len(value) >= rule,
    "maxLength": lambda value, rule: not isinstance(value, str) or len(value) <= rule,
    "pattern": lambda value, rule: not isinstance(value, str) or bool(re.search(rule, value)),
    "format": lambda value, rule: not isinstance(value, str) or bool(FORMATS[rule](value)),
    "minimum": lambda value, rule: type(value) is not int or value >= rule,
    "maximum": lambda value, rule: type(value) is not int or value <= rule,
    "anyOf": lambda value, rule: any(not faults(value, option) for option in rule),
    "properties": lambda *_: True,
    "items": lambda *_: True,
    "additionalProperties": lambda _, rule: rule is False,
}

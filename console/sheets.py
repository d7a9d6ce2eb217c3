"""The values of a branch's sheet in words, for those commands that compare them."""

from collections.abc import Callable
from typing import Any

from console.entries import flag_label
from console.language import language, say
from workflows.labels import LABELS


def person_of(name: str) -> list[str]:
    """Return the reference of the officer that a value is about; nobody for any other value."""
    kind, _, rest = name.partition(".")
    return [rest.partition(".")[2]] if kind == "officers" else []


def value_name(name: str, called: Callable[[str], str] = str) -> str:
    """Return how a value of the sheet is called; `called` is how a person is."""
    kind, _, rest = name.partition(".")
    if kind == "officers":
        post, _, ref = rest.partition(".")
        return f"{LABELS[post].say(language())} {called(ref)}"
    if kind == "flags":
        return say("flag: ", "dấu: ") + flag_label(rest)
    words = {
        "name": say("name", "tên"),
        "state": say("state", "trạng thái"),
        "disposition": say("disposition", "tình trạng"),
        "attempt": say("attempt", "lần đại hội"),
        "held_on": say("held on", "ngày tổ chức"),
        "seats_open": say("seats open", "còn khuyết"),
    }
    return words.get(name, name)


def value_text(name: str, value: Any) -> str:
    """Return a value of the sheet in words; a dash for none."""
    if value is None:
        return "–"
    if value is True:
        return "✓"
    if isinstance(value, dict):
        votes = "" if value["votes"] is None else f" {value['votes']}/{value['base']}"
        return LABELS[value["basis"]].say(language()) + votes
    if name in ("state", "disposition"):
        return LABELS[value].say(language())
    return str(value)

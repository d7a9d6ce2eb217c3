"""Values as people write them: 1.725, 20/8/2017, m-001=11, minutes=03-BB/CB, có."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from application.congresses.forms.members import Kind, Member
from application.congresses.forms.words import PARTS, spoken, word
from application.dates import parse_day
from application.spelling import plain, slug
from event_store.sqlite_opening import detail_of
from event_store.words import Text

_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.\u00a0\u202f ])\d{3}(?:\1\d{3})*", re.ASCII).fullmatch
_FULL_WIDTH = str.maketrans({0xFF10 + digit: str(digit) for digit in range(10)})
_NEXT_PAIR = re.compile(r"[,;]\s*(?=[A-Za-z0-9][A-Za-z0-9._-]*\s*=)")
_PAIR = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*=\s*(.*)", re.DOTALL).fullmatch
_YES = frozenset({"co", "c", "x", "yes", "y", "true", "1", "✓"})
_NO = frozenset({"khong", "k", "no", "n", "false", "0"})
SCAN = "file"
"""A part of a document that is not recorded: its sha256 is taken from this file."""


class ValueFault(ValueError):  # noqa: N818 - it is reported beside others
    """A value is not written as it must be; `text` says how."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def number(text: str) -> int:
    """Return a whole number; `1.725` is one thousand seven hundred and twenty-five."""
    stripped = text.strip().translate(_FULL_WIDTH)
    if _THOUSANDS(stripped):
        stripped = re.sub(r"\D", "", stripped)
    if not re.fullmatch(r"-?\d{1,15}", stripped, re.ASCII):
        raise ValueFault(
            Text(
                f"'{text}' is no whole number: write 1725 or 1.725, without a comma, a fraction "
                "or a percent sign",
                f"'{text}' không phải số nguyên: hãy ghi 1725 hoặc 1.725, không có dấu phẩy, phần "
                "thập phân hay dấu %",
            )
        )
    return int(stripped)


def day(text: str) -> str:
    """Return a day as the log writes it."""
    found = parse_day(text)
    if found is None:
        raise ValueFault(
            Text(
                f"'{text}' is no date; write it like 2017-08-20 or 20/8/2017",
                f"'{text}' không phải ngày; hãy viết như 2017-08-20 hoặc 20/8/2017",
            )
        )
    return found


def yes(text: str) -> bool:
    """Return whether `text` says yes; raises ValueFault if it says neither yes nor no."""
    word = plain(text.strip())
    if word not in _YES | _NO:
        raise ValueFault(
            Text(f"'{text}' is neither yes nor no", f"'{text}': hãy ghi có hoặc không")
        )
    return word in _YES


def choice(text: str, choices: Iterable[str]) -> str:
    """Return the one of `choices` that is meant, by its name or as people say it: chi-uy."""
    asked = slug(text)
    for name in choices:
        label = spoken(name)
        said = () if label is None else (slug(label.en), slug(label.vi))
        if asked in (slug(name), *said):
            return name
    listed = ", ".join(choices)
    raise ValueFault(Text(f"'{text}' is none of: {listed}", f"'{text}' không thuộc: {listed}"))


def _is_choice(text: str, choices: Iterable[str]) -> bool:
    try:
        return bool(choice(text, choices))
    except ValueFault:
        return False


def value(member: Member, texts: Iterable[str]) -> Any:
    """Return what was written for a member, several texts for a list; raises ValueFault."""
    given = list(texts)
    if not member.many:
        return _one(member, given[-1])
    if len(given) == 1 and _is_choice(given[0], member.choices):
        return choice(given[0], member.choices)
    return [_one(member, part) for text in given for part in _parts(member, text)]


def pairs(members: Iterable[Member], text: str) -> dict[str, Any]:
    """Return the parts of a section written in one go: `suspended=1, detained=2`."""
    known = {member.name: member for member in members}
    found: dict[str, Any] = {}
    for part in filter(str.strip, _NEXT_PAIR.split(text)):
        pair = _PAIR(part)
        name = slug(pair[1]).replace("-", "_") if pair else ""
        if not pair or name not in known:
            listed = ", ".join(f"{name}=1" for name in known)
            raise ValueFault(
                Text(f"'{part}' is not one of: {listed}", f"'{part}' không thuộc: {listed}")
            )
        found[name] = _one(known[name], pair[2])
    return found


def guessed(field: str, text: str, kinds: Mapping[str, set[Kind]]) -> Any:
    """Return the new value of an amended `field`, by the kind that its name has elsewhere.

    What reads as JSON is taken as such; a field of text stays text whatever it looks like.
    """
    known = kinds.get(field.rpartition(".")[2], set())
    if "day" in known:
        return parse_day(text) or text
    if known and known <= {"text", "word", "choice"}:
        return text
    if "number" in known and _THOUSANDS(text.strip()):
        return number(text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parts(member: Member, text: str) -> list[str]:
    """Split one text into the items of a list; text that may hold commas is split at ';' only."""
    stripped = text.strip()
    if stripped.startswith(("{", "[")):
        return [json.dumps(item) for item in _json(stripped)]
    if member.kind == "group":
        return _grouped(member, stripped)
    at = r"[,;\s]+" if member.kind in ("word", "number") else ";"
    return [part.strip() for part in re.split(at, stripped) if part.strip()]


def _json(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueFault(Text(f"is no JSON: {error}", "không phải JSON")) from None
    return found if isinstance(found, list) else [found]


def _grouped(member: Member, text: str) -> list[str]:
    """Split `minutes=1,date=2/9/2017,tally_minutes=2` before each item's first part."""
    extras = {part.name for part in member.members if not part.required} | {SCAN}
    items: list[str] = []
    for part in filter(None, _NEXT_PAIR.split(text)):
        if items and part.partition("=")[0].strip() in extras:
            items[-1] += "," + part
        else:
            items.append(part)
    return items


def _one(member: Member, text: str) -> Any:
    match member.kind:
        case "number":
            return number(text)
        case "day":
            return day(text)
        case "yes":
            return yes(text)
        case "choice":
            return choice(text, member.choices)
        case "group":
            return _group(member, text.strip())
        case _:
            return text.strip()


def _group(member: Member, text: str) -> Any:
    """Return one item of parts: JSON, `m-001=11`, `topic | fault | advice`, or plain text."""
    if text.startswith("{"):
        return _json(text)[0]
    needed = [part for part in member.members if part.required]
    first, *rest = _NEXT_PAIR.split(text)
    at = "|" if len(needed) > 2 else "="  # noqa: PLR2004 - a pair has two
    shares = [share.strip() for share in first.split(at, len(needed) - 1)]
    if len(shares) != len(needed) or not all(shares):
        if member.plain:
            return text
        raise ValueFault(_not_of_form(text, at, needed))
    found = {part.name: _one(part, share) for part, share in zip(needed, shares, strict=True)}
    return found | _extras(member, rest)


def _not_of_form(text: str, at: str, needed: list[Member]) -> Text:
    form, theirs = (
        f" {at} ".join(names).replace(" = ", "=")
        for names in (
            [part.name for part in needed],
            [word((part.name,), PARTS).vi for part in needed],
        )
    )
    return Text("'{text}' is not {form}", "'{text}' không viết theo dạng {form}").filled(
        text=text, form=Text(form, theirs)
    )


def _extras(member: Member, rest: list[str]) -> dict[str, Any]:
    known = {part.name: part for part in member.members if not part.required}
    found: dict[str, Any] = {}
    for text in rest:
        name, _, written = (part.strip() for part in text.partition("="))
        if name == SCAN and "sha256" in known:
            found["sha256"] = _sha256(written)
        elif name in known:
            found[name] = _one(known[name], written)
        else:
            listed = ", ".join([*known, SCAN]) if "sha256" in known else ", ".join(known)
            raise ValueFault(
                Text(f"'{name}' is none of: {listed}", f"'{name}' không thuộc: {listed}")
            )
    return found


def _sha256(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).expanduser().read_bytes()).hexdigest()
    except OSError as error:
        raise ValueFault(
            Text("{path} cannot be read: {why}", "không đọc được {path}: {why}").filled(
                path=path, why=detail_of(error)
            )
        ) from None

"""Feeding many commands: lines in, results out, each group of them one durable commit."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.advance import Engine
from engine.reasons import Problem, Reason, Text
from engine.results import Result
from engine.session import Session
from event_store import canonical
from event_store.errors import CanonicalError
from event_store.heap import collecting_seldom

Line = tuple[int, bytes]
"""Line number from 1, and its bytes."""
LONGEST_LINE = 1 << 20
"""Bytes of one line at most; of a longer one its beginning tells the rest."""
GROUP = 1_000
"""Commands of one transaction at most: other writers wait no longer than that."""


def feed(
    engine: Engine, groups: Iterable[list[Line]], *, accept_clock: bool = False
) -> Iterator[list[Result]]:
    """Decide groups of lines; each group's results are given once its entries are durable.

    A refusal does not stop what follows, but for that of a clock that cannot be right. Raises
    the errors of the store; what was given before is recorded then, nothing else.
    """
    for group in groups:
        for start in range(0, len(group), GROUP):
            with engine.session(accept_clock=accept_clock) as session, collecting_seldom():
                results = list(_answers(session, group[start : start + GROUP]))
            yield results
            if session.stopped:
                return


def feed_whole(
    engine: Engine,
    groups: Iterable[list[Line]],
    keep: Callable[[Result], None],
    *,
    dry_run: bool,
    atomic: bool,
    accept_clock: bool = False,
) -> bool:
    """Decide all lines in one transaction; say whether it was kept.

    `keep` takes each result while it is not yet durable. Nothing is written with `dry_run`, or
    if `atomic` and one command is refused.
    """
    refused = False
    with engine.session(dry_run=dry_run, accept_clock=accept_clock) as session:
        for group in groups:
            with collecting_seldom():
                results = list(_answers(session, group))
            for result in results:
                refused = refused or result.outcome in ("refused", "invalid")
                keep(result)
            if session.stopped:
                break
        if atomic and refused:
            session.give_up()
    return not (dry_run or (atomic and refused))


def rolled_back(result: dict[str, Any], message: dict[str, str]) -> dict[str, Any]:
    """Return the answer to a command that was fine but fell with the rest of its file."""
    return {**result, "outcome": "refused", "events": [], "flags": [], "reasons": [message]}


def _answers(session: Session, lines: Iterable[Line]) -> Iterator[Result]:
    """Yield an answer to each line, up to one that the clock refuses."""
    for line in lines:
        yield _answer(session, line)
        if session.stopped:
            return


def _answer(session: Session, line: Line) -> Result:
    number, text = line
    try:
        if len(text) > LONGEST_LINE:
            result = Result.refused(_too_long(text), None)
        else:
            result = session.advance(read_object(text), written=text)
    except BadLineError as error:
        fault = Reason("invalid_data", {"where": error.where, "fault": error.fault})
        result = Result.refused([fault], None)
    result.line = number
    return result


class BadLineError(Problem, ValueError):
    """A line is no JSON object; `where` and `fault` say what is wrong with it."""

    code = "invalid_data"
    text = Text("'{where}' {fault}.", "'{where}' {fault}.")

    def __init__(self, where: str, fault: Text) -> None:
        super().__init__(where=where, fault=fault)
        self.where = where
        self.fault = fault


def _too_long(text: bytes) -> list[Reason]:
    limit = Reason("too_large", {"limit": LONGEST_LINE}, "line_too_large")
    if not text.startswith(b"["):
        return [limit]
    return [limit, Reason("invalid_data", {"where": "line", "fault": _ARRAY})]


def read_object(text: bytes) -> dict[str, Any]:
    """Return the JSON object of one line; raises BadLineError."""
    try:
        value = canonical.loads(text)
    except (CanonicalError, ValueError) as error:
        if text.startswith(b"["):
            raise BadLineError("line", _ARRAY) from None
        if text == b"{":
            raise BadLineError("line", _BROKEN_UP) from None
        if not _is_utf8(text):
            raise BadLineError("line", _NOT_UTF8) from None
        raise BadLineError("line", _no_json(error)) from None
    if isinstance(value, list):
        raise BadLineError("line", _ARRAY)
    if not isinstance(value, dict):
        raise BadLineError("line", _NO_OBJECT)
    return value


def _no_json(error: ValueError) -> Text:
    """What is wrong with a text; what a library says of it in English is said in English only.

    The library counts lines within the text, which is one line of many: its column is told.
    """
    found = getattr(error, "found", None)
    place = re.search(r":? *line \d+ column (\d+)(?: \(char \d+\))?", str(error))
    told = found.vi if found else f"cột {place[1]}" if place else "viết sai"
    said = str(error)
    if place:
        said = f"{said[: place.start()]}{said[place.end() :]} at column {place[1]}"
    found = Text(said, told)
    return Text("is no JSON: {found}", "không phải JSON: {found}").filled(found=found)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


_NOT_UTF8 = Text(
    "is not UTF-8: save the file again as UTF-8", "không phải UTF-8: hãy lưu lại tệp dạng UTF-8"
)
_NO_OBJECT = Text("must be one JSON object", "phải là một đối tượng JSON")
_ARRAY = Text(
    "must be one JSON object, and this is an array: write one object a line, for instance with "
    "jq -c '.[]' FILE",
    "phải là một đối tượng JSON, đây lại là mảng: hãy ghi mỗi đối tượng một dòng, ví dụ bằng "
    "jq -c '.[]' TỆP",
)
_BROKEN_UP = Text(
    "is only the beginning of a JSON object: write each command on one line, for instance with "
    "jq -c . FILE",
    "mới chỉ là phần đầu của đối tượng JSON: hãy ghi mỗi lệnh trên một dòng, ví dụ bằng "
    "jq -c . TỆP",
)

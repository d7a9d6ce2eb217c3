"""What backup and restore share: bars for long work, and the answer about a copy."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from console.language import say
from console.output import emit_object
from console.terminal import bar, one_line

if TYPE_CHECKING:
    from event_store.backup import Copy, Phase, Progress

LONG = {"copying": 2_500, "checking": 20_000}
"""Pages, and entries, from which on a bar is shown."""


@contextmanager
def bars() -> Iterator["Progress"]:
    """Give what shows a bar for each phase of long work, on a terminal only."""
    shown = _Bars()
    try:
        yield shown.show
    finally:
        shown.end()


class _Bars:
    def __init__(self) -> None:
        self._phase: str | None = None
        self._bar: Any = None

    def show(self, phase: "Phase", done: int, of: int) -> None:
        """Move the bar of a phase on."""
        if of < LONG[phase] or not sys.stderr.isatty():
            return
        if phase != self._phase:
            self.end()
            self._phase, self._bar = phase, _bar(phase, of)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        """Leave the bar of the last phase as it is."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


def _bar(phase: "Phase", of: int) -> Any:
    label = (
        say("copying", "đang sao chép") if phase == "copying" else say("checking", "đang kiểm tra")
    )
    return bar(of, label)


def answer(copy: "Copy", output: str, **more: Any) -> None:
    """Print what a copy holds; `more` are further members of the answer, not shown to people."""
    from base64 import b64encode

    root = b64encode(copy.root).decode()
    found = {"log_id": copy.log_id, "origin": copy.origin, "size": copy.size, "root": root}
    emit_object({**found, **more}, output, lambda: _show(copy, root))


def _show(copy: "Copy", root: str) -> None:
    rows = [
        (say("log id", "mã sổ"), copy.log_id),
        (say("name", "tên"), copy.origin),
        (say("entries", "số mục ghi"), copy.size),
        (say("root", "gốc"), root),
    ]
    room = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{room}}  {one_line(str(value))}")

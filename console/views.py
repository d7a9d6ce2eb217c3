"""The views as reading commands take them: caught up first, or the log where they cannot be."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click

from console.failures import explain
from console.language import language, say
from console.terminal import bar
from engine.newer import unknown_at
from engine.projecting import Lag, Projector
from engine.projection import Rows
from engine.reading import Reader, View, day_of
from event_store.errors import BesideError
from event_store.view_files import remove
from event_store.views import Views, ViewsDamagedError, ViewsUnavailableError
from workflows.projections.season import PROJECTIONS

LONG = 20_000
"""Entries behind from which catching up shows a bar."""
Answer = TypeVar("Answer")
_told: set[str] = set()
"""What was said already: one command may look at the views more than once."""


class Shown:
    """The views of one log, caught up, as they are at one moment."""

    def __init__(self, projector: Projector, reader: Reader) -> None:
        self.projector = projector
        self._reader = reader
        lags = projector.lags()
        self._reached = {lag.name: lag.position for lag in lags if lag.error is None}

    def newest(self, name: str, view: View) -> View:
        """Return `view`, or the one that a projection has reached since it was taken."""
        return View(view.as_of, max(view.upto, self._reached.get(name, 0)))

    def now(self, name: str, view: View) -> Rows | None:
        """Return the rows of a projection if they are those of `view`; None means: fold the log.

        Views tell what is so now: all that they know of had occurred.
        """
        if self._reached.get(name) != view.upto:
            return None
        if day_of(self._reader.log.entry(view.upto)) > view.as_of:
            return None
        return self.projector.rows(name)

    def latest(self, name: str) -> Rows | None:
        """Return the rows of a projection as they are, None if it stopped."""
        return self.projector.rows(name) if name in self._reached else None


def answered(reader: Reader, ask: Callable[[Shown | None], Answer]) -> Answer:
    """Ask the views, caught up, or the log (None) where there are none or they break off."""
    if not Path(reader.log.path).is_file():
        return ask(None)
    for attempt in (1, 2):
        try:
            with shown(reader) as views:
                return ask(views)
        except ViewsDamagedError as error:
            tell_damaged(error, rebuilt=attempt == 1)
            remove(error.path)
        except (ViewsUnavailableError, BesideError) as error:
            _tell_unavailable(error)
            break
    return ask(None)


@contextmanager
def shown(reader: Reader) -> Iterator[Shown]:
    """Open the views and catch them up; raises ViewsUnavailableError, BesideError."""
    projector = opened(reader)
    try:
        _tell_in_the_way(projector.views)
        catch_up(projector)
        with projector.views.snapshot():
            yield Shown(projector, reader)
    finally:
        projector.views.close()


def opened(reader: Reader) -> Projector:
    """Return the views as they are; says so if they had to be made again.

    Raises ViewsUnavailableError, BesideError.
    """
    views = Views.open(reader.log.path, reader.log.log_id)
    if views.replaced is not None:
        tell_damaged(views.replaced, rebuilt=True)
    return Projector(reader.log, reader.lifecycles, PROJECTIONS, views)


def catch_up(projector: Projector) -> None:
    """Fold what is new, with a bar when it is long; says which projections stopped."""
    behind = projector.behind()
    if not behind:
        return
    with progress(behind, say("catching up", "đang cập nhật")) as bar:
        stopped = projector.catch_up((lambda _: None) if bar is None else bar.update)
    for lag in stopped:
        # What a newer program recorded is said by the commands that need it, and only there.
        if unknown_at(projector.log, projector.lifecycles, lag.failed_at) is None:
            tell_stopped(lag)


def progress(length: int, label: str) -> AbstractContextManager[Any]:
    """Return a bar on a terminal for what is long, nothing otherwise."""
    if length < LONG or not sys.stderr.isatty():
        return nullcontext()
    return bar(length, label)


def tell_stopped(lag: Lag) -> None:
    """Say that a projection does not go on, where and why."""
    why = (lag.error or "").rstrip(".")
    _tell(
        say(
            f"The projection '{lag.name}' stopped before position {lag.failed_at}: {why}. "
            "Nothing is skipped; answers come from the log instead. See 'congress projections'.",
            f"Bảng '{lag.name}' dừng trước vị trí {lag.failed_at}: {why}. Không bỏ qua mục "
            "nào; câu trả lời được tính từ sổ ghi. Xem 'congress projections'.",
        )
    )


def _tell_in_the_way(views: Views) -> None:
    if views.in_the_way is not None:
        _tell(explain(views.in_the_way, language()))


def tell_damaged(error: ViewsDamagedError, *, rebuilt: bool) -> None:
    """Say that views are damaged, and what is done about it."""
    then = (
        say("They are built again from the log.", "Đang dựng lại từ sổ ghi.")
        if rebuilt
        else say("Answers come from the log.", "Câu trả lời được tính từ sổ ghi.")
    )
    _tell(
        say(
            f"The views {error.path} are damaged ({error.detail.en}). The log is unaffected. ",
            f"Các bảng tính sẵn {error.path} bị hỏng ({error.detail.vi}). Sổ ghi không bị ảnh "
            "hưởng. ",
        )
        + then
    )


def _tell_unavailable(error: ViewsUnavailableError | BesideError) -> None:
    if isinstance(error, BesideError):
        from_log = say("Answers come from the log.", "Câu trả lời được tính từ sổ ghi.")
        _tell(f"{explain(error, language())} {from_log}")
        return
    _tell(explain(error, language()))


def _tell(sentence: str) -> None:
    if sentence not in _told:
        _told.add(sentence)
        click.echo(sentence, err=True)

"""The views as reading commands take them: caught up first, or the log where they cannot be."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from console.failures import explain
from console.language import language, say
from console.terminal import bar
from engine.projecting import Lag, Projector
from engine.projection import Rows
from engine.reading import Reader, View, day_of
from event_store.beside import remove
from event_store.errors import BesideError
from event_store.views import Views, ViewsDamagedError, ViewsUnavailableError
from workflows.projections.season import PROJECTIONS

LONG = 20_000
"""Entries behind from which catching up shows a bar."""
_told: set[str] = set()
"""What was said already: one command may look at the views more than once."""


class Shown:
    """The views of one log, caught up."""

    def __init__(self, projector: Projector, reader: Reader) -> None:
        self._projector = projector
        self._reader = reader
        lags = projector.lags()
        self._reached = {lag.name: lag.position for lag in lags if lag.error is None}

    def now(self, name: str, view: View) -> Rows | None:
        """Return the rows of a projection if they are those of `view`; None means: fold the log.

        Views tell what is so now: the whole log is known, and all of it had occurred.
        """
        log = self._reader.log
        if self._reached.get(name) != view.upto or view.upto != log.size:
            return None
        if day_of(log.entry(view.upto)) > view.as_of:
            return None
        return self._projector.rows(name)

    def latest(self, name: str) -> Rows | None:
        """Return the rows of a projection as they are, None if it stopped."""
        return self._projector.rows(name) if name in self._reached else None


@contextmanager
def shown(reader: Reader) -> Iterator[Shown | None]:
    """Open the views and catch them up; None where there are none to be had."""
    if not Path(reader.log.path).is_file():
        yield None
        return
    views = caught_up(reader)
    if views is None:
        yield None
        return
    try:
        yield Shown(views, reader)
    finally:
        views.views.close()


def caught_up(reader: Reader) -> Projector | None:
    """Return the views caught up, to be closed; damaged ones are begun anew.

    Where they cannot be used it says so and returns None.
    """
    for attempt in (1, 2):
        projector = None
        try:
            projector = opened(reader)
            if projector.views.in_the_way is not None:
                _tell(explain(projector.views.in_the_way, language()))
            catch_up(projector)
        except ViewsDamagedError as error:
            if projector is not None:
                projector.views.close()
            remove(error.path)
            if attempt == 2:  # noqa: PLR2004 - the second time it is not the file
                _tell_unavailable(error)
        except (ViewsUnavailableError, BesideError) as error:
            if projector is not None:
                projector.views.close()
            _tell_unavailable(error)
            return None
        else:
            return projector
    return None


def opened(reader: Reader) -> Projector:
    """Return the views as they are; raises ViewsUnavailableError."""
    return Projector(
        reader.log, reader.lifecycles, PROJECTIONS, Views.open(reader.log.path, reader.log.log_id)
    )


def catch_up(projector: Projector) -> None:
    """Fold what is new, with a bar when it is long; says which projections stopped."""
    behind = projector.behind()
    if not behind:
        return
    with progress(behind, say("catching up", "đang cập nhật")) as bar:
        for lag in projector.catch_up((lambda _: None) if bar is None else bar.update):
            tell_stopped(lag)


def progress(length: int, label: str) -> AbstractContextManager[Any]:
    """Return a bar on a terminal for what is long, nothing otherwise."""
    if length < LONG or not sys.stderr.isatty():
        return nullcontext()
    return bar(length, label)


def tell_stopped(lag: Lag) -> None:
    """Say that a projection does not go on, where and why."""
    _tell(
        say(
            f"The projection '{lag.name}' stopped before position {lag.failed_at}: {lag.error}. "
            "Nothing is skipped; answers come from the log instead. See 'congress projections'.",
            f"Bảng '{lag.name}' dừng trước vị trí {lag.failed_at}: {lag.error}. Không bỏ qua mục "
            "nào; câu trả lời được tính từ sổ ghi. Xem 'congress projections'.",
        )
    )


def _tell_unavailable(error: ViewsUnavailableError | BesideError) -> None:
    if isinstance(error, BesideError):
        from_log = say("Answers come from the log.", "Câu trả lời được tính từ sổ ghi.")
        _tell(f"{explain(error, language())} {from_log}")
        return
    _tell(
        say(
            str(error),
            f"Chưa dùng được các bảng tính sẵn {error.path} ({error.detail}). Sổ ghi không bị ảnh "
            "hưởng: câu trả lời được tính từ sổ ghi, chỉ chậm hơn.",
        )
    )


def _tell(sentence: str) -> None:
    if sentence not in _told:
        _told.add(sentence)
        click.echo(sentence, err=True)

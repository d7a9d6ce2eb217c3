"""Reading a log at one moment: its entries up to a position, and its views at that position."""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from application import views
from application.call import Call, Notice
from application.dates import checked_day, shown_time
from application.scope import Moment, Scope
from application.subjects import check_members
from engine.projecting import Projector
from engine.projection import Index, Projections, Rows
from engine.reading import Reader, View, day_of
from engine.workflow import Entry, UnknownEventError, Workflow
from event_store.errors import BesideError
from event_store.views import ViewsDamagedError, ViewsUnavailableError
from event_store.words import Text

Answer = TypeVar("Answer")
NOT_FINAL = Text(
    "Not final: nothing is recorded after {time} yet. What is being recorded at this moment may "
    "still change the answer.",
    "Chưa chốt: chưa có mục nào ghi sau {time}. Mục đang được ghi lúc này vẫn có thể làm thay đổi "
    "kết quả.",
)


class Reading:
    """A log and its views at one moment; `reader` knows the log alone.

    `latest` are the rows of the projections that were asked for as the views have them, at the
    moment or later: those that the views have not, that stopped or are behind are missing.
    """

    def __init__(
        self,
        reader: Reader,
        moment: Moment,
        projections: Projections,
        projector: Projector | None = None,
        latest: Mapping[str, Rows] = MappingProxyType({}),
    ) -> None:
        self.reader = reader
        self.moment = moment
        self.latest = latest
        self._projections = projections
        self._projector = projector

    @property
    def is_latest(self) -> bool:
        """Whether the rows in `latest` are of entries up to the moment, and no others."""
        return self._projector is not None

    @property
    def index(self) -> tuple[Index, Rows] | None:
        """What knows where in the log to look, and its rows; None where there is no such view."""
        index = self._projections.index
        rows = None if index is None else self.latest.get(index.projection)
        return None if index is None or rows is None else (index, rows)

    @property
    def view(self) -> View:
        """The moment as the engine takes it."""
        return View(self.moment.as_of, self.moment.position, self.moment.final)

    def workflow(self, area: str) -> Workflow:
        """Return the lifecycle of an area."""
        return self.reader.lifecycles.by_area[area]

    def keys(self, workflow: Workflow, *above: str) -> list[tuple[str, ...]]:
        """Return the keys of every stream of `workflow` below `above` that had begun, sorted."""
        return self.reader.keys(workflow, *above, begun=self.moment.position)

    def entries(self, workflow: Workflow, *keys: str) -> list[Entry]:
        """Return the entries of one stream, lifted, up to the moment."""
        return self.reader.entries(workflow, *keys, upto=self.moment.position)

    def rows(
        self,
        *,
        roots: Callable[[], Collection[str] | None] = lambda: None,
        leave_out: bool = False,
    ) -> "Tables":
        """Return the rows of the projections at the moment: from the views, else folded.

        `roots` gives the first keys of the subjects to be folded; it is asked only then. With
        `leave_out` a subject that this program cannot fold is put into `left_out`.
        """
        if self._projector is not None and self._is_now:
            return {p.name: self._projector.rows(p.name) for p in self._projections.all}
        from engine.twin import Past, fold  # noqa: PLC0415 - only the past is folded

        upto, day = self.moment.position, None if self._is_now else self.moment.as_of
        made = fold(self.reader, self._projections, Past(upto, day, roots(), leave_out))
        return {**made}

    @property
    def left_out(self) -> dict[str, UnknownEventError]:
        """The streams that the answer leaves out, each with the entry that is not known."""
        return self.reader.left_out

    @cached_property
    def _is_now(self) -> bool:
        """Whether the views show this moment: all that they know of had occurred by the day."""
        if not self.moment.position:  # before the log began nothing had
            return True
        return day_of(self.reader.log.entry(self.moment.position)) <= self.moment.as_of


Tables = dict[str, Rows]
"""The rows of projections by their names."""


class Source:
    """A log, and the projections of which its views are made."""

    def __init__(self, reader: Reader, projections: Projections) -> None:
        self.reader = reader
        self.projections = projections

    def at(
        self,
        scope: Scope,
        call: Call,
        ask: Callable[[Reading], Answer],
        names: Collection[str] = (),
    ) -> Answer:
        """Answer a question at the moment of a scope.

        With `names` of projections the views are caught up first, and the moment is where these
        have come; where they cannot be used, their rows are folded from the log. Raises
        BadTimeError, Problem (bad_day, bad_address).
        """
        check_members(self.reader.lifecycles, scope)
        log, wanted = self.reader.log, self.projections.only(*names)
        for attempt in (1, 2) if names and not log.in_memory else ():
            try:
                with views.caught_up(
                    log, self.reader.lifecycles, self.projections, call
                ) as projector:
                    return ask(self._shown(scope, call, wanted, projector))
            except ViewsDamagedError as error:
                call.notice(views.damaged(error) if attempt == 1 else views.unavailable(error))
            except (ViewsUnavailableError, BesideError) as error:
                call.notice(views.unavailable(error))
                break
        return ask(Reading(self.reader, moment_of(self.reader, scope, call), wanted))

    def _shown(
        self, scope: Scope, call: Call, wanted: Projections, projector: Projector
    ) -> Reading:
        """Return what is read at the moment of a scope, from the views where they show it."""
        names = {projection.name for projection in wanted.all}
        lags = [lag for lag in projector.lags() if lag.name in names]
        places = {lag.position for lag in lags}
        stopped = any(lag.error is not None for lag in lags)
        reached = None if stopped or len(places) != 1 else places.pop()
        moment = moment_of(self.reader, scope, call, reached)
        usable = projector if reached == moment.position else None
        latest = {
            lag.name: projector.rows(lag.name)
            for lag in lags
            if lag.error is None and lag.position >= moment.position
        }
        return Reading(self.reader, moment, wanted, usable, latest)


def now(reader: Reader) -> Reading:
    """Return a log as it is now, read without views."""
    view = reader.view(None, None)
    return Reading(reader, Moment(view.upto, view.as_of), NONE)


def moment_of(reader: Reader, scope: Scope, call: Call, reached: int | None = None) -> Moment:
    """Return the moment of a scope; where it asks for now, that is what the views have `reached`.

    Says so where the answer may still change. Raises BadTimeError, Problem (bad_day).
    """
    day = None if scope.as_of is None else checked_day(scope.as_of)
    found = reader.view(day, scope.known_at)
    if scope.known_at is None:
        upto = found.upto if reached is None else reached
        return Moment(upto, day or reader.today(upto))
    if not found.final:
        call.notice(Notice("not_final", NOT_FINAL, {"time": shown_time(scope.known_at)}))
    return Moment(found.upto, found.as_of, scope.known_at, found.final)


NONE = Projections((), {})
"""No projections: what asks for none has no rows."""

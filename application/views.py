"""The views of a log as questions take them: caught up first, or none where they cannot be."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from application.call import Call, Notice
from engine.newer import unknown_at
from engine.projecting import ProjectionLag, Projector
from engine.projection import Projections
from engine.workflow import Lifecycles
from event_store.errors import BesideError
from event_store.log import Log
from event_store.view_files import remove
from event_store.views import Views, ViewsDamagedError, ViewsUnavailableError
from event_store.words import Problem, Text, same

CATCHING_UP = Text("catching up", "đang cập nhật")
STOPPED = Text(
    "The projection '{name}' stopped before position {position}: {error}. Nothing is skipped; "
    "answers come from the log instead. See 'congress projections'.",
    "Bảng '{name}' dừng trước vị trí {position}: {error}. Không bỏ qua mục nào; câu trả lời được "
    "tính từ sổ ghi. Xem 'congress projections'.",
)
REBUILT = Text(
    "The views {path} are damaged ({detail}). The log is unaffected. They are rebuilt from the "
    "log.",
    "Các bảng tính sẵn {path} bị hỏng ({detail}). Sổ ghi không bị ảnh hưởng. Đang dựng lại từ sổ "
    "ghi.",
)
UNAVAILABLE = Text(
    "The views {path} cannot be used now ({detail}). The log is unaffected: answers come from "
    "the log, only slower.",
    "Chưa dùng được các bảng tính sẵn {path} ({detail}). Sổ ghi không bị ảnh hưởng: câu trả lời "
    "được tính từ sổ ghi, chỉ chậm hơn.",
)


def opened(log: Log, lifecycles: Lifecycles, projections: Projections) -> Projector:
    """Return the views as they are; raises ViewsUnavailableError, BesideError."""
    return Projector(log, lifecycles, projections, Views.open(log.path, log.log_id))


@contextmanager
def as_they_are(
    log: Log, lifecycles: Lifecycles, projections: Projections, call: Call
) -> Iterator[Projector]:
    """Open the views without moving them; says so if they had to be made again.

    Raises ViewsUnavailableError, BesideError.
    """
    projector = opened(log, lifecycles, projections)
    with closing(projector.views):
        if projector.views.replaced is not None:
            call.notice(rebuilt(projector.views.replaced))
        yield projector


@contextmanager
def caught_up(
    log: Log, lifecycles: Lifecycles, projections: Projections, call: Call
) -> Iterator[Projector]:
    """Open the views, catch them up, and keep one state of them for this thread.

    Raises ViewsUnavailableError, ViewsDamagedError, BesideError.
    """
    with as_they_are(log, lifecycles, projections, call) as projector:
        if projector.views.in_the_way is not None:
            call.notice(Notice.of(projector.views.in_the_way))
        catch_up(projector, call)
        with projector.views.snapshot():
            yield projector


def catch_up(projector: Projector, call: Call) -> None:
    """Fold what is new; says which projections stopped."""
    behind = projector.behind()
    if behind:
        with call.progress(CATCHING_UP, behind) as step:
            found = projector.catch_up(step)
        for lag in found:
            # What a newer program recorded is said by the questions that need it, and only there.
            if unknown_at(projector.log, projector.lifecycles, lag.failed_at) is None:
                call.notice(stopped(lag))


def stopped(lag: ProjectionLag) -> Notice:
    """Return the notice that a projection does not go on, where and why."""
    cause = same(lag.error or "")
    if isinstance(lag.cause, Problem):
        cause = lag.cause.in_both()
    error = Text(cause.en.rstrip("."), cause.vi.rstrip("."))
    facts = {"name": lag.name, "position": lag.failed_at, "error": error}
    return Notice("projection_stopped", STOPPED, facts)


def damaged(error: ViewsDamagedError) -> Notice:
    """Return the notice that views are rebuilt, and remove them."""
    remove(error.path)
    return rebuilt(error)


def rebuilt(error: ViewsDamagedError) -> Notice:
    """Return the notice that views were damaged and are rebuilt."""
    return Notice(error.code, REBUILT, {"path": error.path, "detail": error.detail})


def unavailable(error: ViewsUnavailableError | BesideError) -> Notice:
    """Return the notice that answers come from the log."""
    if isinstance(error, BesideError):
        return Notice.of(error)
    return Notice(error.code, UNAVAILABLE, {"path": error.path, "detail": error.detail})

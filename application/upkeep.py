"""The upkeep of views: how far each has come, all of them rebuilt, or compared with the log."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from application import views
from application.problems import Problem
from engine.newer import unknown_at
from engine.replay import check
from engine.structs import Struct
from engine.view_checking import check_views
from engine.workflow import UnknownEventError
from event_store.beside import VIEWS, path_of
from event_store.views import ViewsDamagedError
from event_store.words import Text, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.application import Application
    from application.call import Call
    from engine.projecting import ProjectionLag, Projector

LISTED = 20
"""Differences that are listed; the rest is counted."""
REPLAYING = Text("replaying", "đang tính lại")
COMPARING = Text("comparing views", "đang đối chiếu các bảng")
WHAT = {
    "version": Text("versions are not dense", "phiên bản không liên tục"),
    "index": Text("the index of streams differs", "chỉ mục hồ sơ không khớp"),
    "state": Text("the state shown differs", "trạng thái hiển thị không khớp"),
    "row": Text("differs", "không khớp"),
}
DIFFERS = Text(
    "{count} between the log and what is shown:\n{listed}\nNothing was changed. {advice}",
    "Có {count} điểm khác giữa sổ ghi và những gì hiển thị:\n{listed}\nChưa thay đổi gì. {advice}",
)
REBUILD = Text(
    "'congress replay' rebuilds the projections; of the files beside the log, {views} alone may "
    "be deleted.",
    "Chạy 'congress replay' để dựng lại các bảng tính sẵn; trong các tệp bên cạnh sổ ghi, chỉ "
    "{views} được xóa.",
)
VERIFY = Text(
    "The log itself is not as it was recorded, and no rebuilding mends that: keep the file as it "
    "is, and see 'congress verify'.",
    "Chính sổ ghi không còn như đã ghi, dựng lại bảng không sửa được: hãy giữ nguyên tệp rồi chạy "
    "'congress verify'.",
)
REPORT = Text(
    "States that follow from the log in two ways do not agree: an error of the program, or of an "
    "entry. Run 'congress verify --full'; if it finds nothing, report this.",
    "Trạng thái tính từ sổ ghi theo hai cách không khớp nhau: lỗi của chương trình hoặc của một "
    "mục ghi. Hãy chạy 'congress verify --full'; nếu không thấy lỗi, hãy báo lại.",
)
UNREADABLE = Text(
    "There is no right to read {path}. Nothing was looked at or changed, and the log is "
    "unaffected: ask its owner for the right, or delete the file; it is made again.",
    "Không có quyền đọc {path}. Chưa xem, chưa thay đổi gì, sổ ghi không bị ảnh hưởng: hãy xin "
    "chủ tệp cho quyền đọc, hoặc xóa tệp; tệp sẽ được dựng lại.",
)
NOT_REBUILT = Text(
    "{path} cannot be written ({detail}). Nothing was rebuilt, and the log is unaffected: repeat "
    "the command where its folder can be written.",
    "Không ghi được {path} ({detail}). Chưa dựng lại bảng nào, sổ ghi không bị ảnh hưởng: hãy "
    "chạy lại ở nơi ghi được vào thư mục của sổ.",
)


class Projected(Struct, frozen=True):
    """How far one projection has come; `failed_at` and `error` say why it does not go on."""

    name: str
    version: int
    position: int
    lag: int
    failed_at: int | None
    error: str | None

    def to_json(self) -> dict[str, Any]:
        """Return a row of `projections` by the command contract."""
        return {
            "name": self.name,
            "version": self.version,
            "position": self.position,
            "lag": self.lag,
            "failed_at": self.failed_at,
            "error": self.error,
        }


class Rebuilt(Struct, frozen=True):
    """Which projections were folded again from `size` entries; `cause` is why others were not."""

    size: int
    projections: tuple[tuple[str, int], ...]
    cause: Exception | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what was rebuilt: names and versions."""
        made = [{"name": name, "version": version} for name, version in self.projections]
        return {"size": self.size, "rebuilt": made}


def projected(application: Application, call: Call) -> list[Projected]:
    """Return where every projection stands, without moving it.

    Raises ViewsUnavailableError, BesideError.
    """
    with _opened(application, call) as projector:
        return [_projected(projector, lag, call) for lag in projector.lags()]


def prune(application: Application, call: Call) -> list[str]:
    """Drop the rows of older versions, and return of which; raises as `projected` does."""
    with _opened(application, call) as projector:
        return projector.prune()


def rebuild(application: Application, call: Call) -> Rebuilt:
    """Fold every projection again beside what is shown, then put it in its place.

    Views that cannot be read are deleted, and built from nothing. Raises ViewsUnavailableError,
    BesideError, Problem (views_unavailable) where nothing can be written beside the log.
    """
    try:
        return _rebuilt(application, call)
    except ViewsDamagedError as error:
        call.notice(views.damaged(error))
        return _rebuilt(application, call)


def compare(application: Application, call: Call) -> int:
    """Fold the whole log again and compare; return how many entries, if nothing differs.

    Nothing is changed. Raises Problem (replay_differs), UnknownEventError, GapError,
    ViewsUnavailableError, BesideError.
    """
    size = application.log.size
    found = list(_differences(application, size, call))
    if found:
        raise _differing(application.log.path, found)
    return size


def _differing(path: str, found: list[tuple[str, str]]) -> Problem:
    lines = [Text(f"  {at}: {WHAT[w].en}", f"  {at}: {WHAT[w].vi}") for at, w in found[:LISTED]]
    differ = {what for _, what in found}
    advice = []
    if differ & {"row"}:
        advice.append(REBUILD.filled(views=path_of(path, VIEWS)))
    if differ & {"version", "index"}:
        advice.append(VERIFY)
    if differ & {"state"}:
        advice.append(REPORT)
    count = len(found)
    facts = {
        "count": Text("1 difference" if count == 1 else f"{count} differences", str(count)),
        "listed": joined("\n", lines),
        "advice": joined(" ", advice),
    }
    return Problem("replay_differs", DIFFERS, facts)


@contextmanager
def _opened(application: Application, call: Call) -> Iterator[Projector]:
    """Open the views; what lies in their place is an error here, where they are the question."""
    log, lifecycles, projections = application.log, application.lifecycles, application.projections
    with views.as_they_are(log, lifecycles, projections, call) as projector:
        if projector.views.in_the_way is not None:
            raise projector.views.in_the_way
        path = path_of(log.path, VIEWS)
        if projector.views.unwritable is not None and _is_unreadable(path):
            raise Problem("views_unavailable", UNREADABLE, {"path": path})
        yield projector


def _is_unreadable(path: str) -> bool:
    return Path(path).exists() and not os.access(path, os.R_OK)


def _projected(projector: Projector, lag: ProjectionLag, call: Call) -> Projected:
    newer = unknown_at(projector.log, projector.lifecycles, lag.failed_at)
    error = lag.error if newer is None else newer.say(call.language)
    return Projected(lag.name, lag.version, lag.position, lag.lag, lag.failed_at, error)


def _rebuilt(application: Application, call: Call) -> Rebuilt:
    size = application.log.size
    with _opened(application, call) as projector, call.progress(REPLAYING, size) as step:
        if projector.views.unwritable is not None:
            path = path_of(application.log.path, VIEWS)
            facts = {"path": path, "detail": projector.views.unwritable}
            raise Problem("views_unavailable", NOT_REBUILT, facts)
        stopped = projector.rebuild(step)
    for lag in stopped:
        if not isinstance(lag.cause, UnknownEventError):
            call.notice(views.stopped(lag))
    left = {lag.name for lag in stopped}
    made = [(p.name, p.version) for p in application.projections.all if p.name not in left]
    causes = [lag.cause for lag in stopped if lag.cause is not None]
    return Rebuilt(size, tuple(made), causes[0] if causes else None)


def _differences(application: Application, size: int, call: Call) -> Iterator[tuple[str, str]]:
    """Yield what differs and how (see WHAT): in states, then in the rows of projections."""
    log, lifecycles = application.log, application.lifecycles
    with call.progress(REPLAYING, size) as step:
        for state in check(log, lifecycles, step):
            yield f"{state.stream} ({state.position})", state.what
    with _opened(application, call) as projector, call.progress(COMPARING, size) as step:
        for row in check_views(projector, step):
            place = "/".join(str(part) for part in row.key)
            yield f"{row.projection}.{row.table} {place}", "row"

"""`congress replay`: fold the whole log again."""

from collections.abc import Iterator
from contextlib import closing

import click

from console import worded
from console.context import reading
from console.failures import IntegrityError
from console.language import say
from console.streams import work_counts
from console.views import opened, progress, tell_damaged, tell_stopped
from engine.reading import Reader
from engine.replay import check
from engine.view_checking import check_views
from engine.workflow import UnknownEventError
from event_store.view_files import remove
from event_store.views import ViewsDamagedError
from event_store.words import Text

SHOWN = 20
"""Differences that are listed; the rest is counted."""


@worded.command(
    help=Text(
        "Fold the whole log again from nothing: rebuild every projection beside what is shown, "
        "then put it in its place. With --check nothing is changed: states and projections are "
        "compared with a fold from nothing; exit 6 on a difference.\n\n"
        "\b\nExamples:\n"
        "  congress replay --check\n"
        "  congress replay",
        "Tính lại toàn bộ sổ ghi từ đầu: dựng lại mọi bảng tính sẵn bên cạnh bảng đang dùng rồi "
        "thay thế. Với --check thì không thay đổi gì: đối chiếu trạng thái và các bảng với kết "
        "quả tính lại; mã kết thúc 6 nếu có khác biệt.\n\n"
        "\b\nVí dụ:\n"
        "  congress replay --check\n"
        "  congress replay",
    )
)
@worded.option(
    "--check",
    "only_check",
    is_flag=True,
    help=Text("Compare, change nothing.", "Chỉ đối chiếu, không thay đổi gì."),
)
@click.pass_context
def command(context: click.Context, only_check: bool) -> None:
    """Rebuild the projections, or compare a fold from nothing with what is shown."""
    with reading(context) as reader:
        if not only_check:
            _rebuild(reader)
            return
        size = reader.log.size
        found = list(_differences(reader, size))
    if found:
        listed = "\n".join(f"  {line}" for line in found[:SHOWN])
        raise IntegrityError(
            say(
                f"{len(found)} difference(s) between the log and what is shown:\n{listed}\n"
                "Nothing was changed. 'congress replay' rebuilds the projections; states and "
                "projections beside the log may be deleted at any time.",
                f"Có {len(found)} điểm khác giữa sổ ghi và những gì hiển thị:\n{listed}\n"
                "Chưa thay đổi gì. 'congress replay' dựng lại các bảng; các tệp bên cạnh sổ ghi "
                "có thể xóa bất cứ lúc nào.",
            )
        )
    click.echo(
        say(
            f"{size} entries folded again: all that is shown follows from the log.",
            f"Đã tính lại {size} mục ghi: mọi thứ hiển thị đều đúng theo sổ ghi.",
        )
    )


def _rebuild(reader: Reader) -> None:
    """Build the projections; views that SQLite cannot read are deleted, and built from nothing."""
    work_counts()
    try:
        _build(reader)
    except ViewsDamagedError as error:
        tell_damaged(error, rebuilt=True)
        remove(error.path)
        _build(reader)


def _build(reader: Reader) -> None:
    size = reader.log.size
    projector = opened(reader)
    with closing(projector.views), progress(size, say("replaying", "đang tính lại")) as bar:
        stopped = projector.rebuild((lambda _: None) if bar is None else bar.update)
    for lag in stopped:
        if not isinstance(lag.cause, UnknownEventError):
            tell_stopped(lag)
    names = ", ".join(
        f"{p.name} {p.version}"
        for p in projector.projections.all
        if p.name not in {lag.name for lag in stopped}
    )
    if names:
        click.echo(
            say(
                f"{size} entries folded again. Rebuilt: {names}.",
                f"Đã tính lại {size} mục ghi. Đã dựng lại: {names}.",
            )
        )
    for lag in stopped:
        if lag.cause is not None:
            raise lag.cause


def _differences(reader: Reader, size: int) -> Iterator[str]:
    """Yield a line for each difference in states, then in the rows of projections."""
    words = {
        "version": say("versions are not dense", "phiên bản không liên tục"),
        "index": say("the index of streams differs", "chỉ mục hồ sơ không khớp"),
        "state": say("the state shown differs", "trạng thái hiển thị không khớp"),
    }
    with progress(size, say("replaying", "đang tính lại")) as bar:
        step = (lambda _: None) if bar is None else bar.update
        for state in check(reader.log, reader.lifecycles, step):
            yield f"{state.stream} ({state.position}): {words[state.what]}"
    projector = opened(reader)
    with (
        closing(projector.views),
        progress(size, say("comparing views", "đang đối chiếu các bảng")) as bar,
    ):
        step = (lambda _: None) if bar is None else bar.update
        for row in check_views(projector, step):
            place = "/".join(str(part) for part in row.key)
            differs = say("differs", "không khớp")
            yield f"{row.projection}.{row.table} {place}: {differs}"

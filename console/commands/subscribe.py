"""`congress subscribe`: every entry as a CloudEvent, one a line, for other programs."""

import click

from application.congresses.addresses import typed
from application.scope import Scope
from application.subscriptions import Place
from console import worded
from console.calling import call_of, congresses, path_option
from console.context import campaign_option
from console.delivery import deliver
from console.following import stoppable
from console.places import place_given
from event_store.words import Text


@worded.command(
    help=Text(
        "Hand every entry to another program, in order and without a hole: one CloudEvents 1.0 "
        "JSON a line.\n\n"
        "Each has an 'id' that never changes, its position as 'sequence' and its hash as 'leaf'. "
        "Keep these two together with what you do about an entry, and come back with --after "
        "SEQUENCE:LEAF: then each takes effect exactly once, whatever is killed, and a log that "
        "was rolled back since is refused (6). Or give yourself a --name: the cursor moves once a "
        "line is handed over, and only a line in flight may come again. A name keeps what it "
        "selects; another selection is refused (3), unless --after says from where.\n\n"
        "Ends when it has caught up, or with --follow when it is stopped (130), when its reader "
        "is gone (141), when it loses the log (7), or at a hole (6).\n\n"
        "\b\nExamples:\n"
        "  congress subscribe\n"
        "  congress subscribe --after 100 --type congress.reported\n"
        "  congress subscribe --name web-page --follow | my-program\n"
        "  congress subscribe --path ha-noi/long-bien --type 'congress.*'\n"
        "  congress cursors",
        "Chuyển mọi mục ghi cho chương trình khác, đúng thứ tự, không sót mục nào: mỗi dòng một "
        "CloudEvents 1.0 dạng JSON.\n\n"
        "Mỗi mục có 'id' không bao giờ đổi, vị trí ở 'sequence' và mã băm ở 'leaf'. Hãy lưu hai "
        "giá trị này cùng lúc với việc xử lý mục đó, lần sau chạy lại với --after SEQUENCE:LEAF: "
        "mỗi mục có tác dụng đúng một lần, dù chương trình nào bị ngắt, và sổ ghi đã bị lùi về "
        "bản cũ sẽ bị từ chối (6). Hoặc đặt tên bằng --name: con trỏ chỉ tiến khi dòng đã được "
        "chuyển đi, chỉ dòng đang chuyển dở mới có thể đến lần nữa. Mỗi tên giữ điều kiện chọn "
        "của mình; chọn khác đi sẽ bị từ chối (3), trừ khi --after cho biết đọc tiếp từ đâu.\n\n"
        "Dừng khi đã đọc hết; có --follow thì dừng khi bị ngắt (130), khi bên nhận đã thôi đọc "
        "(141), khi mất sổ ghi (7), hoặc khi thiếu vị trí (6).\n\n"
        "\b\nVí dụ:\n"
        "  congress subscribe\n"
        "  congress subscribe --after 100 --type congress.reported\n"
        "  congress subscribe --name trang-tin --follow | chuong-trinh\n"
        "  congress subscribe --path ha-noi/long-bien --type 'congress.*'\n"
        "  congress cursors",
    )
)
@worded.option(
    "--after",
    metavar="N[:LEAF]",
    callback=place_given,
    help=Text(
        "Begin after this position, only if its leaf is the one given (16 or more hex digits); "
        "with --name, put the cursor there first.",
        "Bắt đầu sau vị trí này, chỉ khi 'leaf' ở đó đúng như đã ghi (từ 16 chữ số hex); có "
        "--name thì đặt con trỏ ở đó trước.",
    ),
)
@worded.option(
    "--name",
    metavar="CURSOR",
    help=Text(
        "Go on where the reader of this name stopped.",
        "Đọc tiếp từ chỗ lần trước của tên này.",
    ),
)
@worded.option(
    "--follow",
    is_flag=True,
    help=Text(
        "Go on with what will be recorded, until stopped.",
        "Tiếp tục với các mục sẽ ghi, cho đến khi bị ngắt.",
    ),
)
@worded.option(
    "--type",
    "types",
    metavar="T",
    multiple=True,
    help=Text(
        "Only this type, or 'congress.*'; may be repeated.",
        "Chỉ loại này, hoặc 'congress.*'; được ghi nhiều lần.",
    ),
)
@worded.option(
    "--branch",
    metavar="B",
    help=Text(
        "Only this branch: its own entries (B or CAMPAIGN/B).",
        "Chỉ mục ghi của chi bộ này (B hoặc ĐỢT/B).",
    ),
)
@campaign_option
@path_option
@click.pass_context
def command(
    context: click.Context,
    after: Place | None,
    name: str | None,
    follow: bool,
    types: tuple[str, ...],
    branch: str | None,
    campaign: str | None,
    path: str | None,
) -> None:
    """Write the events."""
    with congresses(context) as application, stoppable():
        scope = Scope(typed(branch, campaign), path)
        call = call_of(context)
        with application.subscribe(scope, call, types=types, name=name, after=after) as found:
            deliver(found, live=follow)

"""`congress init`: create a log."""

import click

from console.language import say
from event_store.log import Log


@click.command(
    help=say(
        "Create the log. Needed once, before anything else; an existing file is refused.\n\n"
        "\b\nExamples:\n"
        "  congress init\n"
        "  congress --log season-2026.db init --origin gia-thuy.example/season-2026\n"
        "  congress --log practice.db init --simulation",
        "Tạo sổ ghi. Cần làm một lần, trước mọi việc khác; tệp đã có sẽ bị từ chối.\n\n"
        "\b\nVí dụ:\n"
        "  congress init\n"
        "  congress --log season-2026.db init --origin gia-thuy.example/season-2026\n"
        "  congress --log practice.db init --simulation",
    )
)
@click.option(
    "--simulation",
    is_flag=True,
    help=say(
        "For practice: commands may carry their own recorded_at. Marked so for ever.",
        "Để tập dượt: lệnh được mang recorded_at riêng. Bị đánh dấu như vậy mãi mãi.",
    ),
)
@click.option(
    "--origin",
    help=say(
        "The log's name for auditors: an address without scheme (default: one that no other log "
        "has).",
        "Tên sổ ghi cho kiểm tra: địa chỉ không có phần giao thức (mặc định: tên không trùng sổ "
        "nào).",
    ),
)
@click.pass_obj
def command(settings: dict[str, str], simulation: bool, origin: str | None) -> None:
    """Create the log."""
    with Log.create(settings["log"], origin=origin, simulation=simulation) as log:
        kind = say(" (simulation)", " (mô phỏng)") if simulation else ""
        click.echo(
            say(
                f"Created {settings['log']}{kind}, log id {log.log_id}.",
                f"Đã tạo {settings['log']}{kind}, mã sổ {log.log_id}.",
            )
        )
        click.echo(say(f"Its name for auditors: {log.origin}", f"Tên cho kiểm tra: {log.origin}"))

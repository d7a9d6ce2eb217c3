"""`congress export`: entries exactly as they are stored, or as a sheet."""

import sys

import click

from application.call import unseen
from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option, known_at_option
from console.language import say
from console.targets import target
from event_store.words import Text


@worded.command(
    help=Text(
        "Write entries in log order: of one BRANCH, of a campaign with its branches, or all. "
        "jsonl is one entry a line, byte for byte as it is stored and hashed: SHA-256 over a "
        "zero byte and the line, without its line break, is the entry's leaf of the tree. csv is "
        "a sheet in which nothing is run as a formula; written to a FILE it begins with the mark "
        "by which Excel knows UTF-8.\n\n"
        "\b\nExamples:\n"
        "  congress export > season.jsonl\n"
        "  congress export TDP-08 --with-campaign\n"
        "  congress export --campaign gia-thuy-2017 --out gia-thuy.csv\n"
        "  congress export --known-at 2017-08-31 --out august.jsonl",
        "Xuất các mục theo thứ tự ghi sổ: của một CHI_BỘ, của một đợt cùng các chi bộ, hoặc tất "
        "cả. jsonl: mỗi dòng một mục, đúng từng byte như đã lưu và băm: SHA-256 của một byte 0 và "
        "dòng đó, không kể dấu xuống dòng, là lá của mục ghi trong cây. csv: bảng tính, không có "
        "ô nào chạy như công thức; khi ghi ra TỆP thì có dấu đầu tệp để Excel nhận ra UTF-8.\n\n"
        "\b\nVí dụ:\n"
        "  congress export > so-ghi.jsonl\n"
        "  congress xuat TDP-08 --with-campaign\n"
        "  congress export --campaign gia-thuy-2017 --out gia-thuy.csv\n"
        "  congress export --known-at 31/8/2017 --out thang-8.jsonl",
    )
)
@worded.argument("branch", required=False)
@campaign_option
@worded.option(
    "--with-campaign",
    is_flag=True,
    help=Text(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@known_at_option
@worded.option(
    "-o",
    "--output",
    type=click.Choice(("jsonl", "csv")),
    help=Text(
        "Form of the export (default: jsonl; csv for a FILE that ends so).",
        "Dạng xuất (mặc định: jsonl; csv nếu TỆP có đuôi đó).",
    ),
)
@worded.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help=Text(
        "Write into this file, whole or not at all.", "Ghi ra tệp này, trọn vẹn hoặc không."
    ),
)
@worded.option(
    "--force",
    is_flag=True,
    help=Text("Replace the file if there is one.", "Thay tệp nếu đã có."),
)
@click.pass_context
def command(
    context: click.Context,
    /,
    branch: str | None,
    campaign: str | None,
    with_campaign: bool,
    known_at: str | None,
    output: str | None,
    out: str | None,
    force: bool,
) -> None:
    """Write the entries."""
    if with_campaign and branch is None:
        raise click.UsageError(
            say("--with-campaign needs a BRANCH.", "--with-campaign cần có CHI_BỘ.")
        )
    form = output or ("csv" if (out or "").lower().endswith(".csv") else "jsonl")
    call = call_of(context)
    if out is None and sys.stdout.isatty():  # no bar among entries that go to the terminal
        call = call.changed(progress=unseen)
    with congresses(context) as application:
        scope = scope_of(campaign=campaign, branch=branch, known_at=known_at)
        if branch is not None:
            scope = application.resolved(scope, call, named=False)
        found = application.export(scope, call, with_above=with_campaign)
        lines = found.csv(bom=out is not None) if form == "csv" else found.lines()
        with target(out, application.log.path, force=force) as file:
            file.writelines(lines)
    if out is not None:
        click.echo(
            say(
                f"Exported to {out}: {found.count} entries.",
                f"Đã xuất ra {out}: {found.count} mục.",
            ),
            err=True,
        )

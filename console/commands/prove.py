"""`congress prove`: the record of one branch, with all that proves it, in one file."""

from pathlib import Path

import click

from console.context import Branch, campaign_option, find_branch, reading
from console.exit_codes import REFUSED
from console.language import say
from console.proving import STANDARD, write_text
from engine.reading import Reader
from event_store import canonical
from workflows.sheet import names_branch

_BEGINNING = b'{"format":"congress-bundle/'


class NotABundleError(click.ClickException):
    """A file would be overwritten that is no bundle."""

    exit_code = REFUSED


@click.command(
    help=say(
        "Write the bundle of BRANCH: all its entries, in order, with the proof that they are "
        "unaltered and complete by a signed checkpoint of the log. Whoever has the file, the "
        "script verify_bundle.py and the keys he trusts needs nothing else of ours:\n\n"
        "\b\n"
        "  python verify_bundle.py FILE --policy trust.policy\n\n"
        "\b\nExamples:\n"
        "  congress prove TDP-08 --out tdp-08.bundle\n"
        "  congress prove TDP-08 --out tdp-08.bundle --with-campaign\n"
        "  congress prove gia-thuy-2017/TDP-08 --out -",
        "Ghi hồ sơ chứng minh của BRANCH: mọi mục ghi theo thứ tự, kèm bằng chứng không bị sửa và "
        "đầy đủ theo điểm kiểm đã ký. Ai có tệp này, chương trình verify_bundle.py và khóa mình "
        "tin thì không cần gì khác của chúng tôi:\n\n"
        "\b\n"
        "  python verify_bundle.py FILE --policy trust.policy\n\n"
        "\b\nVí dụ:\n"
        "  congress prove TDP-08 --out tdp-08.bundle\n"
        "  congress prove TDP-08 --out tdp-08.bundle --with-campaign\n"
        "  congress prove gia-thuy-2017/TDP-08 --out -",
    )
)
@click.argument("branch")
@campaign_option
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    help=say(
        "Where to write the bundle ('-' = standard output).",
        "Ghi hồ sơ vào tệp nào ('-' = đầu ra chuẩn).",
    ),
)
@click.option(
    "--at",
    "size",
    type=click.IntRange(min=1),
    metavar="SIZE",
    help=say(
        "By the checkpoint over SIZE entries (default: the newest that a witness confirmed).",
        "Theo điểm kiểm SIZE mục ghi (mặc định: điểm kiểm mới nhất được chứng kiến).",
    ),
)
@click.option(
    "--with-campaign",
    is_flag=True,
    help=say(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@click.pass_context
def command(
    context: click.Context,
    branch: str,
    campaign: str | None,
    out: str,
    size: int | None,
    with_campaign: bool,
) -> None:
    """Write the bundle."""
    from event_store.proof.bundle import Contents, bundle, newest_size

    _check_place(out)
    with reading(context) as reader:
        found = find_branch(reader, branch, campaign, reader.view(None, None))
        stream = found.workflow.stream(found.campaign, found.key)
        if not reader.log.version(stream):
            raise click.UsageError(
                say(
                    f"{branch} has no entry of its own yet: there is nothing to prove.",
                    f"{branch} chưa có mục ghi nào: không có gì để chứng minh.",
                )
            )
        at = size or newest_size(reader.log, stream)
        support = _of_campaign(reader, found, at) if with_campaign else []
        made = bundle(reader.log, at, Contents(stream, support))
        left = reader.log.version(stream) - len(made["entries"])
    write_text(out, canonical.dumps(made).decode() + "\n")
    _tell(branch, len(made["entries"]), at, left)


def _of_campaign(reader: Reader, found: Branch, size: int) -> list[int]:
    workflow = reader.lifecycles.by_area["campaign"]
    entries = reader.entries(workflow, found.campaign, upto=size)
    named = {entry["position"] for entry in entries if names_branch(entry, found.key)}
    named.add(entries[0]["position"])
    return [
        entry["position"]
        for entry in entries
        if entry["position"] in named or entry["data"].get("target_position") in named
    ]


def _check_place(out: str) -> None:
    """Overwrite nothing but another bundle: it can be made again, a log cannot."""
    path = Path(out)
    if out == STANDARD or not path.exists():
        return
    if path.is_file() and path.read_bytes()[: len(_BEGINNING)] in (_BEGINNING, b""):
        return
    raise NotABundleError(
        say(
            f"{out} is there already and is no bundle. It was not touched: choose another file.",
            f"{out} đã có và không phải hồ sơ chứng minh. Tệp được giữ nguyên: hãy chọn tên khác.",
        )
    )


def _tell(branch: str, count: int, size: int, left: int) -> None:
    click.echo(
        say(
            f"Proved: {count} entries of {branch}, by the checkpoint over {size} entries.",
            f"Đã chứng minh: {count} mục ghi của {branch}, theo điểm kiểm {size} mục.",
        ),
        err=True,
    )
    if left:
        click.echo(
            say(
                f"{left} later entries of {branch} are in no such checkpoint and not in the "
                "bundle: sign first (congress checkpoint --key FILE).",
                f"{left} mục ghi sau của {branch} chưa có điểm kiểm nên không nằm trong hồ sơ: "
                "hãy ký trước (congress checkpoint --key FILE).",
            ),
            err=True,
        )

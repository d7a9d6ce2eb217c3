"""`congress prove`: the record of one branch, with all that proves it, in one file."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console import worded
from console.context import Branch, area_option, campaign_option, find_branch, reading
from console.language import say
from console.people.common import actor_option, asked_reason_option, asking
from console.proving import force_option, text_file
from engine.history import bearing_on
from engine.reading import Reader
from event_store import canonical
from event_store.people.looking import Asked, disclosures
from event_store.people.people import People
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.bundle import Contents


@worded.command(
    help=Text(
        "Write the bundle of BRANCH: all its entries, in order, with the proof that they are "
        "unaltered and complete by a signed checkpoint of the log. Whoever has the file, the "
        "script verify_bundle.py and the keys he trusts needs nothing else of ours:\n\n"
        "\b\n"
        "  python verify_bundle.py FILE --policy trust.policy\n\n"
        "\b\nExamples:\n"
        "  congress prove TDP-08 --out tdp-08.bundle\n"
        "  congress prove TDP-08 --out tdp-08.bundle --with-campaign --force\n"
        "  congress prove gia-thuy-2017/TDP-08 --out - --verifier verify_bundle.py",
        "Ghi hồ sơ chứng minh của BRANCH: mọi mục ghi theo thứ tự, kèm bằng chứng không bị sửa và "
        "đầy đủ theo điểm kiểm đã ký. Ai có tệp này, chương trình verify_bundle.py và khóa mình "
        "tin thì không cần gì khác của chúng tôi:\n\n"
        "\b\n"
        "  python verify_bundle.py FILE --policy trust.policy\n\n"
        "\b\nVí dụ:\n"
        "  congress prove TDP-08 --out tdp-08.bundle\n"
        "  congress prove TDP-08 --out tdp-08.bundle --with-campaign --force\n"
        "  congress prove gia-thuy-2017/TDP-08 --out - --verifier verify_bundle.py",
    )
)
@worded.argument("branch")
@campaign_option
@area_option
@worded.option(
    "--out",
    metavar="FILE",
    required=True,
    help=Text(
        "Where to write the bundle ('-' = standard output).",
        "Ghi hồ sơ vào tệp nào ('-' = đầu ra chuẩn).",
    ),
)
@worded.option(
    "--at",
    "size",
    type=click.IntRange(1, 2**53 - 1),
    metavar="SIZE",
    help=Text(
        "By the checkpoint over SIZE entries (default: the newest that a witness confirmed).",
        "Theo điểm kiểm SIZE mục ghi (mặc định: điểm kiểm mới nhất được chứng kiến).",
    ),
)
@worded.option(
    "--with-campaign",
    is_flag=True,
    help=Text(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@worded.option(
    "--disclose",
    "disclosed",
    metavar="REF",
    multiple=True,
    help=Text(
        "Also the name behind this reference, if it is granted to you, with what proves it; may "
        "be given several times. The look is recorded.",
        "Kèm họ tên của mã này, nếu bạn được phép xem, và bằng chứng; có thể ghi nhiều lần. Lượt "
        "xem được ghi lại.",
    ),
)
@actor_option
@asked_reason_option
@worded.option(
    "--verifier",
    metavar="FILE",
    help=Text(
        "Write the script that verifies it, too.", "Ghi kèm chương trình kiểm tra vào tệp này."
    ),
)
@force_option
@click.pass_context
def command(
    context: click.Context,
    /,
    branch: str,
    campaign: str | None,
    out: str,
    verifier: str | None,
    force: bool,
    **wanted: Any,
) -> None:
    """Write the bundle."""
    from event_store.proof.bundle import bundle, newest_size

    log = context.obj["log"]
    script = nullcontext() if verifier is None else text_file(verifier, log=log, force=force)
    with (
        text_file(out, log=log, force=force, private=bool(wanted["disclosed"])) as write,
        script as write_script,
        reading(context) as reader,
    ):
        found = find_branch(reader, branch, campaign, reader.view(None, None), named=False)
        found = found.of(wanted["area"])
        stream = found.workflow.stream(found.campaign, found.key)
        if not reader.log.version(stream):
            raise click.UsageError(
                say(
                    f"{branch} has no entry of its own yet: there is nothing to prove.",
                    f"{branch} chưa có mục ghi nào: không có gì để chứng minh.",
                )
            )
        size = wanted["size"] or newest_size(reader.log, stream)
        made = bundle(reader.log, size, _contents(found, stream, size, wanted))
        left = reader.log.version(stream) - len(made["entries"])
        alone = not reader.log.cosignatures(size)
        write(canonical.dumps(made).decode() + "\n")
        if write_script is not None:
            write_script(_script())
    _tell(branch, len(made["entries"]), size, left)
    if alone:
        _warn_alone(size)
    if made["disclosures"]:
        _warn_named(out)


def _contents(found: Branch, stream: str, size: int, wanted: Mapping[str, Any]) -> "Contents":
    """Return what goes into the bundle besides the branch's own entries."""
    from event_store.proof.bundle import Contents

    support = _of_campaign(found, size) if wanted["with_campaign"] else []
    refs = list(dict.fromkeys(wanted["disclosed"]))
    if not refs:
        return Contents(stream, support)
    support += _of_persons(found.reader, refs, size)
    asked = Asked(asking(wanted["actor"]), "prove", wanted["reason"])
    return Contents(stream, support, disclosures(People(found.reader.log), refs, asked))


def _of_campaign(found: Branch, size: int) -> list[int]:
    """Return the positions of what opened the campaign, and of what bears on the branch."""
    workflow = found.reader.lifecycles.by_area["campaign"]
    entries = found.reader.entries(workflow, found.campaign, upto=size)
    return sorted({entries[0]["position"], *bearing_on(workflow.named, entries, found.key)})


def _of_persons(reader: Reader, refs: Sequence[str], size: int) -> list[int]:
    """Return the positions of all that the log says of some persons; raises UsageError."""
    entries = [entry for ref in refs for entry in reader.log.stream(f"person/{ref}")]
    late = [entry["position"] for entry in entries if entry["position"] > size]
    if late:
        raise click.UsageError(
            say(
                f"A name at position {late[0]} is in no checkpoint that proves the branch. "
                "Nothing was written: sign first (congress checkpoint --key FILE).",
                f"Tên ở vị trí {late[0]} chưa nằm trong điểm kiểm dùng để chứng minh. Chưa ghi "
                "gì: hãy ký trước (congress checkpoint --key FILE).",
            )
        )
    return [entry["position"] for entry in entries]


def _script() -> str:
    import verify_bundle

    return Path(verify_bundle.__file__).read_text("utf-8")


def _warn_alone(size: int) -> None:
    click.echo(
        say(
            f"No witness has confirmed the checkpoint over {size} entries: a reader whose policy "
            "asks for one will find the evidence incomplete.",
            f"Chưa bên chứng kiến nào xác nhận điểm kiểm {size} mục: ai đòi hỏi chứng kiến sẽ "
            "thấy thiếu bằng chứng.",
        ),
        err=True,
    )


def _warn_named(out: str) -> None:
    click.echo(
        say(
            f"Whoever has {out} can read the names in it.",
            f"Ai có {out} đều đọc được họ tên trong đó.",
        ),
        err=True,
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

"""`congress prove`: the record of one branch, with all that proves it, in one file."""

from contextlib import nullcontext
from typing import Any

import click

from console import worded
from console.actors import actor
from console.bundle_options import bundle_options
from console.calling import congresses, notices_last, scope_of
from console.context import area_option, campaign_option
from console.language import language, say
from console.proving import force_option, text_file
from event_store.words import Text


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
        "  python verify_bundle.py TỆP --policy trust.policy\n\n"
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
@bundle_options
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
    from application import bundles

    log, area, refs = context.obj["log"], wanted["area"], wanted["disclosed"]
    asked = bundles.Wanted(wanted["size"], wanted["with_campaign"], refs, wanted["reason"])
    script = nullcontext() if verifier is None else text_file(verifier, log=log, force=force)
    with notices_last(context) as call:
        with (
            text_file(out, log=log, force=force, private=bool(refs)) as write,
            script as write_script,
            congresses(context) as application,
        ):
            scope = scope_of(branch=branch, campaign=campaign)
            scope = application.resolved(scope, call, named=False)
            caller = call.changed(actor=actor(wanted["actor"]) if refs else None)
            made = application.prove(scope, asked, caller, area)
            write(made.text)
            if write_script is not None:
                write_script(bundles.verifier())
        _tell(branch, made.count, made.size)
    if refs:
        named = Text(
            f"Whoever has {out} can read the names in it.",
            f"Ai có {out} đều đọc được họ tên trong đó.",
        )
        click.echo(named.say(language()), err=True)


def _tell(branch: str, count: int, size: int) -> None:
    click.echo(
        say(
            f"Proved: {count} entries of {branch}, by the checkpoint over {size} entries.",
            f"Đã chứng minh: {count} mục ghi của {branch}, theo điểm kiểm {size} mục.",
        ),
        err=True,
    )

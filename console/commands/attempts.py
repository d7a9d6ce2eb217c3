"""`congress attempts`: what was asked and refused, by whom, and why."""

from functools import partial
from typing import Any

import click

from application.congresses.addresses import typed
from application.dates import shown_time
from console import worded
from console.context import campaign_option, reading
from console.language import language, say
from console.output import emit_rows, output_option
from console.refused import Attempt, refused
from console.spans import since_option
from event_store.attempts import MOST, Attempts
from event_store.words import Text
from workflows.audit.findings import attempted_on
from workflows.labels import COMMANDS


@worded.command(
    help=Text(
        "List the commands that were refused, the last one first: who asked what, when, and "
        "every reason. They are kept beside the log, not in it; the file FILE.attempts may be "
        "deleted, and CONGRESS_ATTEMPTS=off keeps none. Dry runs leave nothing.\n\n"
        "\b\nExamples:\n"
        "  congress attempts\n"
        "  congress attempts --branch TDP-08 --since 2017-08-01\n"
        "  congress attempts -o json",
        "Liệt kê các lệnh đã bị từ chối, lệnh mới nhất trước: ai yêu cầu gì, lúc nào, và mọi lý "
        "do. Được giữ bên cạnh sổ ghi, không nằm trong sổ; tệp FILE.attempts có thể xóa, còn "
        "CONGRESS_ATTEMPTS=off thì không giữ. Chạy thử (--dry-run) không để lại gì.\n\n"
        "\b\nVí dụ:\n"
        "  congress attempts\n"
        "  congress attempts --branch TDP-08 --since 1/8/2017\n"
        "  congress attempts -o json",
    )
)
@worded.option("--branch", metavar="BRANCH", help=Text("Only this branch.", "Chỉ chi bộ này."))
@campaign_option
@since_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    branch: str | None,
    campaign: str | None,
    since: str | None,
    output: str,
) -> None:
    """Print the attempts."""
    with reading(context) as reader:
        rows = list(refused(reader, partial(_asked, branch, campaign, since)))
        dropped = Attempts(reader.log.path, reader.log.log_id).dropped()
    if dropped:
        click.echo(
            say(
                f"{dropped} older attempts are kept no more (at most {MOST}).",
                f"Không còn giữ {dropped} lệnh bị từ chối cũ hơn (giữ tối đa {MOST}).",
            ),
            err=True,
        )
    if not rows:
        click.echo(
            say("No refused command is kept.", "Không có lệnh bị từ chối nào được giữ."), err=True
        )
    if output in ("table", "plain", "csv"):
        rows = [_for_people(row) for row in rows]
    columns = {
        "at": say("asked at", "lúc"),
        "actor": say("who", "ai"),
        "what": say("what", "việc"),
        "subject": say("branch", "chi bộ"),
        "why": say("why not", "vì sao không"),
    }
    emit_rows(rows, columns, output)


def _asked(branch: str | None, campaign: str | None, since: str | None, kept: Attempt) -> bool:
    named = typed(branch, campaign)
    if since is not None and kept["at"] < since:
        return False
    if named.get("campaign") not in (None, kept.get("campaign")):
        return False
    key = named.get("branch")
    return key is None or key in (kept.get("branch"), kept.get("data", {}).get("branch"))


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    known = COMMANDS.get(row.get("command", ""))
    return {
        **row,
        "at": shown_time(row["at"]),
        "what": known.say(language()) if known else row.get("command", ""),
        "subject": attempted_on(row),
        "why": " ".join(f"{r['code']}: {r['message']}" for r in row["reasons"]),
    }

"""`congress attempts`: what was asked and refused, by whom, and why."""

from typing import Any

import click

from application.attempts import Attempt
from application.congresses.addresses import typed
from application.dates import shown_time
from application.scope import Scope
from console import worded
from console.calling import call_of, congresses
from console.context import campaign_option
from console.language import language, say
from console.output import emit_rows, output_option
from console.spans import since_option
from event_store.words import Text
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
        "do. Được giữ bên cạnh sổ ghi, không nằm trong sổ; tệp TỆP.attempts có thể xóa, còn "
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
    scope = Scope(typed(branch, campaign))
    with congresses(context) as application:
        found = application.attempts(scope, call_of(context), since=since)
    if not found:
        click.echo(
            say("No refused command is kept.", "Không có lệnh bị từ chối nào được giữ."), err=True
        )
    people = output in ("table", "plain", "csv")
    rows = [_for_people(each) if people else each.to_json() for each in found]
    columns = {
        "at": say("asked at", "lúc"),
        "actor": say("who", "ai"),
        "what": say("what", "việc"),
        "subject": say("branch", "chi bộ"),
        "why": say("why not", "vì sao không"),
    }
    emit_rows(rows, columns, output)


def _for_people(attempt: Attempt) -> dict[str, Any]:
    row = attempt.to_json()
    known = COMMANDS.get(row.get("command", ""))
    return {
        **row,
        "at": shown_time(row["at"]),
        "what": known.say(language()) if known else row.get("command", ""),
        "subject": attempt.subject,
        "why": " ".join(f"{r['code']}: {r['message']}" for r in row["reasons"]),
    }

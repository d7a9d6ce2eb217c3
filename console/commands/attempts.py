"""`congress attempts`: what was asked and refused, by whom, and why."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from console.context import campaign_option, reading
from console.dates import shown_time
from console.language import language, say
from console.output import emit_rows, output_option
from console.spans import since_option
from engine.attempts import reason_of
from engine.reading import Reader, policy_text
from engine.results import explain
from event_store.attempts import Attempts
from workflows.labels import COMMANDS


@click.command(
    help=say(
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
@click.option("--branch", metavar="BRANCH", help=say("Only this branch.", "Chỉ chi bộ này."))
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
        rows = list(_rows(reader, branch, campaign, since))
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


def _rows(
    reader: Reader, branch: str | None, campaign: str | None, since: str | None
) -> Iterator[dict[str, Any]]:
    given, _, key = (branch or "").rpartition("/")
    policies: dict[str, Any] = {}
    for kept in Attempts(reader.log.path, reader.log.log_id).newest_first():
        if since is not None and kept["at"] < since:
            continue
        if (given or campaign) not in ("", None, kept.get("campaign")):
            continue
        if key and key not in (kept.get("branch"), _data(kept).get("branch")):
            continue
        yield {**kept, "reasons": _explained(reader, kept, policies)}


def _data(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    data: Mapping[str, Any] = kept.get("data", {})
    return data


def _explained(
    reader: Reader, kept: Mapping[str, Any], policies: dict[str, Any]
) -> list[dict[str, str]]:
    name = kept.get("policy", "")
    if name and name not in policies:
        text = policy_text(reader.log, reader.lifecycles, name)
        policies[name] = None if text is None else reader.lifecycles.parse_policy(text)
    return [_said(reader, reason, policies.get(name)) for reason in kept["reasons"]]


def _said(reader: Reader, kept: Mapping[str, Any], policy: Any) -> dict[str, str]:
    """Return a reason in words; a code that this program no longer knows stands for itself."""
    try:
        return explain(reason_of(kept), language(), reader.lifecycles, policy)
    except (KeyError, TypeError):
        return {"code": kept["code"], "message": kept["code"], "rule": ""}


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    known = COMMANDS.get(row.get("command", ""))
    subject = row.get("branch") or str(_data(row).get("branch", ""))
    return {
        **row,
        "at": shown_time(row["at"]),
        "what": known.say(language()) if known else row.get("command", ""),
        "subject": subject,
        "why": " ".join(f"{r['code']}: {r['message']}" for r in row["reasons"]),
    }

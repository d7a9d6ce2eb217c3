"""One branch as people see it: its way through the states, its officers, its flags."""

from typing import Any

import click

from application.people.names import Names
from console.entries import flag_label
from console.fitting import terminal_columns, width
from console.language import language, say
from console.output import heading, table
from console.terminal import BOLD, GREEN, styled
from workflows.labels import LABELS, STAGES


def show_branch(answer: dict[str, Any], names: Names) -> None:
    """Print a branch for people."""
    spoken = language()
    heading(f"{answer['branch']}  {answer['name']}")
    click.echo(_path(answer["state"]))
    disposition = LABELS[answer["disposition"]].say(spoken)
    held = answer["held_on"] or say("not yet", "chưa")
    click.echo(
        say(
            f"{disposition}, attempt {answer['attempt']}, version {answer['version']}, "
            f"held: {held}",
            f"{disposition}, lần {answer['attempt']}, phiên bản {answer['version']}, "
            f"tổ chức: {held}",
        )
    )
    if answer["officers"]:
        click.echo()
        table(
            [
                [
                    LABELS[o["post"]].say(spoken),
                    names.called(o["ref"]),
                    LABELS[o["basis"]].say(spoken),
                    "" if o["votes"] is None else f"{o['votes']}/{o['base']}",
                ]
                for o in answer["officers"]
            ],
            [
                say("post", "chức danh"),
                say("member", "đảng viên"),
                say("basis", "hình thức"),
                say("votes/base", "phiếu/cơ sở"),
            ],
        )
    if answer["seats_open"]:
        click.echo(
            say(f"Seats open: {answer['seats_open']}", f"Còn khuyết: {answer['seats_open']}")
        )
    if answer["flags"]:
        click.echo(say("Flags: ", "Dấu: ") + ", ".join(map(flag_label, answer["flags"])))


def _path(state: str) -> str:
    """Return the six states as one line, the present one in brackets.

    On a terminal that is too narrow for all their names, the others are dots.
    """
    spoken = language()
    words = [LABELS[stage].say(spoken) for stage in STAGES]
    at = STAGES.index(state) if state in STAGES else -1
    now = f"[{LABELS[state].say(spoken)}]"
    if at < 0:
        whole = f"{now}  " + " → ".join(words)
    else:
        whole = " → ".join([*words[:at], now, *words[at + 1 :]])
    columns = terminal_columns()
    if columns is not None and width(whole) > columns:
        left = len(STAGES) - 1 - at
        whole = " ".join([*("●" * at), now, *("○" * left)] if at >= 0 else [now, *("○" * left)])
    return whole.replace(now, styled(now, GREEN, BOLD))

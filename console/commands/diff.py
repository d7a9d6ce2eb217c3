"""`congress diff`: what changed on a branch's sheet, and which entries did it."""

from dataclasses import dataclass
from typing import Any

import click

from application.dates import parse_day, shown_time
from console import worded
from console.context import campaign_option, find_branch, reading
from console.entries import command_names, elected, papers, what
from console.failures import NotFoundError
from console.final import view_asked
from console.language import say
from console.output import emit_object, output_option, table
from console.people.names import Names, names_in, names_option
from console.sheets import person_of, story, value_name, value_text
from console.spans import end_of
from engine.reading import Reader
from event_store.words import Text
from workflows.changes import Change, Story, View
from workflows.sheet import papers_of

KNOWN = "known:"


@worded.command(
    help=Text(
        "Show what changed on the sheet of BRANCH between A and B, and which entries did it. "
        "A and B are positions of the log, or days (what had happened by then), or "
        "known:DATE or known:TIME (what the record said then). Without A from the beginning, "
        "without B to now.\n\n"
        "\b\nExamples:\n"
        "  congress diff TDP-08 30..50\n"
        "  congress diff TDP-08 2017-08-09..2017-08-20\n"
        "  congress diff TDP-08 known:2017-08-12..known:2017-08-15\n"
        "  congress diff TDP-08 30..50 --names --reason 'complaint 07'\n"
        "  congress diff TDP-08 known:2017-08-12.. -o json",
        "Xem hồ sơ của BRANCH thay đổi thế nào từ A đến B, và do mục ghi nào. A và B là vị trí "
        "trong sổ ghi, hoặc ngày (việc đã xảy ra đến ngày đó), hoặc known:DATE, known:TIME (sổ "
        "ghi lúc đó cho biết gì). Bỏ A: từ đầu; bỏ B: đến nay.\n\n"
        "\b\nVí dụ:\n"
        "  congress diff TDP-08 30..50\n"
        "  congress diff TDP-08 9/8/2017..20/8/2017\n"
        "  congress diff TDP-08 known:2017-08-12..known:2017-08-15\n"
        "  congress diff TDP-08 30..50 --names --reason 'khiếu nại số 07'\n"
        "  congress diff TDP-08 known:2017-08-12.. -o json",
    )
)
@worded.argument("branch")
@worded.argument("span", metavar="A..B")
@campaign_option
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context, branch: str, span: str, campaign: str | None, output: str
) -> None:
    """Print the difference."""
    with reading(context) as reader:
        found = find_branch(reader, branch, campaign, reader.view(None, None))
        sides = _sides(reader, span)
        old, new = (side.view for side in sides)
        told = story(found, max(old.upto, new.upto))
        changes = told.diff(old, new)
        positions = sorted({position for change in changes for position in change.by})
        named = [ref for change in changes for ref in person_of(change.value)]
        named += [ref for position in positions for ref in elected(told.entries[position])]
        names = names_in(context, reader.log, named)
        commands = command_names(reader.lifecycles)
    answer = {
        "campaign": found.campaign,
        "branch": found.key,
        "from": sides[0].to_json(),
        "to": sides[1].to_json(),
        "changes": [{"value": c.value, "was": c.was, "now": c.now, "by": c.by} for c in changes],
        "entries": [_entry(told, position) for position in positions],
    }
    if names.wanted:
        answer["person_names"] = names.of(dict.fromkeys(named))
    emit_object(answer, output, lambda: _show(told, changes, (positions, commands), names))


@dataclass(frozen=True, slots=True)
class Side:
    """One end of the span: a view, with the time at which it was known if it was given so."""

    view: View
    known_at: str | None = None
    final: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return what the answer says of it."""
        made = {"as_of": self.view.as_of, "position": self.view.upto}
        if self.known_at is None:
            return made
        return {**made, "known_at": self.known_at, "final": self.final}


def _sides(reader: Reader, span: str) -> tuple[Side, Side]:
    first, dots, last = span.partition("..")
    if not dots:
        raise click.BadParameter(
            say(
                f"'{span}' is no span; write it like 30..50 or 2017-08-09..2017-08-20.",
                f"'{span}' không phải khoảng; hãy viết như 30..50 hoặc 9/8/2017..20/8/2017.",
            )
        )
    size, today = reader.log.size, reader.today()
    old = _side(reader, first, today) if first else Side(View(today, 0))
    return old, _side(reader, last, today) if last else Side(View(today, size))


def _side(reader: Reader, text: str, today: str) -> Side:
    size = reader.log.size
    if text.isdecimal():
        if int(text) > size:
            raise NotFoundError(
                say(
                    f"The log has no position {text}: the last one is {size}.",
                    f"Sổ ghi không có vị trí {text}: vị trí cuối là {size}.",
                )
            )
        return Side(View(today, int(text)))
    known = end_of(text.removeprefix(KNOWN)) if text.startswith(KNOWN) else None
    if known is not None:
        found = view_asked(reader, today, known)
        return Side(View(today, found.upto), known, found.final)
    day = parse_day(text)
    if day is None:
        raise click.BadParameter(
            say(
                f"'{text}' is no position, no date and no known:TIME.",
                f"'{text}' không phải vị trí, ngày hay known:THỜI_ĐIỂM.",
            )
        )
    return Side(View(day, size))


def _entry(told: Story, position: int) -> dict[str, Any]:
    entry = told.entries[position]
    return {
        "position": position,
        "type": entry["type"],
        "actor": entry["actor"],
        "occurred_on": entry["occurred_on"],
        "recorded_at": entry["recorded_at"],
        "documents": papers_of(entry),
    }


def _show(
    told: Story, changes: list[Change], by: tuple[list[int], dict[str, str]], names: Names
) -> None:
    positions, commands = by
    if not changes:
        click.echo(say("Nothing differs.", "Không có gì khác."))
        return
    table(
        [
            [
                value_name(change.value, names.called),
                value_text(change.value, change.was),
                value_text(change.value, change.now),
                ", ".join(map(str, change.by)),
            ]
            for change in changes
        ],
        [say("value", "mục"), say("was", "trước"), say("now", "sau"), say("by", "do mục ghi")],
    )
    click.echo()
    table(
        [
            [
                position,
                shown_time(told.entries[position]["recorded_at"]),
                told.entries[position]["actor"],
                what(told.entries[position], commands, names.called),
                papers(papers_of(told.entries[position])),
            ]
            for position in positions
        ],
        [
            say("pos", "vị trí"),
            say("recorded", "ghi sổ"),
            say("actor", "người ghi"),
            say("what", "việc"),
            say("papers", "văn bản"),
        ],
    )

"""Completing a line in the shell: commands, branches, campaigns, states, read without a word.

Whatever goes wrong, a log that is missing or busy, a file that is none: nothing is completed.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from console import aliases
from console.language import language, say
from console.terminal import one_line

if TYPE_CHECKING:
    from application.congresses.registers import CampaignRegister

MOST = 500
"""Branches that are shown at most."""

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def commands(incomplete: str, known: Mapping[str, tuple[str, str]]) -> list[CompletionItem]:
    """Complete a command of the program; its Vietnamese names once they are begun."""
    typed = aliases.without_accents(incomplete)
    found = {name: say(*text) for name, text in known.items()}
    if typed:
        others = aliases.COMMANDS.items()
        found |= {alias: say(*known[name]) for alias, name in others if name in known}
    return [
        CompletionItem(name, help=text) for name, text in found.items() if name.startswith(typed)
    ]


def attach(command: click.Command) -> None:
    """Let the parameters of a command that name branches, campaigns, states be completed."""
    for parameter in command.params:
        if isinstance(parameter.type, click.Choice):
            continue
        for name in parameter.opts:
            found = COMPLETED.get(name)
            if found is not None:
                vars(parameter)["_custom_shell_complete"] = quietly(found)


def quietly(find: Complete) -> Complete:
    """Return `find` as one that never fails and never speaks."""

    def found(
        context: click.Context, parameter: click.Parameter, text: str
    ) -> list[CompletionItem]:
        try:
            return find(context, parameter, text)
        except Exception:  # noqa: BLE001 - a shell that completes must not be disturbed
            return []

    return found


def branches(context: click.Context, _: click.Parameter, text: str) -> list[CompletionItem]:
    """Complete a branch: its id, or campaign/id once a campaign is begun so; commas separate."""
    before, comma, last = text.rpartition(",")
    campaign, slash, begun = last.rpartition("/")
    found: list[CompletionItem] = []
    for each in _campaigns(context):
        if slash and each.campaign != campaign:
            continue
        for key, name in each.branches.items():
            if key.lower().startswith(begun.lower()):
                item = f"{before}{comma}{campaign}{slash}{key}"
                found.append(CompletionItem(item, help=one_line(name)))
    return found[:MOST]


def campaigns(context: click.Context, _: click.Parameter, text: str) -> list[CompletionItem]:
    """Complete a campaign."""
    return [
        CompletionItem(each.campaign, help=one_line(each.committee))
        for each in _campaigns(context)
        if each.campaign.startswith(text)
    ]


def committees(context: click.Context, _: click.Parameter, text: str) -> list[CompletionItem]:
    """Complete a committee path, one step at a time."""
    steps: dict[str, None] = {}
    for each in _campaigns(context):
        parts = each.path.split("/")
        steps |= {"/".join(parts[: size + 1]): None for size in range(len(parts))}
    return [CompletionItem(step) for step in steps if step.startswith(text)]


def states(_: click.Context, __: click.Parameter, text: str) -> list[CompletionItem]:
    """Complete one of the six states."""
    from workflows.labels import LABELS, STAGES

    return [
        CompletionItem(stage, help=LABELS[stage].say(language()))
        for stage in STAGES
        if stage.startswith(text.replace("-", "_"))
    ]


def types(_: click.Context, __: click.Parameter, text: str) -> list[CompletionItem]:
    """Complete the type of an entry."""
    from console.packaged import lifecycles

    found = (name for workflow in lifecycles().workflows for name in workflow.versions)
    return [CompletionItem(name) for name in found if name.startswith(text)]


COMPLETED: Mapping[str, Complete] = {
    "branch": branches,
    "stream": branches,
    "--branch": branches,
    "--branches": branches,
    "--cover": branches,
    "--attended": branches,
    "--into": branches,
    "--campaign": campaigns,
    "--path": committees,
    "--for": states,
    "--state": states,
    "--type": types,
}
"""By the name of an argument or an option, wherever it stands."""


def _campaigns(context: click.Context) -> "list[CampaignRegister]":
    """Return what is registered in the log that the line names, whatever day it is of."""
    from application.call import Call
    from application.congresses.congresses import Congresses
    from application.scope import Scope
    from console.packaged import lifecycles

    path = context.find_root().params["log_path"]
    with Congresses.open(path, lifecycles()) as application:
        return application.campaigns(Scope(as_of="9999-12-31"), Call(language()))

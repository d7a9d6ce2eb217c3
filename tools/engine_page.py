"""The page of the engine: every name by which a lifecycle is handed in, run and proved."""

import dataclasses
import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

PUBLIC = {
    "A lifecycle": {
        "engine.workflow": (
            "Workflow Lifecycles Record Entry EVERY_CHILD UnknownEventError PolicyError "
            "LifecycleError"
        ),
        "engine.stages": "State",
        "engine.guards": "Case Guard needs_data day_has_come",
        "engine.payloads": (
            "Payload Struct Meta Identifier Line Prose Count Day Sha256 PayloadFault PayloadError "
            "convert is_device"
        ),
        "engine.reasons": "Reason Wording RECORD",
        "event_store.words": "Text Language",
        "engine.definition": "Definition DefinitionError",
        "engine.corrections": "fold effective is_correction",
        "engine.projection": (
            "Projection Projections SubjectFold Table Turn Row Rows WritableRows"
        ),
    },
    "Deciding": {
        "engine.advance": "Engine",
        "engine.session": "Session",
        "engine.results": "Result explain",
        "engine.asking": "possibilities",
    },
    "Reading": {
        "engine.reading": "Reader View",
        "engine.replay": "check StateDifference",
        "engine.projecting": "Projector ProjectionLag",
        "engine.view_checking": "check_views ViewDifference",
    },
    "Subscribing": {
        "engine.subscribing": "Selection follow SubscriptionStep Idle",
        "engine.cloudevents": "attributes line",
        "engine.event_schemas": "schemas envelope_schema event_types",
    },
    "The log, and proving it": {
        "event_store.log": "Log",
        "event_store.views": "Views",
        "event_store.proof.keys": "make_key read_key Signed SigningKey",
        "event_store.proof.notes": "LOG_KEY WITNESS_KEY",
        "event_store.proof.checkpoints": "make_checkpoint add_cosignature",
        "event_store.proof.bundle": "Contents bundle newest_size",
        "event_store.proof.trust": "written_policy parse_policy",
        "event_store.proof.verifying": "verify",
    },
}
"""What other programs may rely on; all other names may change without a word."""
HEAD = """# The engine

Names by which a lifecycle is handed in, run, read, subscribed to and proved. The engine knows
none: what it is about comes with `Lifecycles`, the log and its clock with `Log`. All other names
may change without a word. [How to add a workflow](../how-to/workflow.md) shows one lifecycle,
`tests/library/` another that has nothing to do with congresses.
"""


def engine_page() -> str:
    """Return the page."""
    lines = [HEAD]
    for title, modules in PUBLIC.items():
        lines += [f"## {title}", ""]
        for module, names in modules.items():
            for name in names.split():
                lines += _name(module, name)
    return "\n".join(lines)


def _name(module: str, name: str) -> Iterator[str]:
    thing = getattr(import_module(module), name)
    yield from (f"### `{module}.{name}`", "")
    own = str(getattr(thing, "__module__", "")).startswith(("engine", "event_store"))
    if not own or not (inspect.isclass(thing) or inspect.isfunction(thing)):
        yield from (_said(import_module(module), name), "")
        return
    if inspect.isfunction(thing):
        yield from ("```python", f"{name}{_signature(thing)}", "```", "")
    yield from (inspect.cleandoc(thing.__doc__ or ""), "")
    if inspect.isclass(thing):
        yield from _members(thing)


def _members(thing: type) -> Iterator[str]:
    """Yield what a class has: its fields, then what can be asked of it."""
    if dataclasses.is_dataclass(thing):
        names = ", ".join(f"`{field.name}`" for field in dataclasses.fields(thing))
        yield from (f"Members: {names}.", "")
    found = [
        f"* `{name}`: {(inspect.getdoc(member) or '').splitlines()[0]}"
        for name, member in vars(thing).items()
        if not name.startswith("_") and _is_asked(member) and inspect.getdoc(member)
    ]
    yield from (*found, "") if found else ()


def _is_asked(member: Any) -> bool:
    kinds = (classmethod, staticmethod, property)
    return inspect.isfunction(member) or isinstance(member, kinds) or hasattr(member, "attrname")


def _signature(thing: Any) -> str:
    """Return the parameters of a function as it is called."""
    parameters = inspect.signature(thing).parameters.values()
    star = next((p.name for p in parameters if p.kind is p.KEYWORD_ONLY), None)
    named = [
        f"{'*, ' if p.name == star else ''}{p.name}{'' if p.default is p.empty else '=…'}"
        for p in parameters
    ]
    return f"({', '.join(named)})"


def _said(module: Any, name: str) -> str:
    """Return what the source says below a constant, or a type that has no docstring."""
    lines = inspect.getsource(module).splitlines()
    for number, line in enumerate(lines[:-1]):
        if line.startswith((f"{name} = ", f"{name}: ")) and lines[number + 1].startswith('"""'):
            return lines[number + 1].strip('"')
    kind = type(getattr(module, name))
    text = next((line for line in lines if line.startswith(f"{name} = ")), "")
    return f"`{text}`" if text else "A number." if kind is int else "As `msgspec` has it."

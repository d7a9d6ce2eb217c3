"""The pages about commands as data: every envelope, every code, as the rules hold them now."""

import ast
import inspect
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import dedent
from typing import Any

from engine.definition import STAY, Row
from engine.envelope import envelope_type
from engine.payloads import Payload
from engine.reasons import Wording
from engine.structs import schema
from engine.workflow import Lifecycles, Workflow
from workflows.labels import COMMANDS, MEMBERS
from workflows.policy import Policy
from workflows.wordings import FLAGS, WORDINGS

Asked = Mapping[str, Sequence[str]]
"""The sentences (keys of WORDINGS) of each code that a rule may answer."""

PIPE = "\\|"
_SHAPES = {
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\Z": "identifier",
    "^[0-9a-f]{64}\\Z": "64 hex digits, lower case",
    "^[\\x21-\\x7e]{1,128}\\Z": "up to 128 ASCII characters without space",
    "^(all_pilots|none|at_least:[1-9][0-9]{0,3})\\Z": "`all_pilots`, `none` or `at_least:N`",
}


def envelopes(lifecycles: Lifecycles) -> str:
    """Return the page of every command of the contract."""
    lines = [
        "# Commands as data",
        "",
        "One JSON object a command; a file of them, one a line, is what `congress apply` reads.",
        "An *identifier* is 1 to 64 of `A-Z a-z 0-9 . _ -`, the first a letter or digit.",
        "A new one is not the name of a device on Windows (`CON`, `nul.txt`), since files are",
        "named after it. A new name, or term, is one line.",
        "A member that is not listed is an error. What refusals mean: [codes.md](codes.md).",
        "",
        "## The envelope",
        "",
        *table(
            ("member", "type", "required", "is"),
            (
                (f"`{name}`", type_, required, MEMBERS[name].en)
                for name, type_, required in sorted(
                    _members(envelope_type(lifecycles.addresses)), key=_place
                )
                if "[" not in name
            ),
        ),
    ]
    for workflow in lifecycles.workflows:
        lines += _lifecycle(workflow)
    return "\n".join([*lines, ""])


def _place(member: tuple[str, str, str]) -> int:
    return list(MEMBERS).index(member[0].partition("[")[0])


def _lifecycle(workflow: Workflow) -> Iterator[str]:
    definition = workflow.definition
    yield from ("", f"## Lifecycle `{definition.name}`, version {definition.version}", "")
    yield f"![states and commands]({definition.name}.svg)"
    kinds = tomllib.loads(definition.text)["kinds"]
    for kind, shared in kinds.items():
        yield from ("", f"Every command of kind *{kind}* is asked:", "")
        yield from (_guard_line(workflow, name) for name in shared["guards"])
    for command, type_ in workflow.payloads.items():
        shared = kinds[definition.kind_of[command]]["guards"]
        yield from _command(workflow, command, type_, shared)


def _command(
    workflow: Workflow, command: str, type_: type[Payload], shared: Sequence[str]
) -> Iterator[str]:
    definition, label = workflow.definition, COMMANDS[command]
    event = definition.event_of[command]
    yield from ("", f"### `{command}`: {label.en} (*{label.vi}*)", "")
    yield inspect.getdoc(type_) or ""
    computed = ", ".join(f"`{name}`" for name in workflow.computed.get(command, ()))
    added = f"; the rules add {computed}" if computed else ""
    recorded = f"recorded as `{event}`, version {workflow.versions[event]}{added}"
    yield from ("", f"Kind *{definition.kind_of[command]}*, {recorded}.", "")
    rows = [row for row in definition.rows if row.command == command]
    everywhere = set(rows[0].guards).intersection(*(row.guards for row in rows))
    for row in rows:
        own = [name for name in row.guards if name not in everywhere]
        asked = f"; here asked: {', '.join(f'`{name}`' for name in own)}" if own else ""
        yield f"* {_way(row, definition.states)}{asked}"
    guards = [n for n in dict.fromkeys(g for row in rows for g in row.guards) if n not in shared]
    if guards:
        yield from ("", "Asked besides:", "")
        yield from (_guard_line(workflow, name) for name in guards)
    members = [(f"`{name}`", kind, required) for name, kind, required in _members(type_)]
    if members:
        yield ""
        yield from table(("data", "type", "required"), members)


def _way(row: Row, states: Sequence[str]) -> str:
    source = "every state" if row.sources == states else ", ".join(f"`{s}`" for s in row.sources)
    return f"in {source}" if row.target == STAY else f"from {source} to `{row.target}`"


def _guard_line(workflow: Workflow, name: str) -> str:
    guard = workflow.guards[name]
    codes = ", ".join(f"`{code}`" for code in sorted(answers(guard)))
    return f"* `{name}`: {(inspect.getdoc(guard) or '').splitlines()[0]} ({codes})"


def _members(type_: type[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield path, type and `yes` if required, of every member of a payload, the inner ones too."""
    whole = schema(type_)
    yield from _object_members(whole["$defs"], whole["$ref"].rpartition("/")[2], "")


def _object_members(
    known: Mapping[str, Any], name: str, prefix: str
) -> Iterator[tuple[str, str, str]]:
    found = known[name]
    for member, rule in found["properties"].items():
        required = "yes" if member in found["required"] else ""
        yield prefix + member, _type(rule), required
        for inner, step in _inner(rule):
            yield from _object_members(known, inner, f"{prefix}{member}{step}.")


def _inner(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the objects within a member, and how a path goes into them."""
    if "$ref" in rule:
        yield rule["$ref"].rpartition("/")[2], ""
    for option in rule.get("anyOf", ()):
        yield from _inner(option)
    if isinstance(rule.get("items"), dict):
        yield from ((inner, f"[]{step}") for inner, step in _inner(rule["items"]))


def _type(rule: Mapping[str, Any]) -> str:
    if "$ref" in rule:
        return "object"
    if "anyOf" in rule:
        return " or ".join(_type(option) for option in rule["anyOf"] if option != {"type": "null"})
    if "enum" in rule:
        return " or ".join(f"`{value}`" for value in rule["enum"])
    plain = {"boolean": "`true` or `false`", "object": "object", None: "any value"}
    kind = rule.get("type")
    if kind == "array":
        return f"list of {_several(_type(rule['items']))}" + ", not empty" * ("minItems" in rule)
    if kind == "integer":
        return f"whole number from {rule['minimum']}"
    return _text_type(rule) if kind == "string" else plain[kind]


def _several(kind: str) -> str:
    return f"{kind}s" if kind in ("identifier", "object") else kind


def _text_type(rule: Mapping[str, Any]) -> str:
    if "pattern" in rule:
        return _SHAPES[rule["pattern"]]
    if rule.get("format") == "date":
        return "date"
    return f"text, up to {rule['maxLength']} characters" if "maxLength" in rule else "text"


def codes(lifecycles: Lifecycles, policy: Policy) -> str:
    """Return the page of every refusal and every flag; `policy` names the sources of rules."""
    sentences, guards = _sentences(lifecycles)
    lines = [
        "# Codes",
        "",
        "Why a command is refused. Codes are for programs and are never renamed; `{…}` stands for",
        "a figure or a name. A **structural** rule can never be set aside. A **policy** rule can,",
        "by a complete `override`; its code then stays as a flag. The sources of rules are those",
        f"of the policy `{policy.name}`.",
    ]
    for kind in ("structural", "policy"):
        lines += ["", f"## {kind.capitalize()}"]
        for code in sorted(sentences):
            said = [WORDINGS[name] for name in sentences[code]]
            if said[0].kind == kind:
                lines += _code(code, said, guards[code], policy)
    lines += [
        "",
        "## Flags",
        "",
        "Marks that stay on an entry, besides the codes of policy rules.",
        "",
    ]
    lines += table(
        ("flag", "English", "Vietnamese"),
        ((f"`{code}`", text.en, text.vi) for code, text in sorted(FLAGS.items())),
    )
    return "\n".join([*lines, ""])


def _code(code: str, said: list[Wording], guards: list[str], policy: Policy) -> Iterator[str]:
    yield from ("", f"### `{code}`", "")
    rules = list(dict.fromkeys(w.rule or policy.sources.get(code) for w in said))
    named = "; ".join(f"{rule.en} (*{rule.vi}*)" for rule in rules if rule is not None)
    asked = f" Asked by {', '.join(f'`{name}`' for name in guards)}." if guards else ""
    yield f"Rule: {named or 'no source is named'}.{asked}"
    for wording in said:
        yield from ("", f"> {wording.text.en}", ">", f"> *{wording.text.vi}*")


def _sentences(lifecycles: Lifecycles) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the sentences and the guards of every code; every sentence belongs to one."""
    found: dict[str, list[str]] = defaultdict(list)
    guards: dict[str, list[str]] = defaultdict(list)
    for workflow in lifecycles.workflows:
        rules = {"": workflow.identify, " ": workflow.misplaced, **workflow.guards}
        for name, rule in rules.items():
            for code, keys in answers(rule).items():
                found[code] += [key for key in keys if key not in found[code]]
                if name.strip() and name not in guards[code]:
                    guards[code].append(name)
    placed = {key for keys in found.values() for key in keys}
    for key in WORDINGS:
        if key not in placed:
            found[key].insert(0, key)
    return found, guards


def answers(rule: Callable[..., Any]) -> Asked:
    """Return what a rule may answer, read from its text and from the functions it calls."""
    found: dict[str, list[str]] = defaultdict(list)
    words: list[str] = []
    for node in _nodes(rule, set()):
        if isinstance(node, ast.Constant) and node.value in WORDINGS:
            words.append(str(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
            code = ast.literal_eval(node.args[0])
            chosen = node.args[2] if len(node.args) > 2 else ast.Constant(code)  # noqa: PLR2004
            key = chosen.value if isinstance(chosen, ast.Constant) else None
            found[code] += [str(key)] if key and key not in found[code] else []
    fixed = {*found, *(key for keys in found.values() for key in keys)}
    for code, keys in found.items():
        if not keys:
            keys += [word for word in dict.fromkeys(words) if word not in fixed and word != code]
    return found


def _nodes(function: Callable[..., Any], seen: set[Any]) -> Iterator[ast.AST]:
    seen.add(function)
    for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
        yield node
        called = getattr(node, "func", None)
        name = getattr(called, "id", "")
        other = getattr(function, "__globals__", {}).get(name)
        if inspect.isfunction(other) and other not in seen and "workflows" in other.__module__:
            yield from _nodes(other, seen)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', PIPE) for cell in line)} |" for line in lines]

"""The published descriptions of events and commands, for programs that take or send them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from application.problems import Problem
from engine.event_schemas import envelope_schema, schemas
from engine.structs import Struct
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from application.call import Call
    from engine.workflow import Lifecycles

CHANGED = Text(
    "Already there with other contents: {files}. Nothing was written: a published schema never "
    "changes; raise the version of the event, or choose another folder.",
    "Đã có tệp khác nội dung: {files}. Chưa ghi gì: điều đã công bố không bao giờ đổi; hãy tăng "
    "phiên bản của sự kiện, hoặc chọn thư mục khác.",
)


class Schema(Struct, frozen=True):
    """One JSON Schema; `file` is its name, the last part of a CloudEvent's `dataschema`."""

    file: str
    members: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The text of its file."""
        return text_of(self.members)

    def to_json(self) -> dict[str, Any]:
        """Return the schema."""
        return dict(self.members)


def text_of(schema: object) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def event_schemas(lifecycles: Lifecycles) -> list[Schema]:
    """Return the schema of every version of every event."""
    return [Schema(file, members) for file, members in schemas(lifecycles).items()]


def command_schema(lifecycles: Lifecycles, words: Mapping[str, Text], call: Call) -> Schema:
    """Return the schema of a command's envelope; `words` say what each member is."""
    said = {name: word.say(call.language) for name, word in words.items()}
    return Schema("command.json", envelope_schema(lifecycles, said))


def export(lifecycles: Lifecycles, folder: Path) -> list[Schema]:
    """Write a file for each version of each event into a folder, and return them.

    Raises Problem (schema_published) where a file of that name has other contents: then nothing
    is written.
    """
    found = event_schemas(lifecycles)
    changed = [each.file for each in found if _differs(folder / each.file, each.text)]
    if changed:
        raise Problem("schema_published", CHANGED, {"files": ", ".join(changed)})
    folder.mkdir(parents=True, exist_ok=True)
    for each in found:
        (folder / each.file).write_text(each.text, "utf-8")
    return found


def _differs(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") != text

"""Bundles: the record of one subject, with all that proves it to somebody without the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from application.call import Notice
from application.people.actors import actor_of
from application.problems import Problem
from application.subjects import subject_at
from engine.history import bearing_on
from engine.structs import Struct
from event_store import canonical
from event_store.people import looking
from event_store.people.people import People
from event_store.proof.bundle import Contents, bundle, newest_size
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from application.application import Application
    from application.call import Call
    from application.scope import Scope
    from application.subjects import Subject

NOTHING_TO_PROVE = Text(
    "{subject} has no entry of its own yet: there is nothing to prove.",
    "{subject} chưa có mục ghi nào: không có gì để chứng minh.",
)
NAME_TOO_LATE = Text(
    "A name at position {position} is in no checkpoint that proves {subject}. Nothing was "
    "written: sign first (congress checkpoint --key FILE).",
    "Tên ở vị trí {position} chưa nằm trong điểm kiểm dùng để chứng minh {subject}. Chưa ghi gì: "
    "hãy ký trước (congress checkpoint --key TỆP).",
)
LATER = Text(
    "{count} later entries of {subject} are in no such checkpoint and not in the bundle: sign "
    "first (congress checkpoint --key FILE).",
    "{count} mục ghi sau của {subject} chưa có điểm kiểm nên không nằm trong hồ sơ: hãy ký trước "
    "(congress checkpoint --key TỆP).",
)
NOT_CONFIRMED = Text(
    "No witness has confirmed the checkpoint over {size} entries: a reader whose policy asks for "
    "one will find the evidence incomplete.",
    "Chưa bên chứng kiến nào xác nhận điểm kiểm {size} mục: ai đòi hỏi chứng kiến sẽ thấy thiếu "
    "bằng chứng.",
)


class Wanted(Struct, frozen=True):
    """What goes into a bundle besides the entries of its subject.

    `size` is that of the checkpoint that proves it, by default the newest that a witness
    confirmed. With `above` go the entries above the subject that bear on it; `disclosed` are
    persons whose names are opened, `reason` is why they are looked at.
    """

    size: int | None = None
    above: bool = False
    disclosed: Sequence[str] = ()
    reason: str | None = None


class Bundle(Struct, frozen=True):
    """The record of one subject and what proves it; `size` is that of its checkpoint."""

    subject: str
    size: int
    contents: dict[str, Any]

    @property
    def count(self) -> int:
        """How many entries of the subject are proved."""
        return len(self.contents["entries"])

    @property
    def text(self) -> str:
        """The bundle as it is written into a file."""
        return canonical.dumps(self.contents).decode() + "\n"

    def to_json(self) -> dict[str, Any]:
        """Return the bundle, by docs/log-format.md."""
        return self.contents


def prove(
    application: Application, scope: Scope, wanted: Wanted, call: Call, area: str | None = None
) -> Bundle:
    """Return the bundle of a subject, named by its address; a look at names is recorded.

    With an `area` it is that of another lifecycle of the same address. Says what is not proved,
    and by whom it is not confirmed. Raises Problem (unknown_area, nothing_to_prove,
    name_too_late), NoCheckpointError, DamagedLogError, and for names BadPersonError,
    PersonUnknownError, PersonErasedError, NamesNotGrantedError, PersonLostError.
    """
    log, proved = application.log, subject_at(application.lifecycles, scope.address, area)
    subject, stream = proved.keys[-1], proved.stream
    if not log.version(stream):
        raise Problem("nothing_to_prove", NOTHING_TO_PROVE, {"subject": subject})
    size = wanted.size or newest_size(log, stream)
    support = [*_above(application, proved, size)] if wanted.above else []
    refs = list(dict.fromkeys(wanted.disclosed))
    support += _of_persons(application, refs, size, subject)
    opened: Sequence[dict[str, str]] = ()
    if refs:
        asked = looking.Asked(actor_of(log, call), "prove", wanted.reason)
        opened = looking.disclosures(People(log), refs, asked)
    made = Bundle(subject, size, bundle(log, size, Contents(stream, support, opened)))
    left = log.version(stream) - made.count
    if left:
        call.notice(Notice("later_entries", LATER, {"count": left, "subject": subject}))
    if not log.cosignatures(size):
        call.notice(Notice("not_confirmed", NOT_CONFIRMED, {"size": size}))
    return made


def verifier() -> str:
    """Return the script that verifies a bundle, and needs nothing of ours."""
    import verify_bundle  # noqa: PLC0415 - it is asked for now and then

    return Path(verify_bundle.__file__).read_text("utf-8")


def _above(application: Application, subject: Subject, size: int) -> Iterator[int]:
    """Yield the positions of what opened each subject above, and of what bears on this one."""
    reader = application.reader()
    for above, key in subject.above(application.lifecycles):
        if len(above.keys) < len(subject.keys):
            entries = reader.entries(above.workflow, *above.keys, upto=size)
            found = {entries[0]["position"]} if entries else set()
            yield from sorted(found | bearing_on(above.workflow.named, entries, key))


def _of_persons(
    application: Application, refs: Sequence[str], size: int, subject: str
) -> list[int]:
    """Return the positions of all that the log says of some persons."""
    entries = [entry for ref in refs for entry in application.log.stream(f"person/{ref}")]
    for entry in entries:
        if entry["position"] > size:
            facts = {"position": entry["position"], "subject": subject}
            raise Problem("name_too_late", NAME_TOO_LATE, facts)
    return [entry["position"] for entry in entries]

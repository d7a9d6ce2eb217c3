"""Verifying: is the record unaltered, as far as it can be known."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from application import verdicts
from application.call import Notice
from application.text_files import trusted
from engine.structs import Struct
from event_store import beside
from event_store.errors import BesideError
from event_store.log import Log
from event_store.present import from_the_future
from event_store.proof.passes.kept_notes import read_anchor
from event_store.proof.verifying import verify as verified
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from application.call import Call, Step
    from application.text_files import TextFile
    from event_store.proof.passes.faults import Fault, VerificationReport
    from event_store.proof.trust import TrustPolicy
    from event_store.words import Language

VERIFYING = Text("verifying", "đang kiểm chứng")
VIEWS_DAMAGED = Text(
    "The views {path} are damaged ({detail}). The log is whole: 'congress replay' builds them "
    "again.",
    "Các bảng tính sẵn {path} bị hỏng ({detail}). Sổ ghi vẫn nguyên vẹn: 'congress replay' dựng "
    "lại các bảng.",
)


class Wrong(Struct, frozen=True):
    """The first thing that is not as it must be; `position` is the first not to be relied on."""

    code: str
    position: int | None
    what: Text
    detail: Text
    advice: Text
    language: Language

    @classmethod
    def by(cls, fault: Fault, language: Language) -> Wrong:
        """Return what the store found."""
        what, advice = verdicts.WRONG[fault.code], verdicts.advice(fault.code)
        return cls(fault.code, fault.position, what, fault.detail, advice, language)

    @property
    def text(self) -> Text:
        """What is wrong, and where, on one line."""
        return verdicts.placed(self.code, self.position, self.what, self.detail)

    def to_json(self) -> dict[str, Any]:
        """Return what is wrong by the command contract."""
        detail = self.detail.say(self.language)
        return {"code": self.code, "position": self.position, "detail": detail}


class CheckpointSeen(Struct, frozen=True):
    """A checkpoint that was checked: who of the policy has seen it, and whether they suffice."""

    size: int
    witnesses: tuple[str, ...]
    quorum: bool

    def to_json(self) -> dict[str, Any]:
        """Return it by the command contract."""
        return {"size": self.size, "witnesses": list(self.witnesses), "quorum": self.quorum}


class Verification(Struct, frozen=True):
    """What was found: something `wrong`, or how far the log is proved, and by whom.

    `covered` are the last positions that a checkpoint, a witness, enough witnesses and a note
    from outside vouch for; `gaps` say what nobody does. `from_the_future` is the first entry that
    bears a time which has not come yet, by position and time.
    """

    full: bool
    log_id: str
    origin: str
    simulation: bool
    size: int
    root: str
    checked_from: int
    signatures_checked: bool
    covered: dict[str, int]
    checkpoints: tuple[CheckpointSeen, ...]
    anchors: tuple[int, ...]
    wrong: Wrong | None
    from_the_future: tuple[int, str] | None
    gaps: tuple[Text, ...]
    views_whole: bool = True

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong, neither with the log nor with the views beside it."""
        return self.wrong is None and self.views_whole

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `verify` by the command contract."""
        future = self.from_the_future
        return {
            "verdict": "sound" if self.wrong is None else "fault",
            "fault": None if self.wrong is None else self.wrong.to_json(),
            "full": self.full,
            "log_id": self.log_id,
            "origin": self.origin,
            "simulation": self.simulation,
            "size": self.size,
            "root": self.root,
            "checked_from": self.checked_from,
            "signatures_checked": self.signatures_checked,
            "covered": self.covered,
            "checkpoints": [each.to_json() for each in self.checkpoints],
            "from_the_future": future and {"position": future[0], "recorded_at": future[1]},
        }


def verify(
    path: str,
    call: Call,
    *,
    full: bool,
    policy: TextFile | None = None,
    anchors: Sequence[TextFile] = (),
) -> Verification:
    """Verify the log at a path, which may be damaged, and say how far it is proved.

    Quick: the newest checkpoint, the entries after it, and the notes kept outside. Full: every
    entry, every table, every checkpoint, and the views beside the log. Raises LogMissingError,
    StoreUnavailableError, BadTrustError, UnknownOriginError, BadNoteError, BadSignatureError,
    OtherKeyError, BadCosignatureError.
    """
    trust = trusted(policy)
    notes = [read_anchor(note.text, note.name, trust) for note in anchors]

    def watch(count: int) -> AbstractContextManager[Step]:
        return call.progress(VERIFYING, count)

    report = verified(path, full=full, policy=trust, anchors=notes, watch=watch)
    if report.fault is not None:
        return _answer(report, trust, call)
    with Log.open(path, read_only=True) as log:
        future, views, log_id = from_the_future(log), log.path + beside.VIEWS, log.log_id
    whole = not full or _are_whole(views, log_id, call)
    return _answer(report, trust, call, future, views_whole=whole)


def _are_whole(path: str, log_id: str, call: Call) -> bool:
    """Look at every row of the views, which are no part of the record; say what is damaged."""
    if not beside.exists(path):
        return True
    from event_store import health  # noqa: PLC0415 - what verifies quickly starts faster without

    try:
        _, damaged = health.views(path, log_id)
    except BesideError as error:
        call.notice(Notice.of(error))
        return True
    if damaged is not None:
        facts = {"path": path, "detail": damaged}
        call.notice(Notice("views_damaged", VIEWS_DAMAGED, facts))
    return damaged is None


def _answer(
    report: VerificationReport,
    policy: TrustPolicy | None,
    call: Call,
    future: tuple[int, str] | None = None,
    *,
    views_whole: bool = True,
) -> Verification:
    late = [] if future is None else [verdicts.from_the_future(*future)]
    return Verification(
        full=report.full,
        log_id=report.log_id,
        origin=report.origin,
        simulation=report.simulation,
        size=report.size,
        root=b64encode(report.root).decode(),
        checked_from=report.checked_from,
        signatures_checked=report.policy and report.signed_to > 0,
        covered={
            "checkpoint": report.signed_to,
            "witness": report.witnessed_to,
            "quorum": report.quorum_to,
            "anchor": report.anchored_to,
        },
        checkpoints=tuple(
            CheckpointSeen(k.size, tuple(k.cosigned), k.quorum) for k in report.checkpoints
        ),
        anchors=tuple(report.anchors),
        wrong=None if report.fault is None else Wrong.by(report.fault, call.language),
        from_the_future=future,
        gaps=(*late, *verdicts.gaps(report, policy)),
        views_whole=views_whole,
    )

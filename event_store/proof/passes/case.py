"""What one verification was asked, and the notes that it ends with in both of its forms."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store.proof.errors import BadNoteError, UnknownOriginError
from event_store.proof.notes import shown_keys
from event_store.proof.passes.faults import Fault, FaultError, VerificationStep, stop_at
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from event_store.proof.passes.faults import VerificationReport
    from event_store.proof.passes.kept_notes import Anchor, KeptNotes
    from event_store.proof.trust import TrustPolicy

    Told = Callable[[int], None]
    """Gets how many entries were done."""
    Watch = Callable[[int], AbstractContextManager[Told]]
    """Gets how many entries there are to do."""


def unwatched(_: int) -> AbstractContextManager[Told]:
    """Nobody wants to know how far it is."""
    return nullcontext(lambda _: None)


@dataclass(frozen=True, slots=True)
class Examination:
    """The question: what to answer into, whom to trust, what else must agree."""

    report: VerificationReport
    policy: TrustPolicy | None
    anchors: tuple[Anchor, ...]
    watch: Watch

    def check_origin(self) -> None:
        """Refuse a policy that knows no key of this log; raises UnknownOriginError."""
        origin = self.report.origin
        if self.policy is not None and not self.policy.log(origin):
            raise UnknownOriginError(origin, [key.name for key in self.policy.logs])

    def check_kept(self, notes: KeptNotes, size: int, root: bytes) -> None:
        """Judge a checkpoint of the log; raises FaultError."""
        sizes = [kept.size for kept in self.report.checkpoints if kept.size < size]
        agreed = max(sizes, default=0)
        self.report.checkpoints.append(notes.check(size, root, agreed=agreed))

    def check_anchors(self, notes: KeptNotes, root_at: Callable[[int], bytes]) -> None:
        """Hold the log against the notes from outside; raises FaultError, BadNoteError."""
        report = self.report
        for anchor in sorted(self.anchors, key=lambda each: each.checkpoint.size):
            if anchor.checkpoint.origin != report.origin:
                fault = Text(
                    f"it is of the log {anchor.checkpoint.origin}, this is {report.origin}",
                    f"thuộc sổ {anchor.checkpoint.origin}, còn đây là {report.origin}",
                )
                raise BadNoteError(fault, anchor.source)
            size = anchor.checkpoint.size
            if size > report.size:
                found = Text(
                    f"{anchor.source} is over {size} entries, the log ends at {report.size}",
                    f"{anchor.source} gồm {size} mục ghi, sổ chỉ còn {report.size} mục",
                )
                stop_at(_other_log(anchor, notes, found))
                raise FaultError(VerificationStep.ANCHORS, "rolled_back", report.size + 1, found)
            if anchor.checkpoint.root != root_at(size):
                agreed = max((each for each in report.anchors if each < size), default=0)
                found = Text(
                    f"{anchor.source} differs from the log somewhere from {agreed + 1} to {size}",
                    f"{anchor.source} khác sổ ghi ở đâu đó từ vị trí {agreed + 1} đến {size}",
                )
                stop_at(_other_log(anchor, notes, found))
                raise FaultError(VerificationStep.ANCHORS, "fork", size, found)
            report.anchors.append(size)


def _other_log(anchor: Anchor, notes: KeptNotes, found: Text) -> Fault | None:
    """Tell a note of another log of the same name, by its key, from one that was kept of this."""
    given, own = anchor.checkpoint.keys, notes.keys()
    if not given or not own or given & own:
        return None
    detail = _OTHER_KEY.filled(found=found, given=shown_keys(given), own=shown_keys(own))
    return Fault(VerificationStep.ANCHORS, "other_log", None, detail)


_OTHER_KEY = Text(
    "{found}; it is signed by the key {given}, this log by {own}. If the key of this log was "
    "changed, the log is not the one that was signed",
    "{found}; do khóa {given} ký, còn sổ này do khóa {own} ký. Nếu sổ này đã đổi khóa thì đây "
    "không phải sổ đã được ký",
)

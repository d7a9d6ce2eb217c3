"""What can go wrong with keys, notes, policies and witnesses; codes as in `event_store.errors`."""

from __future__ import annotations

from event_store.errors import LogError


class BadNoteError(LogError, ValueError):
    """A text is no signed note, or the text within it no checkpoint."""

    code = "bad_note"

    def __init__(self, fault: str, source: str = "the note") -> None:
        super().__init__(
            f"{source} cannot be read as a checkpoint: {fault}. Nothing was done: check that it "
            "is the right file, or put it back from a copy."
        )
        self.fault = fault
        self.source = source


class BadKeyError(LogError, ValueError):
    """A text is no key of the kind that is needed."""

    code = "bad_key"

    def __init__(self, fault: str, source: str = "the key") -> None:
        super().__init__(
            f"{source} cannot be used: {fault}. Nothing was done: check that it is the right "
            "file, or put it back from a copy."
        )
        self.fault = fault
        self.source = source


class BadTrustError(LogError, ValueError):
    """A policy file has faults; `faults` are all of them, each with its line."""

    code = "bad_trust"

    def __init__(self, faults: list[str], source: str = "the policy file") -> None:
        super().__init__(
            f"{source} has {len(faults)} fault(s): {'; '.join(faults)}. Nothing was done: "
            "correct the file."
        )
        self.faults = faults
        self.source = source


class BadSignatureError(LogError):
    """The log's own signature under a checkpoint is missing or wrong."""

    code = "bad_signature"

    def __init__(self, name: str, size: int) -> None:
        super().__init__(
            f"The checkpoint over {size} entries is not signed by {name}, or the signature is "
            "wrong. It proves nothing: ask for the original, and for the right key."
        )
        self.name = name
        self.size = size


class OtherKeyError(BadSignatureError):
    """A checkpoint is signed in the name of a known log, by a key that is not known."""

    code = "other_key"

    def __init__(self, name: str, size: int, *, found: list[str], known: list[str]) -> None:
        super().__init__(name, size)
        text = (
            f"The checkpoint over {size} entries is not signed by any known key of {name} (known: "
            f"{', '.join(known)}), but in that name by the key {', '.join(found)}. It is the "
            "checkpoint of another log of the same name, or the log's key was changed. Nothing "
            "was done: give the other log a name of its own when it is made ('congress init "
            "--origin NAME'); if the key was changed, ask its owner, and add a line 'log KEY' "
            "with the new one to the policy file."
        )
        self.args = (text,)
        self.found = found
        self.known = known


class SameNameError(LogError):
    """A witness is asked to sign another log that has the name of one that it signed before."""

    code = "same_name"

    def __init__(
        self, origin: str, given: int, now: str, *, kept: int, old: int, before: str
    ) -> None:
        super().__init__(
            f"This is another log of the same name. The request is for {given} entries of "
            f"{origin}, signed by the key {now}; what this witness signed last for that name, "
            f"{kept} entries, is signed by the key {before}. Nothing was signed: a witness "
            "confirms one log of a name, so make the new log under a name of its own ('congress "
            "init --origin NAME'), with a key for that name. "
            + (
                f"If it is the same log under a changed key, its history no longer goes on from "
                f"those {kept} entries: keep both, and find out which one is true."
                if old == kept
                else "If it is the same log and its key was changed on purpose, ask again with "
                f"'congress checkpoint --request FILE --old {kept}': a log that goes on from "
                "there is signed."
            )
        )
        self.origin = origin
        self.given = given
        self.now = now
        self.kept = kept
        self.old = old
        self.before = before


class BadCosignatureError(LogError):
    """A known witness's signature under a checkpoint is wrong."""

    code = "bad_cosignature"

    def __init__(self, name: str, size: int) -> None:
        super().__init__(
            f"The signature of witness {name} does not fit the checkpoint over {size} entries. "
            "It was altered, or belongs to another checkpoint: ask the witness again."
        )
        self.name = name
        self.size = size


class UnknownOriginError(LogError):
    """A checkpoint is of a log that is not among those known."""

    code = "unknown_origin"

    def __init__(self, origin: str, known: list[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(
            f"The checkpoint is of the log {origin}; known are: {names}. Nothing was done: give "
            "a policy file that names its key."
        )
        self.origin = origin
        self.known = known


class ForkError(LogError):
    """Two histories of one log exclude each other: neither may be signed on trust."""

    code = "fork"

    def __init__(self, origin: str, *, kept: int, given: int) -> None:
        super().__init__(
            f"The history of {origin} with {given} entries does not go on from the one with "
            f"{kept} entries that was signed before: something was altered, dropped or restored "
            "from an old copy, or this is another log of the same name. Nothing was signed: "
            "compare the ids of both logs ('congress verify -o json' prints log_id); if they are "
            "the same, keep both, and find out which one is true."
        )
        self.origin = origin
        self.kept = kept
        self.given = given


class StaleRequestError(LogError):
    """A request starts from another size than the one that the witness saw last."""

    code = "stale_request"

    def __init__(self, origin: str, *, old: int, kept: int) -> None:
        super().__init__(
            f"The request starts at {old} entries of {origin}, and this witness has seen {kept}. "
            "Nothing was signed: ask again with "
            f"'congress checkpoint --request FILE --old {kept}'."
        )
        self.origin = origin
        self.old = old
        self.kept = kept


class BadProofError(LogError):
    """The hashes of a request do not lead from the old checkpoint to the new one."""

    code = "bad_proof"

    def __init__(self, origin: str, *, old: int, new: int) -> None:
        super().__init__(
            f"The hashes of the request do not lead from {old} to {new} entries of {origin}: the "
            "log was altered in between, or the request was, or this is another log of the same "
            "name. Nothing was signed: keep the request, and compare the ids of both logs "
            "('congress verify -o json' prints log_id)."
        )
        self.origin = origin
        self.old = old
        self.new = new


class NoCheckpointError(LogError):
    """The log has no checkpoint that would do."""

    code = "no_checkpoint"

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(
            f"{path} has no checkpoint {wanted}. Nothing was written: make one with "
            "'congress checkpoint --key FILE'."
        )
        self.path = path
        self.wanted = wanted

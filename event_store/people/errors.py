"""What can go wrong with names kept beside a log; each error has a code to translate by."""

from __future__ import annotations

from typing import Literal

from event_store.errors import LogError

Wrong = Literal[
    "empty", "too_long", "control_character", "not_unicode", "not_identifier", "bad_key",
    "reserved", "actor", "device", "two_lines",
]  # fmt: skip
"""What may be wrong with one text that was given for a person."""

_WRONG: dict[Wrong, str] = {
    "empty": "is empty",
    "too_long": "is too long",
    "control_character": "holds a control character",
    "not_unicode": "is not Unicode",
    "not_identifier": "must be 1 to 64 letters without accents, digits, '.', '_' or '-'",
    "bad_key": "must begin with a small letter; letters without accents, digits and '_' follow",
    "reserved": "means the person's own name or reference",
    "device": "is the name of a device on Windows: add something, like CON-1",
    "actor": "must be 1 to 128 ASCII characters without space",
    "two_lines": "must be one line: write a blank in place of the line feed",
}


class BadPersonError(LogError, ValueError):
    """A text that was given for a person, or for a decision about one, cannot be kept."""

    code = "bad_person"

    def __init__(self, member: str, wrong: Wrong) -> None:
        super().__init__(f"{member} {_WRONG[wrong]}. Nothing was recorded: give another.")
        self.member = member
        self.wrong: Wrong = wrong
        self.told = _WRONG[wrong]


class PersonExistsError(LogError):
    """The reference stands for somebody already."""

    code = "person_exists"

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} is registered already. Nothing was recorded: correct the name "
            f"(congress person correct {ref}), or take another reference."
        )
        self.ref = ref


class PersonUnknownError(LogError):
    """The log knows no such reference."""

    code = "person_unknown"

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"The log has no person '{ref}'. Nothing was done: check the reference, or see "
            "'congress person list'."
        )
        self.ref = ref


class PersonErasedError(LogError):
    """The name was erased; the reference is never given to anybody else."""

    code = "person_erased"

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"The name of {ref} was erased, and nothing brings it back. Nothing was done: a "
            "reference is not used again, take a new one."
        )
        self.ref = ref


class PersonHeldError(LogError):
    """A legal hold forbids erasing."""

    code = "person_held"

    def __init__(self, ref: str, *, reason: str, authority: str, document: str) -> None:
        super().__init__(
            f"{ref} is under a legal hold: {reason} ({authority}, {document}). Nothing was "
            f"erased: the hold has to be released first (congress person release {ref})."
        )
        self.ref = ref
        self.reason = reason
        self.authority = authority
        self.document = document


class PersonLostError(LogError):
    """A name should be there and is not, or is not the one that the log committed to."""

    code = "person_lost"

    def __init__(self, ref: str, *, path: str) -> None:
        super().__init__(
            f"The name of {ref} is not in {path}, or is not the one that the log committed to. "
            "The log is not concerned: restore that file together with its keys, or record the "
            f"name again (congress person correct {ref})."
        )
        self.ref = ref
        self.path = path


class NameInTheWayError(LogError):
    """A name is kept under a version that the log has yet to give: an older log was put back."""

    code = "name_in_the_way"

    def __init__(self, ref: str, *, path: str) -> None:
        super().__init__(
            f"{path} keeps a name for {ref} that the log does not have: it is of a newer state of "
            "the log. Nothing was recorded: put that log back, or, if it is lost, remove what "
            "only it knew (congress person check --repair)."
        )
        self.ref = ref
        self.path = path


class ErasureUnrecordedError(LogError):
    """A name is gone and the log could not be told so."""

    code = "erasure_unrecorded"

    def __init__(self, refs: list[str], cause: LogError) -> None:
        listed = ", ".join(refs)
        super().__init__(
            f"The name of {listed} is erased, but the log does not say so yet: {cause} The next "
            "'congress person' command that records something finishes it."
        )
        self.refs = refs
        self.cause = cause


class NamesNotGrantedError(LogError):
    """Somebody asked for names and may not see them."""

    code = "names_not_granted"

    def __init__(self, actor: str) -> None:
        super().__init__(
            f"Names are not granted to {actor}. No name was shown, and the refusal was recorded: "
            "ask whoever decides on it (congress person grant)."
        )
        self.actor = actor


class DecisionUnknownError(LogError):
    """There is no grant or hold in force that could be ended."""

    code = "decision_unknown"

    def __init__(self, subject: str, kind: Literal["grant", "hold"]) -> None:
        super().__init__(
            f"There is no {kind} in force for {subject}. Nothing was recorded: see "
            "'congress person decisions'."
        )
        self.subject = subject
        self.kind: Literal["grant", "hold"] = kind


class SeveralHoldsError(LogError):
    """Several holds are in force: releasing one of them must not release the others."""

    code = "several_holds"

    def __init__(self, ref: str, numbers: list[int]) -> None:
        listed = ", ".join(map(str, numbers))
        super().__init__(
            f"{ref} is under several holds, {listed}. Nothing was released: name one by --hold."
        )
        self.ref = ref
        self.numbers = numbers


class PeopleDamagedError(LogError):
    """A file of names, keys or accesses cannot be read as such; the log is not concerned.

    With `is_remade` nothing is lost with the file: what it holds is drawn again.
    """

    code = "people_damaged"

    def __init__(self, path: str, found: str, *, is_remade: bool = False) -> None:
        to_do = (
            "Delete it: it is made again."
            if is_remade
            else "Keep the file, and restore it from a copy."
        )
        super().__init__(
            f"{path} cannot be used: {found}. The log is not concerned; no name was shown and "
            f"nothing was recorded. {to_do}"
        )
        self.path = path
        self.found = found
        self.is_remade = is_remade

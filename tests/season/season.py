"""Given what is on record, when a command comes, then: a season in memory. All synthetic."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import workflows
from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.scope import Scope
from engine.advance import Engine
from engine.corrections import fold
from engine.history import history, standing
from engine.reading import Reader
from engine.results import Result
from engine.workflow import Lifecycles
from event_store.clock import normal
from event_store.log import Log
from tests.season.commands import CAMPAIGN, LARGE, Envelope
from workflows.branch_congress.sheet import sheet
from workflows.projections.season import PROJECTIONS
from workflows.season import season as assembled

Step: TypeAlias = "Envelope | Callable[[Season], Envelope] | Iterable[Step]"

FOLDER = Path(workflows.__file__).parent


class Season:
    """A simulated log; commands are recorded on the evening of the day they occurred.

    Where a later command is already on record they are recorded right after it.
    """

    def __init__(self, rules: Lifecycles | None = None) -> None:
        self.rules = lifecycles() if rules is None else rules
        self.log = Log.create(None, simulation=True)
        self.engine = Engine(self.log, self.rules)
        self.now = "2017-01-01T18:00:00+07:00"
        self.sent: Envelope = {}
        self.size = self.log.size
        self.result = Result("refused")

    # --- Sending --------------------------------------------------------------------------------

    def given(self, *steps: Step) -> "Season":
        """Record what must be on record already."""
        for step in steps:
            if isinstance(step, dict) or callable(step):
                self.when(step).then_accepted()
            else:
                self.given(*step)
        return self

    def when(self, step: Envelope | Callable[["Season"], Envelope]) -> "Season":
        """Send one command and keep the answer."""
        self.sent = self._stamped(dict(step(self) if callable(step) else step))
        return self.again()

    def later(self, day: str) -> "Season":
        """What comes now is recorded on this day at the earliest."""
        self.now = max(self.now, f"{day}T08:00:00+07:00")
        return self

    def again(self) -> "Season":
        """Send the last command once more, letter by letter."""
        self.size = self.log.size
        self.result = self.engine.advance(self.sent)
        if self.result.outcome == "accepted":
            self.now = max(self.now, self.sent.get("recorded_at") or self.now)
        return self

    def _stamped(self, command: Envelope) -> Envelope:
        if "recorded_at" in command:
            return command
        evening = f"{command.get('occurred_on', self.now[:10])}T18:00:00+07:00"
        return {**command, "recorded_at": max(self.now, evening)}

    # --- Answers --------------------------------------------------------------------------------

    @property
    def codes(self) -> list[str]:
        """The codes of the refusal, each once."""
        return sorted({reason.code for reason in self.result.reasons})

    def messages(self, language: str = "en") -> list[str]:
        """The messages of the refusal."""
        return [reason["message"] for reason in self._reasons(language)]

    def then_accepted(self, *flags: str) -> "Season":
        """It happened: one entry in the record, bearing exactly these flags if any are named."""
        assert self.result.outcome == "accepted", (self.sent, self.codes, self.messages())
        assert len(self.result.events) == 1
        if flags:
            assert sorted(self.result.flags) == sorted(flags)
        return self

    def then_unflagged(self) -> "Season":
        """It happened and nothing is to be said about it."""
        self.then_accepted()
        assert self.result.flags == []
        return self

    def then_refused(self, *codes: str) -> "Season":
        """These reasons and no others, well explained; the record is as it was."""
        assert self.codes == sorted(codes), (self.result.outcome, self.messages())
        return self.then_turned_away()

    def then_refused_also_for(self, code: str) -> "Season":
        """This reason is among those given."""
        assert code in self.codes, (self.result.outcome, self.codes, self.messages())
        return self.then_turned_away()

    def then_turned_away(self) -> "Season":
        """Refused for whatever reason, in both languages, citing a rule; nothing is recorded."""
        malformed = {"unknown_command", "invalid_data"} & set(self.codes)
        assert self.result.outcome == ("invalid" if malformed else "refused")
        assert self.result.events == []
        assert self.log.size == self.size
        for language in ("vi", "en"):
            for reason in self._reasons(language):
                assert reason["message"].strip(), reason
                assert reason["rule"].strip(), reason
        return self

    def then_duplicate(self) -> "Season":
        """The first answer again, and nothing new in the record."""
        assert self.result.outcome == "duplicate", (self.codes, self.messages())
        assert self.log.size == self.size
        return self

    def then_named(self, *words: object) -> "Season":
        """Each of these stands in the reasons, in both languages."""
        for language in ("vi", "en"):
            said = " ".join(self.messages(language))
            assert [word for word in words if str(word) not in said] == [], said
        return self

    def _reasons(self, language: str) -> list[dict[str, str]]:
        answer = self.result.to_json("vi" if language == "vi" else "en", self.rules)
        reasons: list[dict[str, str]] = answer["reasons"]
        return reasons

    # --- Reading --------------------------------------------------------------------------------

    def entries(self, branch: str | None = LARGE) -> list[Any]:
        """The entries of a branch, or of the campaign."""
        below = f"campaign/{CAMPAIGN}" if branch is None else f"congress/{CAMPAIGN}/{branch}"
        return list(self.log.stream(below))

    def position(self, type_: str, branch: str | None = LARGE, nth: int = -1) -> int:
        """The position of the last (or nth) entry of a type."""
        found = [e["position"] for e in self.entries(branch) if e["type"] == type_]
        position: int = found[nth]
        return position

    def position_standing(self, type_: str, branch: str = LARGE) -> int:
        """The position of the last entry of a type that no void has taken back."""
        found = [e["position"] for e in standing(self.entries(branch)) if e["type"] == type_]
        position: int = found[-1]
        return position

    def show(self, branch: str = LARGE, as_of: str | None = None, known: str | None = None) -> Any:
        """One branch as it stood on a day, as known at a time."""
        reader = Reader(self.log, self.rules)
        view = reader.view(as_of, None if known is None else normal(known))
        congress, campaign = (self.rules.by_area[area] for area in ("congress", "campaign"))
        entries = reader.entries(congress, CAMPAIGN, branch, upto=view.upto)
        state = fold(congress, entries, view.as_of)
        root = reader.state(campaign, CAMPAIGN, view=view)
        flagged = [e for e in standing(entries) if e["occurred_on"] <= view.as_of]
        return sheet(CAMPAIGN, branch, root.branches[branch], state, flagged)

    def status(self, as_of: str | None = None, known: str | None = None, **chosen: str) -> Any:
        """The board as of a day, as known at a time."""
        time, path = None if known is None else normal(known), chosen.pop("path", None)
        scope = Scope(chosen, path, as_of, time)
        return Congresses(self.log, self.rules, PROJECTIONS).board(scope, Call()).counts

    def history(self, branch: str | None = LARGE) -> list[dict[str, Any]]:
        """The history of a branch, or of the campaign, one row an entry."""
        workflow = self.rules.by_area["campaign" if branch is None else "congress"]
        entries = self.entries(branch)
        return history(entries, lambda time: time[:10], workflow.annuls, workflow.papers)

    def then_state(self, state: str, branch: str = LARGE) -> "Season":
        """The branch has come this far."""
        assert self.show(branch)["state"] == state
        return self

    def officers(self, branch: str = LARGE) -> dict[str, list[tuple[str, str]]]:
        """Who was elected or appointed, and on which basis, a post."""
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self.show(branch)["officers"]:
            found.setdefault(row["post"], []).append((row["ref"], row["basis"]))
        return {post: sorted(rows) for post, rows in found.items()}

    def then_elected(self, post: str, *refs: str, branch: str = LARGE) -> "Season":
        """Exactly these hold the post by now."""
        assert [ref for ref, _ in self.officers(branch).get(post, [])] == sorted(refs)
        return self


def given(*steps: Step, rules: Lifecycles | None = None) -> Season:
    """Begin a season with this on record."""
    return Season(rules).given(*steps)


def ruled_by(*policies: str) -> Lifecycles:
    """The rules with other policies beside those that come along: rules are data."""
    named = {text.split('name = "', 1)[1].split('"', 1)[0]: text for text in policies}
    definitions = {f.stem: f.read_text("utf-8") for f in (FOLDER / "definitions").glob("*.toml")}
    return assembled(definitions, {"vn-2017": policy_text(), **named})


def policy_text(name: str = "vn-2017", **changes: str) -> str:
    """The text of the policy of 2017 under another name, with some keys changed."""
    lines = (FOLDER / "policies" / "vn-2017.toml").read_text("utf-8").splitlines()
    changed = {"name": f'"{name}"', **changes}
    kept = [line for line in lines if line.split(" =")[0] not in changed]
    return "\n".join([*(f"{key} = {value}" for key, value in changed.items()), *kept])

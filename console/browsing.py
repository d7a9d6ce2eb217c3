"""Going through a log entry by entry, the newest first, a page at a time."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from application.congresses.addresses import known_campaigns, typed
from application.reading import now
from console.entries import Entry
from console.failures import NotFoundError
from console.language import say
from engine.history import bearing_on
from engine.reading import Reader
from event_store import canonical, clock
from event_store.log import PAGE, Log

FIRST_PAGE = 64
SEARCHED = ("data", "evidence", "override", "facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries are asked for; what is None or empty does not matter.

    `since` and `until` are times of the log, both included; `types` and `actor` may hold `*`;
    `branch` is `BRANCH` or `CAMPAIGN/BRANCH`; `text` is looked for without regard to case, and
    without regard to accents if it has none.
    """

    since: str | None = None
    until: str | None = None
    actor: str | None = None
    types: tuple[str, ...] = ()
    branch: str | None = None
    campaign: str | None = None
    text: str | None = None


def browse(reader: Reader, asked: Asked, *, oldest_first: bool = False) -> Iterator[Entry]:
    """Yield the entries asked for; reads no more of the log than is taken.

    Raises NotFoundError for a branch or a campaign that is not in the log.
    """
    log = reader.log
    upto = log.size if asked.until is None else log.position_at(asked.until)
    after = 0 if asked.since is None else log.position_at(_just_before(asked.since))
    named = typed(asked.branch, asked.campaign)
    campaigns = known_campaigns(now(reader), named.get("campaign"))
    if asked.branch is not None:
        found = _of_branch(reader, campaigns, named.get("branch", ""), after, upto)
        entries: Iterator[Entry] = iter(found if oldest_first else found[::-1])
    else:
        entries = log.scan(after, upto) if oldest_first else backwards(log, after, upto)
    tests = _tests(asked, campaigns)
    return (entry for entry in entries if all(test(entry) for test in tests))


def backwards(log: Log, after: int, upto: int) -> Iterator[Entry]:
    """Yield the entries upto…after+1, the newest first; holds one page at a time."""
    size = FIRST_PAGE
    while upto > after:
        start = max(after, upto - size)
        yield from reversed(list(log.scan(start, upto)))
        upto, size = start, min(2 * size, PAGE)


def folded(text: str) -> str:
    """Return `text` without case and accents: `Tổ dân phố` is `to dan pho`."""
    if text.isascii():
        return text.casefold()
    bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(bare).casefold().replace("đ", "d")


def _of_branch(
    reader: Reader, campaigns: list[str], branch: str, after: int, upto: int
) -> list[Entry]:
    """Return a branch's own entries and those of its campaigns that name it, in order."""
    found: list[Entry] = []
    for campaign in campaigns:
        for workflow in reader.lifecycles.workflows:
            if workflow.address[:2] == ("campaign", "branch"):
                own = workflow.stream(campaign, branch)
                found += reader.log.stream(own)
                found += reader.log.scan_streams(f"{own}/")
        above = reader.log.stream(f"campaign/{campaign}")
        bearing = bearing_on(reader.lifecycles.by_area["campaign"].named, above, branch)
        found += [entry for entry in above if entry["position"] in bearing]
    if not any(_is_of(entry, branch) for entry in found):
        raise NotFoundError(
            say(
                f"There is no branch '{branch}' on record. See 'congress status'.",
                f"Không có chi bộ '{branch}' trong sổ ghi. Xem 'congress status'.",
            )
        )
    found.sort(key=lambda entry: int(entry["position"]))
    return [entry for entry in found if after < entry["position"] <= upto]


def _is_of(entry: Entry, branch: str) -> bool:
    own: bool = not entry["stream"].startswith("campaign/")
    return own or entry["data"].get("branch") == branch


def _tests(asked: Asked, campaigns: list[str]) -> list[Callable[[Entry], bool]]:
    tests: list[Callable[[Entry], bool]] = []
    if asked.campaign is not None and asked.branch is None:
        tests.append(lambda entry: entry["stream"].split("/")[1:2] == campaigns)
    if asked.actor is not None:
        actor = asked.actor
        tests.append(lambda entry: fnmatchcase(entry["actor"], actor))
    if asked.types:
        tests.append(lambda entry: any(_is_type(entry["type"], one) for one in asked.types))
    if asked.text is not None:
        tests.append(_text_test(asked.text))
    return tests


def _is_type(found: str, wanted: str) -> bool:
    """Say whether `congress.held` is meant by `congress.held`, by `held` or by `congress.*`."""
    return fnmatchcase(found, wanted) or fnmatchcase(found.partition(".")[2], wanted)


def _text_test(text: str) -> Callable[[Entry], bool]:
    text = unicodedata.normalize("NFC", text)
    form = folded if folded(text) == text.casefold() else str.casefold
    wanted = form(text)

    def holds(entry: Entry) -> bool:
        parts = {name: entry[name] for name in SEARCHED if name in entry}
        return wanted in form(canonical.dumps(parts).decode())

    return holds


def _just_before(time: str) -> str:
    return clock.written(clock.read(time) - timedelta(microseconds=1))

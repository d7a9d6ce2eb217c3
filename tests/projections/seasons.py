"""Random seasons: two wards whose branches go on, stumble and are corrected. All synthetic."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from event_store.log import Log
from tests.season import commands as c
from tests.season.commands import Envelope

WARDS = {"gia-thuy-2017": ["ha-noi", "long-bien"], "bo-de-2017": ["ha-noi", "long-bien"]}
GROUP = 8
"""Commands of one transaction."""
BRANCHES = ("TDP-01", "TDP-02", "TDP-03", "TDP-08")


def season(path: Path, seed: int, *, steps: int = 260) -> Log:
    """Record a season in a new log: the same seed gives the same one; refusals are passed over."""
    lots = random.Random(seed)
    with Log.create(path, simulation=True) as log:
        engine = Engine(log, lifecycles())
        asked = _stamped(lots, _asked(lots, log, steps))
        while group := list(islice(asked, GROUP)):
            with engine.session() as session:
                for envelope in group:
                    session.advance(envelope)
    return Log.open(path, read_only=True)


def _stamped(lots: random.Random, asked: Iterable[Envelope]) -> Iterator[Envelope]:
    """Time goes on, and some things are recorded later than they occurred."""
    day = 0
    for envelope in asked:
        day += lots.random() < 0.25
        month, rest = divmod(day, 28)
        today = f"2017-{7 + month:02d}-{1 + rest:02d}"
        late = lots.choice([0, 0, 0, 1, 6])
        occurred = f"2017-{7 + month:02d}-{max(1, 1 + rest - late):02d}"
        yield {**envelope, "occurred_on": occurred, "recorded_at": f"{today}T18:00:00+07:00"}


def _asked(lots: random.Random, log: Log, steps: int) -> Iterator[Envelope]:
    for ward, path in WARDS.items():
        committee = {"id": ward[:-5], "name": "Đảng ủy phường", "path": path}
        yield {**c.open_campaign(committee=committee), "campaign": ward}
    scripts = {(w, b): iter(_script(lots, b)) for w in WARDS for b in BRANCHES}
    for ward in WARDS:
        for envelope in _opening():
            yield {**envelope, "campaign": ward}
    for _ in range(steps):
        ward, branch = lots.choice(sorted(scripts))
        if lots.random() < 0.3:
            envelope = _stumble(lots, log, ward, branch)
        else:
            envelope = next(scripts[ward, branch], c.fact("approve", document="01-QĐ/ĐU"))
        if "branch" in envelope:
            envelope = {**envelope, "branch": branch}
        if lots.random() < 0.2:
            envelope = c.overridden(envelope)
        yield {**envelope, "campaign": ward}


def _opening() -> Iterator[Envelope]:
    yield from (c.register(branch) for branch in BRANCHES)
    yield c.designate()
    yield c.invite()


def _script(lots: random.Random, branch: str) -> Iterator[Envelope]:
    scheme = {"committee": ["m-001", "m-002", "m-004"], "secretary": "m-001", "deputy": "m-003"}
    more: dict[str, Any] = {"scheme": scheme} if lots.random() < 0.7 else {}
    if lots.random() < 0.5:
        more["due_on"] = lots.choice(["2017-07-20", "2017-08-05", "2017-10-01"])
    ballots = [c.committee(), c.secretary(), c.deputy()]
    if branch == c.SMALL:
        ballots = [c.secretary({"m-001": 7}, branch=branch)]
    yield c.plan(branch, **more)
    if branch == c.PILOT:
        yield from (c.pilot(branch), *ballots, c.lessons(), c.learn(branch), c.recognise(branch))
    else:
        yield c.learn(branch)
        yield c.learn(branch)
        yield c.hold(branch)
        yield from ballots
    yield c.elect(branch)
    yield c.report(branch)


def _stumble(lots: random.Random, log: Log, ward: str, branch: str) -> Envelope:
    """Something beside the straight way: a fact, an end, or a correction of any entry."""
    stream = lots.choice([f"campaign/{ward}", f"congress/{ward}/{branch}"])
    entries = log.stream(stream)
    if entries and lots.random() < 0.45:
        return _correction(lots, lots.choice(entries[-5:]), of_campaign=stream[:8] == "campaign")
    number = lots.choice(["KN-1", "KN-2"])
    facts = [
        c.fact("file_complaint", number=number, received_on="2017-07-01", subject="bầu cử"),
        c.fact("resolve_complaint", number=number, outcome="xong", document="1-KL/UBKT"),
        c.fact("approve", document="01-QĐ/ĐU"),
        c.fact("refuse_approval", document="02-QĐ/ĐU", reason="thiếu hồ sơ"),
        c.reschedule("2017-08-20"),
        c.update_roll(lots.choice([8, 11, 12]), "2017-07-02"),
        c.fact("fail_quorum", convened=12, present=3),
        c.leave_open("deputy"),
        c.decline("deputy", "m-002"),
        c.annul("election"),
        c.annul("congress"),
        c.lessons(),
        c.withdraw(),
        c.designate(branch),
        c.of_campaign("extend_deadline", "", deadline="2017-08-10", document="03-TB/ĐU"),
        c.of_campaign("rename_branch", "", branch=branch, name="Chi bộ Đê La Thành", reason="-"),
        c.register(lots.choice(["TDP-04", "TDP-05"])),
        c.fact("cancel", reason="sáp nhập"),
    ]
    return lots.choice(facts)


def _correction(lots: random.Random, entry: dict[str, Any], *, of_campaign: bool) -> Envelope:
    target = {"target_position": entry["position"], "reason": "ghi nhầm"}
    known: dict[str, list[tuple[str, Any]]] = {
        "campaign.opened": [
            ("deadline", "2017-08-01"),
            ("committee.path", ["ha-noi"]),
            ("committee.name", "Đảng ủy"),
        ],
        "campaign.branch_registered": [("name", "Chi bộ mới"), ("official", 12)],
        "campaign.branch_renamed": [("name", "Chi bộ khác")],
        "congress.planned": [("due_on", "2017-07-25"), ("occurred_on", "2017-07-02")],
        "congress.complaint_filed": [("received_on", "2017-07-03")],
    }
    fields = known.get(entry["type"], [("occurred_on", "2017-07-01")])
    if lots.random() < 0.5:
        command, data = "void", target
    else:
        field, value = lots.choice(fields)
        command, data = "amend", {**target, "field": field, "value": value}
    make = c.of_campaign if of_campaign else c.fact
    return make(command, on="", **data)

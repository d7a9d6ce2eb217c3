"""A lifecycle as a drawing: its states in their order, and the commands that lead between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from engine.definition import STAY, Definition
from engine.reasons import Text

BOX, TALL, MARGIN = 150, 52, 24
"""Width and height of a state, space around all; in pixels."""
LANE, LINE, LETTER = 34, 16, 8
STAGE, FACT, INK, PALE = "#1d4f91", "#a2461f", "#222222", "#f3f5f8"
FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"


@dataclass(frozen=True, slots=True)
class Way:
    """Commands that lead from each of `sources` to one state, as one line of the drawing."""

    commands: tuple[str, ...]
    sources: tuple[int, ...]
    target: int
    kind: str

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last state that the line touches."""
        touched = (*self.sources, self.target)
        return min(touched), max(touched)

    @property
    def is_step(self) -> bool:
        """Whether it leads from one state to the next."""
        return self.sources == (self.target - 1,)


def draw(definition: Definition, labels: dict[str, Text]) -> str:
    """Return the SVG of a definition; `labels` are the names of its states."""
    return _Drawing(definition, labels).svg()


class _Drawing:
    def __init__(self, definition: Definition, labels: dict[str, Text]) -> None:
        self.definition = definition
        self.labels = labels
        ways = list(_ways(definition))
        self.steps = [way for way in ways if way.is_step]
        self.above = _lanes(way for way in ways if not way.is_step and _is_forward(way))
        self.below = _lanes(way for way in ways if not way.is_step and not _is_forward(way))
        self.gap = 32 + LETTER * max(len(name) for way in self.steps for name in way.commands)
        self.top = 56 + LANE * len(self.above)
        self.bottom = self.top + TALL
        self.ports: dict[tuple[int, bool], int] = {}
        self.parts: list[str] = []

    def svg(self) -> str:
        for index in range(len(self.definition.states)):
            self.state(index)
        for way in self.steps:
            self.step(way)
        for lanes, is_above in ((self.above, True), (self.below, False)):
            for number, lane in enumerate(lanes, start=1):
                for way in lane:
                    self.lane(way, number, is_above=is_above)
        height = self.facts(self.bottom + LANE * len(self.below) + 44)
        width = 2 * MARGIN + len(self.definition.states) * (BOX + self.gap) - self.gap
        return "\n".join([*self.head(width, height), *self.parts, "</svg>", ""])

    def head(self, width: int, height: int) -> list[str]:
        name = f"{self.definition.name}, version {self.definition.version}"
        size = f"width='{width}' height='{height}' viewBox='0 0 {width} {height}'"
        legend = (
            f"<tspan dx='24' font-size='12' fill='{STAGE}'>— a stage</tspan>"
            f"<tspan dx='16' font-size='12' fill='{FACT}'>— a fact that changes the state</tspan>"
        )
        return [
            f"<svg xmlns='http://www.w3.org/2000/svg' {size} {FONT} font-size='12' fill='{INK}'>",
            f"<title>{name}: states and commands</title>",
            f"<defs>{_arrowhead(STAGE)}{_arrowhead(FACT)}</defs>",
            f"<rect width='{width}' height='{height}' fill='white'/>",
            f"<text x='{MARGIN}' y='26' font-size='15'>{name}{legend}</text>",
        ]

    def state(self, index: int) -> None:
        name = self.definition.states[index]
        x, middle = self.left(index), self.left(index) + BOX // 2
        border = 2 if name == self.definition.initial else 1
        self.parts.append(
            f"<rect x='{x}' y='{self.top}' width='{BOX}' height='{TALL}' rx='8' fill='{PALE}' "
            f"stroke='{INK}' stroke-width='{border}'/>"
        )
        self.text(middle, self.top + 22, name, "text-anchor='middle' font-weight='bold'")
        self.text(
            middle, self.top + 40, self.labels[name].vi, "text-anchor='middle' font-size='11'"
        )

    def step(self, way: Way) -> None:
        colour = _colour(way)
        start, end = self.left(way.target) - self.gap, self.left(way.target)
        y, middle = self.top + TALL // 2, self.left(way.target) - self.gap // 2
        self.line(f"M{start} {y}H{end}", colour)
        for number, command in enumerate(reversed(way.commands)):
            self.text(middle, y - 7 - LINE * number, command, _words(colour))

    def lane(self, way: Way, number: int, *, is_above: bool) -> None:
        """Draw one line beside the states: up from each source, along, and down to the target."""
        colour = _colour(way)
        edge = self.top if is_above else self.bottom
        y = edge - LANE * number + 6 if is_above else edge + LANE * number
        target = self.port(way.target, is_above=is_above)
        xs = [self.port(source, is_above=is_above) for source in way.sources]
        for x in xs:
            self.line(f"M{x} {edge}V{y}H{target}V{edge}", colour)
        nearest = min(xs, key=lambda x: abs(x - target))
        middle = (target + nearest) // 2 + (0 if is_above else 12)
        self.text(middle, y - 5, ", ".join(way.commands), _words(colour))

    def port(self, index: int, *, is_above: bool) -> int:
        """Return a place on the edge of a state where no other line has come."""
        used = self.ports.get((index, is_above), 0)
        self.ports[index, is_above] = used + 1
        return self.left(index) + 24 + 26 * used

    def facts(self, y: int) -> int:
        """List what is recorded without leaving a state; return where the list ends."""
        states = self.definition.states
        everywhere = [
            row.command
            for row in self.definition.rows
            if row.sources == states and row.target == STAY
        ]
        self.text(MARGIN, y, "Recorded without a change of state", "font-weight='bold'")
        end = y
        for index, state in enumerate(states):
            here = [
                row.command
                for row in self.definition.rows
                if state in row.sources and row.sources != states and row.target in (STAY, state)
            ]
            for number, command in enumerate(here, start=1):
                end = max(end, y + 6 + LINE * number)
                self.text(self.left(index), y + 6 + LINE * number, command)
        if everywhere:
            end += LINE + 8
            self.text(MARGIN, end, f"in every state: {', '.join(everywhere)}")
        return end + MARGIN

    def left(self, index: int) -> int:
        return MARGIN + index * (BOX + self.gap)

    def line(self, path: str, colour: str) -> None:
        self.parts.append(
            f"<path d='{path}' fill='none' stroke='{colour}' stroke-width='1.5' "
            f"marker-end='url(#to{colour[1:]})'/>"
        )

    def text(self, x: int, y: int, words: str, form: str = "") -> None:
        self.parts.append(f"<text x='{x}' y='{y}' {form}>{escape(words)}</text>")


def _ways(definition: Definition) -> Iterable[Way]:
    """Yield the lines of the drawing: commands of equal sources and target share one."""
    found: dict[tuple[tuple[int, ...], int, str], list[str]] = {}
    rank = definition.rank
    for row in definition.rows:
        if row.target == STAY:
            continue
        target = rank[row.target]
        kind = "stage" if row.kind in ("stage", "season") else "fact"
        others = tuple(rank[source] for source in row.sources if rank[source] != target)
        if others:
            found.setdefault((others, target, kind), []).append(row.command)
    for (sources, target, kind), commands in found.items():
        yield Way(tuple(commands), sources, target, kind)


def _lanes(ways: Iterable[Way]) -> list[list[Way]]:
    """Put the ways into as few lanes as they fit in without touching, the shortest innermost."""
    lanes: list[list[Way]] = []
    for way in sorted(ways, key=lambda w: (w.ends[1] - w.ends[0], w.ends)):
        for lane in lanes:
            if all(way.ends[0] > o.ends[1] or way.ends[1] < o.ends[0] for o in lane):
                lane.append(way)
                break
        else:
            lanes.append([way])
    return lanes


def _is_forward(way: Way) -> bool:
    return way.target > max(way.sources)


def _colour(way: Way) -> str:
    return STAGE if way.kind == "stage" else FACT


def _words(colour: str) -> str:
    """Return the form of words on a line: a white edge keeps other lines away from them."""
    edge = "stroke='white' stroke-width='4' paint-order='stroke'"
    return f"text-anchor='middle' fill='{colour}' {edge}"


def _arrowhead(colour: str) -> str:
    return (
        f"<marker id='to{colour[1:]}' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='7' "
        f"markerHeight='7' orient='auto'><path d='M0 0L8 4L0 8z' fill='{colour}'/></marker>"
    )

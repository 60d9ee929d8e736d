"""WHAT WE MAKE OF IT: judgement about an answer, made anew at each review and never stored. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starclock.speech import Answer, Attempt, Interval, PhaseName, Source

Verdict = Literal["missing", "short", "on target", "long"]
Target = tuple[float | None, float | None]
"""A band (low, high) that is quiet inside; None at an end leaves it open."""


@dataclass(frozen=True, slots=True)
class Finding(Interval):
    """Something said (or heard) at a certain second.

    check : the name of its kind, e.g. "passive"
    text : the words it is about, quoted
    message : what a listener hears in it, one short sentence
    advice : the one thing to do about it
    strength : it counts in the speaker's favour
    source : "transcript" or "audio" (an estimate from the sound alone)
    """

    check: str
    text: str
    message: str
    phase: PhaseName | None = None
    source: Literal["transcript", "audio"] = "transcript"
    advice: str | None = None
    strength: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about an answer, or the reason why there is none.

    value : None where it could not be measured; `reason` then says why
    target : the band of speakers who do well, None where there is none
    phase : the phase it was measured in, None for the whole answer
    spread : one standard deviation of what a repeat would vary by, in `unit`; None where unknown or counted
    error : one standard deviation by which the value of this very take may be off, in `unit`; None where unknown
    count, exposure : a rate of events holds what it was counted from, `value = count / exposure` (minutes,
        sentences, ...); its noise then follows from the count
    at : the stretch it is about, where there is one
    """

    name: str
    value: float | None
    unit: str
    target: Target | None = None
    reason: str | None = None
    phase: PhaseName | None = None
    spread: float | None = None
    error: float | None = None
    at: Interval | None = None
    advice: str | None = None
    count: int | None = None
    exposure: float | None = None

    def __post_init__(self) -> None:
        if self.value is None and not self.reason:
            raise ValueError(f"{self.name}: a measure without a value needs a reason")

    @property
    def side(self) -> Literal["below", "inside", "above"] | None:
        """Where the value lies against its band; None where either is not known."""
        if self.value is None or self.target is None:
            return None
        low, high = self.target
        if low is not None and self.value < low:
            return "below"
        return "above" if high is not None and self.value > high else "inside"


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one phase ("total": of all that was said) against its target, in seconds.

    verdict : None where it could not be judged; `reason` then says why
    band : what counts as on target; None where nothing is aimed at
    """

    name: Literal["situation", "task", "action", "result", "total"]
    seconds: float
    target: float
    verdict: Verdict | None
    band: Target | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.verdict is None and not self.reason:
            raise ValueError(f"{self.name}: a timing without a verdict needs a reason")


@dataclass(frozen=True, slots=True)
class Advice:
    """One of at most three things said first, or praise: what it is about, what to do, and why in one sentence.

    drill : an exercise; "" where there is none
    cost : seconds that it takes from the story, None where no clock says
    """

    about: Finding | Measure
    advice: str
    why: str = ""
    drill: str = ""
    cost: float | None = None


FAILED = "not measured: a fault in starclock itself"
"""How the reason begins of what a check that failed should have measured."""
_UNDECIDED = "No fault stands out, but starclock is not sure enough to call it ready. Ask somebody to listen to it."


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer needs. `first`: at most three, the most useful first; `praise` takes none of its places."""

    answer: Answer
    timing: tuple[Timing, ...]
    findings: tuple[Finding, ...] = ()
    measures: tuple[Measure, ...] = ()
    first: tuple[Advice, ...] = ()
    praise: Advice | None = None

    @property
    def undecided(self) -> str:
        """What to show in the place of advice where somebody spoke English and it is neither faulted nor called ready;
        "" elsewhere."""
        judged = bool(self.answer.words) and self.answer.attempt.language in ("en", None)
        return _UNDECIDED if judged and not self.first else ""

    @property
    def failed(self) -> bool:
        """Whether a check failed, so that the next time may be better."""
        return any(measure.reason and measure.reason.startswith(FAILED) for measure in self.measures)

    def measure(self, name: str, phase: PhaseName | None = None) -> Measure | None:
        """The measure of this name, of the whole answer or of one phase; None where there is none."""
        return next((m for m in self.measures if m.name == name and m.phase == phase), None)

    def seconds(self, name: str) -> Timing:
        """The timing of a phase or of "total"."""
        return next(t for t in self.timing if t.name == name)


@dataclass(frozen=True, slots=True)
class Said(Interval):
    """A sentence as comparing needs it: its text, its phase, and its words in short.

    confidence, source : of its phase, as in `Sentence`
    seconds : what it adds to the time of its phase: the pause behind it too, without what nobody heard
    starts, chances : when each of its printed words starts, and its probability (0..1, None where not known)
    """

    text: str
    phase: PhaseName | None = None
    confidence: float | None = None
    source: Source = "model"
    seconds: float = 0.0
    starts: tuple[float, ...] = ()
    chances: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A report without its words: what comparing needs, light enough for hundreds of attempts.

    attempt : the attempt without words and sound
    measures : the report's own, its timing, and findings counted per minute
    said : the sentences in time order; empty where only the numbers are wanted
    """

    attempt: Attempt
    measures: tuple[Measure, ...]
    said: tuple[Said, ...] = ()

    def value(self, name: str) -> float | None:
        """The value of a measure of the whole answer; None where there is none."""
        return next((m.value for m in self.measures if m.name == name and m.phase is None), None)


Trend = Literal["up", "down", "level"]
Kind = Literal["take", "habit"]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure over several attempts, oldest first.

    values : in `unit`, which is seconds, words a minute, a share or whatever the measure has
    kind : "take" is what was said this time (seconds, counts), and real where it is more than the measuring can be off;
        "habit" is what the speaker can (rates, shares), and real where it is more than he varies by himself
    real : whether first to last is more than noise; None where either is not measured or its noise is not known
    lasting : whether it is also more than the speaker varies by himself; None where that is not known
    nearer : whether the last is nearer to its target than the first; None where there is no target, either is
        not measured, or both are equally near
    best : index of the attempt nearest to the target; None where there is no target
    trend : whether the later half of at least four attempts differs from the earlier half by more than noise
    """

    name: str
    unit: str
    values: tuple[float | None, ...]
    real: bool | None
    nearer: bool | None
    reason: str | None = None
    target: Target | None = None
    phase: PhaseName | None = None
    best: int | None = None
    trend: Trend | None = None
    kind: Kind = "habit"
    lasting: bool | None = None

    @property
    def before(self) -> float | None:
        """Its value in the first attempt."""
        return self.values[0]

    @property
    def after(self) -> float | None:
        """Its value in the last attempt."""
        return self.values[-1]


@dataclass(frozen=True, slots=True)
class Wording:
    """How much of the last telling is the telling before it, word for word.

    overlap : share of the four-word runs of both that both have, 0..1; None where either is too short
    verbatim : sentences of the last that the one before has word for word
    series : the overlap of each attempt with the one before it
    reading : what the overlap says, in plain words
    """

    overlap: float | None
    verbatim: tuple[Said, ...] = ()
    series: tuple[float | None, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """One fact told with different values.

    fact : the words around it
    values : as said in each attempt, oldest first; None where an attempt does not tell it
    sentences : where it was said, likewise
    meant : what the values say, likewise: the same for "40 percent" and "forty percent"
    card : as the story card has it, None where it has not or there is none
    """

    fact: str
    values: tuple[str | None, ...]
    sentences: tuple[Said | None, ...]
    meant: tuple[str | None, ...]
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several attempts side by side, oldest first.

    verdict : what changed from the first to the last in a sentence or two
    keep : the number (from 0) of the take to keep; None for two different stories, or where nothing has a target
    course : what three and more attempts say together, a line each: take to keep, clearest phases, trend, plateau
    vanished, appeared : points of the first that the last lacks, and the other way round
    names : names that sound alike and were written in several ways, the most frequent spelling first
    cautions : why the attempts cannot be compared without doubt, in plain words
    """

    attempts: tuple[Attempt, ...]
    changes: tuple[Change, ...]
    wording: Wording
    verdict: str = ""
    keep: int | None = None
    course: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()
    vanished: tuple[Said, ...] = ()
    appeared: tuple[Said, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    cautions: tuple[str, ...] = ()

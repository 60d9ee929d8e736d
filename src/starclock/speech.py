"""WHAT WAS SAID. Frozen values; every time is in seconds from the start of the recording. No I/O.

    Interval      a stretch of time
    ├── Word          one word the recognizer printed
    ├── Sentence      words up to a full stop or a pause, with the phase they belong to
    ├── Phase         a run of sentences of one phase
    ├── Aside         another voice, or what a recognizer invented
    ├── Correction    the speaker's own word on a stretch: "this is Action"
    └── Ruling        the speaker's own word on a finding: "that was no filler"
    Sound         what was heard besides the words: voice, pauses, noise, level, pitch
    ├── Hesitation    a steady stretch that may be an "um"
    └── Track         level and pitch over time
    Channels      which channels of a recording hold the voice
    Attempt       the facts of one recording, as stored on disk
    Answer        an attempt with its sentences and phases found

Left of `Answer` everything is fact and kept; `Answer` itself is judgement and made anew each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from starclock.intervals import Interval as Interval  # also known from here: it is where every value begins
from starclock.intervals import extent, gaps

PhaseName = Literal["situation", "task", "action", "result"]
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)

Source = Literal["model", "speaker"]

DRILL = "drill"
"""The tag of an attempt that tells one scene of a story, not a full story."""


@dataclass(frozen=True, slots=True)
class Word(Interval):
    """One word as printed, without blanks around it; `probability` 0..1, None where not known."""

    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Sentence(Interval):
    """Words up to a full stop or a pause. `phase` None is talk outside the story.

    `confidence` is the calibrated chance (0..1) that `phase` is right, None where nobody estimated it.
    `part` is "lesson" for reflection, which counts as the end of the result.
    """

    words: tuple[Word, ...]
    phase: PhaseName | None = None
    confidence: float | None = None
    part: Literal["lesson"] | None = None
    source: Source = "model"

    @property
    def text(self) -> str:
        """Its words as printed."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Phase(Interval):
    """A run of sentences of one phase, up to where the next begins: a pause belongs to the phase it ends.

    `uncertainty` is how far `start` may be off, in seconds (one standard deviation), None where unknown.
    """

    phase: PhaseName
    confidence: float | None = None
    source: Source = "model"
    uncertainty: float | None = None


@dataclass(frozen=True, slots=True)
class Correction(Interval):
    """The speaker says that this stretch is `phase`; None: outside the story. Wins over any model.

    pressed : its ends are keys that were pressed while speaking, so a moment late or early
    """

    phase: PhaseName | None
    part: Literal["lesson"] | None = None
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Ruling(Interval):
    """The speaker confirms (`accepted`) or rejects a finding of `check` in this stretch."""

    check: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Aside(Interval):
    """A stretch that is not the speaker's: another voice, or words that a recognizer invented (`speaker` None)."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Hesitation(Interval):
    """A steady voiced stretch that may be an "um". Whether it is one is judged later, beside the words.

    features : what it sounds like, by name; units and meaning stand in `sound/hesitations.py`
    """

    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unprinted(Interval):
    """A gap between two printed words about which the recognizer was asked whether it hears an "um" there.

    Its start and end are where the recognizer's attention would have the "um" begin and end: right within some 0.2 s,
    so the sound must say where it is (`checks/_places.py`).

    ratio : log likelihood of the words with an "um" or "uh" here, less that of the words as printed (natural
        logarithm). Most are below -8; from about -4 on the recognizer likely heard one and left it out.
    """

    ratio: float


@dataclass(frozen=True, slots=True)
class Track:
    """Level and pitch over the whole recording, one value each `step` seconds.

    levels : dB below full scale
    pitches : Hz; None where no voice has a clear pitch
    """

    step: float
    levels: tuple[float, ...] = ()
    pitches: tuple[float | None, ...] = ()

    def during(self, stretch: Interval) -> slice:
        """Which values lie in a stretch: `track.levels[track.during(sentence)]`."""
        return slice(round(stretch.start / self.step), round(stretch.end / self.step))


@dataclass(frozen=True, slots=True)
class Sound:
    """What the microphone heard besides words.

    speech : stretches with a voice, in time order, not overlapping, at least 0.15 s of silence between them
    noise_db, speech_db : median level of the silences and of the speech, dB below full scale
    clipped : share of samples at full scale, 0..1
    bandwidth : highest frequency that the voice still reaches, Hz (a telephone: about 3,400)
    nuclei : times of the loudness peaks that syllables make
    hesitations : stretches that may be filled pauses, in time order
    gaps : stretches in which the microphone gave nothing (exact zeros): muted, or samples were lost
    """

    speech: tuple[Interval, ...] = ()
    noise_db: float | None = None
    speech_db: float | None = None
    clipped: float | None = None
    bandwidth: float | None = None
    nuclei: tuple[float, ...] = ()
    track: Track | None = None
    hesitations: tuple[Hesitation, ...] = ()
    gaps: tuple[Interval, ...] = ()

    @property
    def pauses(self) -> tuple[Interval, ...]:
        """The silences between stretches of speech; what comes before the first and after the last is none.

        Nor is one with a gap in it: whether the speaker was silent then, nobody knows.
        """
        if not self.speech:
            return ()
        found = gaps(self.speech, extent(self.speech))
        return tuple(pause for pause in found if not self.unheard(pause))

    def unheard(self, stretch: Interval) -> float:
        """Seconds of a stretch that lie in gaps."""
        return sum(gap.overlap(stretch) for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Channels:
    """Which channels of a recording were heard: the mean of those `used`.

    used : their numbers, from 1
    of : how many the recording has
    source : "speaker" where they were chosen by hand
    """

    used: tuple[int, ...]
    of: int
    source: Source = "model"


@dataclass(frozen=True, slots=True)
class Recording:
    """How the take was made.

    overflows : how often the system lost samples
    interrupted : why it ended early, None after a normal stop
    lost : seconds of sound that were lost, for which silence stands in the recording
    """

    device: str
    sample_rate: int
    overflows: int = 0
    interrupted: str | None = None
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The facts of one spoken answer. Stored; never holds a judgement.

    words : as recognized, in time order
    verbatim : the recognizer prints "um" and "uh" where they are said
    language : ISO 639-1 code, None where nobody looked
    sound : None for a transcript that came without audio
    asides : stretches that are not the speaker's, in time order, overlapping no word
    remarks : what was left out or mended when the transcript was read, one line each
    unprinted : where the recognizer was asked for an "um" it did not print; None where it was not asked
    origin : SHA-256 of the file it was imported from, None for what was recorded here
    channels : None where there was only one, or nobody asked (then the mean of all was heard)
    """

    id: str
    seconds: float
    words: tuple[Word, ...]
    recognizer: str
    model: str | None = None
    verbatim: bool = False
    language: str | None = "en"
    recorded_at: str | None = None
    question: str | None = None
    story: str | None = None
    audio: str | None = None
    sound: Sound | None = None
    unprinted: tuple[Unprinted, ...] | None = None
    recording: Recording | None = None
    corrections: tuple[Correction, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    name: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    remarks: tuple[str, ...] = ()
    origin: str | None = None
    channels: Channels | None = None

    @property
    def doubtful(self) -> bool:
        """Heard by PocketSphinx, the last resort of earlier versions, which got one word in three of people wrong."""
        return self.recognizer == "pocketsphinx"


@dataclass(frozen=True, slots=True)
class Answer:
    """An attempt with its sentences and phases: what every check looks at."""

    attempt: Attempt
    sentences: tuple[Sentence, ...] = ()
    phases: tuple[Phase, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the attempt."""
        return self.attempt.words

    @property
    def span(self) -> Interval:
        """From the first word to the end of the last; without words the marked phases; empty at 0 without either."""
        told = self.words or self.phases
        return extent(told) if told else Interval(0.0, 0.0)

    def words_in(self, stretch: Interval) -> tuple[Word, ...]:
        """The words whose middle lies in a stretch."""
        return tuple(word for word in self.words if stretch.contains(word.middle))

    @property
    def gaps(self) -> tuple[Interval, ...]:
        """Stretches in which the microphone gave nothing; what was said in them, nobody knows."""
        return self.attempt.sound.gaps if self.attempt.sound else ()

    @property
    def talk_seconds(self) -> float:
        """Seconds of `span` in which the microphone could hear and nobody else spoke."""
        return self._heard(self.span) - sum(self.span.overlap(aside) for aside in self.attempt.asides)

    def seconds_of(self, phase: PhaseName) -> float:
        """Seconds given to a phase, all its returns added, as far as the microphone could hear."""
        return sum(self._heard(p) for p in self.phases if p.phase == phase)

    def _heard(self, stretch: Interval) -> float:
        return stretch.seconds - sum(gap.overlap(stretch) for gap in self.gaps)

    def hidden(self, phase: PhaseName) -> float:
        """Seconds of gaps in which this phase may have been told: those where its turn was.

        Its turn is after what comes before it and before what comes after it, by the order of the phases.
        """
        turn, seconds = PHASES.index(phase), 0.0
        for gap in self.gaps:
            before = [PHASES.index(p.phase) for p in self.phases if p.start < gap.start]
            after = [PHASES.index(p.phase) for p in self.phases if p.start >= gap.start]
            if max(before, default=0) <= turn <= min(after, default=len(PHASES)):
                seconds += gap.seconds
        return seconds

    def phase_at(self, time: float) -> PhaseName | None:
        """The phase that is told at a time; None outside of all."""
        return next((p.phase for p in self.phases if p.contains(time)), None)

    def sentences_of(self, *phases: PhaseName | None) -> Iterator[Sentence]:
        """The sentences of these phases, in time order."""
        return (s for s in self.sentences if s.phase in phases)

    def sentence_at(self, time: float) -> Sentence | None:
        """The sentence that is said at a time; None between two."""
        return next((s for s in self.sentences if s.contains(time)), None)

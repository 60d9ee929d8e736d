"""An answer read once for every kind of advice: what each sentence does in the story, and where its parts lie."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from starclock.advice import _faults
from starclock.advice._faults import Fault
from starclock.advice._labels import Label, scores
from starclock.advice._marks import MARKS, Mark, chances
from starclock.advice._told import EDGE, Told, around, done, quoted, senses_of, shown
from starclock.asked import Asked, asked
from starclock.english.deeds import all_deeds
from starclock.english.lines import line_of, tokens_of
from starclock.english.verbs import is_past
from starclock.report import Advice, Finding, Report
from starclock.segmentation.encoder import encode_layers, pieces
from starclock.segmentation.phase_weights import Floats, load_encoder
from starclock.settings import Settings
from starclock.speech import DRILL, PhaseName, Sentence

_SPEAK = frozenset(
    "say tell ask answer reply explain complain agree argue laugh shout promise suggest mention warn thank insist admit"
    " refuse object disagree nod smile cry yell offer accept apologize apologise doubt protest resist push shrug stare"
    " want hate love worry fear think believe decide call write email text ring nominate praise sign hug swear joke"
    " point demand beg blame accuse react respond listen confess concede grumble snap demand veto approve reject"
    " notice realize quit resign walk calm thank hesitate soften trust request order choose".split()
)
"""What shows another person's words or reaction."""
BRIEF = 100.0
"""Seconds up to which an answer is as short as a quick example is meant to be."""
_WORDS = re.compile(r"\b(?:say|said|tell|told|words?|put it|phrase\w*|answer\w*|reply|replied)\b")
"""Questions about one scene that ask for what was said."""
TALK = frozenset(
    "tell ask show explain propose recommend suggest present persuade offer warn email phone ring call pitch insist"
    " promise"
    " admit confess apologize apologise confront walk invite convince".split()
)
"""What the speaker does to be heard by somebody."""
_PEOPLE = frozenset("him her them".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday christmas easter english french german spanish american i'm i'd i've ok okay"
    " thanksgiving god".split()
)
_VERDICT, _PLAIN_VERDICT = 1.0, 2.6
"""Scores from which a result may be, and surely is, only a verdict. From 0.3 on it is right in 87 of 100, from there
upwards in more (`scripts/train_labels.py --check`)."""


class Story:
    """A report as the kinds of advice look at it. Indices count sentences."""

    def __init__(self, report: Report, settings: Settings) -> None:
        self.report = report
        self.answer = report.answer
        self.settings = settings
        self.asked: Asked = asked(report.answer.attempt.question)
        if DRILL in report.answer.attempt.tags:
            self.asked = Asked("scene", self.asked.topics)
        self.names = _names(report.answer.sentences)
        people = frozenset(self.names)
        self.told = tuple(
            Told(at, sentence, text, senses_of(text), all_deeds(sentence.words, people))
            for at, sentence in enumerate(report.answer.sentences)
            for text in [line_of(sentence.words).text]
        )

    # What is asked about the whole answer

    @property
    def seconds(self) -> float:
        """From the first word to the end of the last, in seconds."""
        return self.answer.talk_seconds

    @cached_property
    def question(self) -> str:
        """What was asked, lower case; "" where nobody knows."""
        return (self.answer.attempt.question or "").lower()

    @property
    def wants_words(self) -> bool:
        """Whether a question about one scene asks for what was said."""
        return self.asked.shape == "scene" and _WORDS.search(self.question) is not None

    @cached_property
    def text(self) -> str:
        """All lines, lower case, no punctuation."""
        return " ".join(one.text for one in self.told)

    def of(self, *phases: PhaseName | None) -> list[Told]:
        """The sentences of some phases, lessons left out."""
        return [one for one in self.told if one.phase in phases and not one.lesson]

    def having(self, *senses: str, within: Iterable[Told] | None = None) -> list[Told]:
        """The sentences that show one of `senses`."""
        return [one for one in (self.told if within is None else within) if one.has(*senses)]

    @cached_property
    def topics(self) -> frozenset[str]:
        """What the question asks to see."""
        return frozenset(self.asked.topics)

    def about(self, *topics: str) -> bool:
        """Whether the question asks for one of `topics`."""
        return not self.topics.isdisjoint(topics)

    @cached_property
    def leads(self) -> bool:
        """Whether the speaker leads people: by the settings, or because the answer says so."""
        return self.settings.role == "em" or bool(self.having("lead role"))

    # What was learned from answers that readers marked

    @cached_property
    def encoded(self) -> Floats:
        """What each layer of the sentence encoder makes of each sentence [shape=(layers, sentences, size)]."""
        encoder = load_encoder()
        said = [[word.text for word in one.sentence.words] for one in self.told]
        return encode_layers([pieces(words, encoder.pieces) for words in said], encoder)

    @cached_property
    def marks(self) -> Floats:
        """The chance of each mark for each sentence [shape=(sentences, marks)], in the order of `MARKS`."""
        return chances(self)

    @cached_property
    def diagnosis(self) -> Mapping[Fault, float]:
        """The chance that each fault is what costs this answer most; "none" that nothing does."""
        return _faults.chances(self)

    def chance(self, one: Told, *marks: Mark) -> float:
        """The chance that a sentence does one of `marks`: that of the likeliest."""
        return max(float(self.marks[one.at, MARKS.index(mark)]) for mark in marks)

    def most(self, mark: Mark, within: Sequence[Told] = ()) -> Told:
        """The sentence that fits a mark best, among some or, where these are none, among all."""
        return max(within or self.told, key=lambda one: self.chance(one, mark))

    def plainest(self, mark: Mark, within: Sequence[Told] = ()) -> list[Told]:
        """The sentence that fits a mark best and, where it fits at least half as well, the next one; in their order."""
        ranked = sorted(within or self.told, key=lambda one: -self.chance(one, mark))[:2]
        least = self.chance(ranked[0], mark) / 2
        return sorted((one for one in ranked if self.chance(one, mark) >= least), key=lambda one: one.at)

    def marked(self, mark: Mark, least: float = 0.5, within: Iterable[Told] | None = None) -> list[Told]:
        """The sentences that do what a mark says, from a chance on, in order."""
        return [one for one in (self.told if within is None else within) if self.chance(one, mark) >= least]

    def expected(self, mark: Mark, within: Iterable[Told] | None = None) -> float:
        """How many sentences do what a mark says: the sum of the chances."""
        return sum(self.chance(one, mark) for one in (self.told if within is None else within))

    # Its parts

    @cached_property
    def action(self) -> list[Told]:
        """The sentences of the action, without lessons."""
        return self.of("action")

    @cached_property
    def first_own(self) -> Told | None:
        """The first sentence of the action in which the speaker does something."""
        return next((one for one in self.action if one.did("i", "we")), None)

    @cached_property
    def setup(self) -> list[Told]:
        """What is told before the first own deed."""
        first = self.first_own
        return [one for one in self.told if first is None or one.at < first.at]

    @cached_property
    def last_action(self) -> int:
        """The index of the last sentence of the action; -1 where there is none."""
        return max((one.at for one in self.action), default=-1)

    @cached_property
    def result(self) -> list[Told]:
        """The sentences of the result, without the lesson."""
        return self.of("result")

    @cached_property
    def ending(self) -> list[Told]:
        """The result that the story ends on: what follows the last action, else the result told late."""
        after = [one for one in self.result if one.at > self.last_action]
        late = self.answer.span.start + 0.62 * self.seconds
        return after or [one for one in self.result if one.sentence.start >= late]

    @cached_property
    def opens_with_result(self) -> bool:
        """Whether the story is told from its end: one of its first four sentences is result."""
        return any(one.phase == "result" for one in self.told[:4])

    @cached_property
    def lessons(self) -> list[Told]:
        """What the speaker takes from it: marked so, or a late sentence that says so."""
        return [
            one
            for one in self.told
            if one.lesson or (self.late(one) and one.has("learned") and one.phase in ("result", None))
        ]

    def late(self, one: Told, share: float = 0.65) -> bool:
        """Whether a sentence begins in the last part of the answer."""
        return one.sentence.start >= self.answer.span.start + share * self.seconds

    # Other people

    def voice(self, one: Told) -> bool:
        """Whether somebody else speaks, decides or reacts in a sentence."""
        for deed in one.deeds:
            if deed.who in ("other", "they", "team") and deed.group.lemma in _SPEAK and deed.group.tense != "base":
                return True
        return _REACTS.search(one.text) is not None

    @cached_property
    def voices(self) -> list[Told]:
        """Sentences of action and result in which somebody else is heard."""
        return [one for one in self.told if one.phase in ("action", "result") and self.voice(one)]

    def answered(self, one: Told, within: int = 2) -> bool:
        """Whether somebody else says or does something in a sentence or the next few."""
        near = self.told[one.at : one.at + within + 1]
        return any(self.voice(t) or (t.at > one.at and t.did("other", "they", "team")) for t in near)

    def speaks_to(self, one: Told) -> str | None:
        """Whom the speaker talks to in a sentence: a name, "him", "the director"; None where to nobody."""
        said = tokens_of(one.sentence.words)
        for deed in one.deeds:
            if deed.who != "i" or deed.group.lemma not in TALK or deed.group.negated or deed.group.modal:
                continue
            for token in said[deed.group.last + 1 : deed.group.last + 6]:
                if token.text in self.names or token.text in _PEOPLE:
                    return self.names.get(token.text, token.text)
        return None

    @cached_property
    def person(self) -> str | None:
        """The name of whoever is told of most besides the speaker; None where nobody has one."""
        counts: Counter[str] = Counter()
        for one in self.told:
            said = tokens_of(one.sentence.words)
            counts.update({self.names[t.text] for t in said if t.text in self.names})
        known = ((name, times) for name, times in counts.most_common() if name in self._acting)
        name, times = next(known, ("", 0))
        return name if times > 1 else None

    @cached_property
    def _acting(self) -> frozenset[str]:
        """The names whose bearers do something somewhere, and that never stand where a place stands ("in Oslo")."""
        acting, places = set(), set()
        for one in self.told:
            said = tokens_of(one.sentence.words)
            acting |= {said[deed.subject].text for deed in one.deeds if deed.who == "other"}
            places |= {here.text for before, here in pairwise(said) if before.text in _INSIDE}
        return frozenset(name for key, name in self.names.items() if key in acting - places and not name.isupper())

    def tells(self, one: Told) -> bool:
        """Whether the speaker does something in a sentence that is worth opening up: nothing passed on or regretted."""
        handed = any(one.sentence.contains(f.middle) for f in self.findings("hand-off"))
        return (
            one.did("i") and not handed and not one.has("own fault", "blame", "talk down", "passed on", "hidden talk")
        )

    # What the sentence encoder says

    @cached_property
    def stock(self) -> dict[int, float]:
        """How well each lesson fits any story, by the index of its sentence; above 0 where it rather does."""
        return self._scored("stock", self.lessons)

    @cached_property
    def verdicts(self) -> list[Told]:
        """The results that the story ends on which are only a verdict ("it went well"), and tell no change."""
        return self._verdicts(_VERDICT)

    @cached_property
    def plain_verdicts(self) -> list[Told]:
        """Those among them that nobody would take for anything else."""
        return self._verdicts(_PLAIN_VERDICT)

    def _verdicts(self, least: float) -> list[Told]:
        known = [one for f in self.findings("vague-result") for one in [self.sentence_of(f)] if one in self.ending]
        learned = self._scored("vague", self.ending)
        return [
            one
            for one in self.ending
            if one in known or (learned[one.at] > least and not self.figures(one) and not one.lesson)
        ]

    @cached_property
    def blaming(self) -> dict[int, float]:
        """How well each sentence sounds like a fault put on somebody else, by index; above 0 where it rather does."""
        return self._scored("blame", [one for one in self.told if not one.lesson])

    def turns(self, told: Sequence[Told]) -> list[float]:
        """How well each sentence fits a step that could have gone another way."""
        return list(self._scored("turn", told).values())

    def _scored(self, label: Label, told: Sequence[Told]) -> dict[int, float]:
        found = scores(label, self.encoded[-1][[one.at for one in told]], told)
        return {one.at: score for one, score in zip(told, found, strict=True)}

    # Words for advice

    def quoted(self, one: Told | Sentence) -> str:
        """A sentence quoted for the middle of a line."""
        return quoted(one.sentence if isinstance(one, Told) else one)

    def on(self, kind: str, one: Told, message: str) -> Finding:
        """A finding on a whole sentence."""
        s = one.sentence
        return Finding(s.start, s.end, kind, shown(s), message, s.phase)

    def findings(self, *checks: str, strength: bool | None = False) -> list[Finding]:
        """Findings of some checks in the transcript; strengths only (True), faults only (False) or both (None)."""
        return [f for f in self._printed if f.check in checks and (strength is None or f.strength is strength)]

    @cached_property
    def _printed(self) -> list[Finding]:
        return [f for f in self.report.findings if f.source == "transcript"]

    def within(self, check: str, one: Told) -> list[Finding]:
        """The findings of a check, strengths too, whose middle lies in a sentence."""
        return self._placed.get((check, one.at), [])

    @cached_property
    def _placed(self) -> dict[tuple[str, int], list[Finding]]:
        starts = [one.sentence.start for one in self.told]
        placed: dict[tuple[str, int], list[Finding]] = {}
        for found in self._printed:
            at = bisect_right(starts, found.middle) - 1
            if at >= 0 and self.told[at].sentence.contains(found.middle):
                placed.setdefault((found.check, at), []).append(found)
        return placed

    def sentence_of(self, finding: Finding) -> Told | None:
        """The sentence that a finding stands in; None where it stands in none."""
        return next((one for one in self.told if one.sentence.contains(finding.middle)), None) or next(
            (one for one in self.told if one.sentence.overlap(finding) > 0), None
        )

    def own(self, one: Told) -> str:
        """The clause around what the speaker does in a sentence, quoted."""
        said = tokens_of(one.sentence.words)
        deed = max(
            (d for d in one.deeds if d.who == "i" and done(d)), key=lambda d: d.group.tense == "past", default=None
        )
        if deed is None:
            return self.quoted(one)
        return around(one.sentence, said[deed.subject].word, said[deed.group.last].word)

    def spot(self, finding: Finding) -> str:
        """The clause around a finding, quoted."""
        one = self.sentence_of(finding)
        if one is None:
            return f"“{finding.text}”"
        words = [i for i, word in enumerate(one.sentence.words) if finding.contains(word.middle)]
        return around(one.sentence, words[0], words[-1]) if words else self.quoted(one)

    def figured(self, one: Told) -> str:
        """The clause around the number that says most: a change, a share, else the first; quoted."""
        found = self.figures(one)
        if not found:
            return self.quoted(one)
        return self.spot(max(found, key=lambda f: (" to " in f.text, "%" in f.text or "percent" in f.text, -f.start)))

    def figures(self, one: Told) -> list[Finding]:
        """Numbers that count as evidence in a sentence."""
        return [f for f in self.within("quantified", one) if not _numbered(one, f)]


_THING = frozenset(
    "hall room line floor number gate bay ward unit shift version phase platform bed table tool turbine block class"
    " page step week day module level cell pump tank tower building".split()
)
"""What a number names: "hall 5"."""


def _numbered(one: Told, figure: Finding) -> bool:
    """Whether a number is the name of a thing."""
    words = one.sentence.words
    first = next((i for i, word in enumerate(words) if figure.contains(word.middle)), 0)
    found = figure.text.lower().split()
    before = words[first - 1].text.lower() if first else ""
    return (before in _THING and len(found) == 1) or (len(found) == 2 and found[0] in _THING)


_REACTS = re.compile(
    r"\b(?:(?:he|she|they|who|everyone|everybody|nobody|people|\w+) (?:was|were|is|are|'s|'re) (?:like|just like"
    r"|going|all)"
    r"|(?:he|she|they)'(?:s|re) (?:like|going)|goes|(?:his|her|their) (?:answer|reply|words|face)"
    r"|(?:said|told|asked|says|tells|asks|wrote) (?:me|us|my|to me|he|she|they|it was|it's|that he|that she|yes|no"
    r"|okay|ok)"
    r"|(?:thanked|thanks|hugged|praised|called|emailed|texted|messaged) (?:me|us)|came (?:round|around|back to me)"
    r"|gave in"
    r"|(?:furious|angry|upset|relieved|annoyed|delighted|thrilled|quiet|silent|in tears|crying|laughing|unhappy"
    r"|nervous))\b"
)


def _names(sentences: Sequence[Sentence]) -> dict[str, str]:
    """Names of people, lower case -> as printed: capitalized where no sentence begins, and treated as a person."""
    found: dict[str, str] = {}
    for sentence in sentences:
        said = tokens_of(sentence.words)
        for at, token in enumerate(said):
            if not token.name or token.text in _MONTHS or len(token.text) < 3 or not token.text.isalpha():
                continue
            before = said[at - 1].text if at else ""
            after = said[at + 1].text if at + 1 < len(said) else ""
            known = (
                before in _TO_PEOPLE
                or after in _BY_PEOPLE
                or (len(after) > 3 and is_past(after) and before not in _ARTICLES)
                or (at and said[at - 1].stop == "," and token.stop == ",")
            )
            if known and before not in _PLACED:
                found.setdefault(
                    token.text, sentence.words[token.word].text.strip(EDGE).removesuffix("'s").removesuffix("’s")
                )
    return found


_ARTICLES = frozenset("the a an this that our my their his her its".split())
_INSIDE = frozenset("in at from near outside".split())
_PLACED = frozenset("in at from near of outside around for the a an by on".split())
"""What stands before a place, a firm or a thing."""
_TO_PEOPLE = frozenset(
    "told asked called rang phoned with to mr mrs ms dr named showed had got gave emailed texted from made let"
    " walked"
    " thanked manager boss director lead colleague coworker engineer designer partner named wife husband".split()
)
_BY_PEOPLE = frozenset(
    "said told asked says asks wanted was did had agreed refused called came went got gave wrote thought knew took put"
    " looked laughed left who ran found signed nodded answered replied did didn't wasn't would".split()
)


def no_rule(_: Story) -> None:
    """The rule of a kind that has none: only what was learned finds it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of advice.

    name : short, in words; shown as the name of its finding
    rank : what costs most comes first
    about : the question put to the whole answer
    source : who in the field asks it
    look : the advice, or None where the answer passes
    faults : the learned faults that it answers; where one is likely its question counts as failed
    tell : the advice where a fault is likely by what was learned and `look` finds nothing
    least : the chance from which a fault is likely; higher for kinds that are learned less well
    mark, seen : the mark that some sentence must show for it, and the least chance of it: what cannot be pointed at is
        not told
    measured : the clock answers its question; what was learned counts against it only where the answer is rather ready
    certain : its rule counts what was said, and is believed whatever was learned
    alone : nothing else is worth saying beside it
    topic : two kinds of one topic never stand together
    mild : it may stand beside "ready"
    """

    name: str
    rank: int
    about: str
    source: str
    look: Callable[[Story], Advice | None]
    faults: tuple[Fault, ...] = ()
    tell: Callable[[Story], Advice | None] = lambda _: None
    least: float = 0.22
    mark: Mark | None = None
    seen: float = 0.0
    measured: bool = False
    certain: bool = False
    alone: bool = False
    topic: str = ""
    mild: bool = False

    def likely(self, story: Story) -> float | None:
        """The chance of its faults, the likeliest of them; None where it has none."""
        return max((story.diagnosis[fault] for fault in self.faults), default=None)

    def learned(self, story: Story) -> bool:
        """Whether what was learned says that its question fails."""
        if (self.likely(story) or 0.0) < self.least:
            return False
        return self.mark is None or story.chance(story.most(self.mark), self.mark) >= self.seen


def longest_run(told: Iterable[Told], fits: Callable[[Told], bool]) -> list[Told]:
    """The run of neighbours that takes the most seconds among those that fit."""
    best: list[Told] = []
    run: list[Told] = []

    def spent(run: list[Told]) -> float:
        return run[-1].sentence.end - run[0].sentence.start if run else 0.0

    for one in told:
        run = [*run, one] if fits(one) else []
        if spent(run) > spent(best):
            best = run
    return best


def iterate(told: Sequence[Told], after: int, most: int) -> Iterator[Told]:
    """The next `most` sentences after an index."""
    return (one for one in told if after < one.at <= after + most)

"""Team subject: a deed of the story told of "we", "they" or "the team", so that the speaker's part is hidden.

States and habits ("we had 40 engineers", "we use Kafka") are no deeds. Where the line runs was learned from
answers marked by hand (`scripts/train_words.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starclock.checks import Check
from starclock.checks._linear import chance
from starclock.english import Token, quote
from starclock.english.deeds import Deed, deeds
from starclock.english.lines import line_of
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import PHASES, Answer, Sentence

LEAST = 0.36
"""Chance from which a deed counts: misses and false alarms of left-out authors weigh the same there."""
_ENOUGH = 5
"""Deeds in a phase from which a share of them says something."""
_STATES = frozenset("be have use need want know like love hate think believe feel hope mean own care seem".split())
"""What is no deed in any form, whatever the model makes of it."""
_CLASSES = {
    "state": "be have need want know like love hate use own think believe feel see mean seem live belong expect hope"
    " understand remember care depend deserve lack trust fear care worry enjoy sit stay keep wait work run",
    "say": "say tell ask answer call reply explain complain agree argue laugh shout promise suggest mention claim"
    " warn thank insist",
    "make": "build write make rewrite create ship launch deploy design implement develop draft fix change replace"
    " migrate move roll cut split merge add remove refactor test measure set put set install swap automate release",
    "find": "find discover realize realise notice identify learn figure spot trace",
    "meet": "meet sit talk discuss review agree decide choose pick go come walk speak",
    "get": "get reach hit win lose finish deliver close end pass miss save reduce grow sell hire open start stop",
}
_CLASS = {word: name for name, words in _CLASSES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class PlacedDeed:
    """A deed in its place: the sentence, its tokens, who did the two deeds before, how I-led the answer is."""

    sentence: Sentence
    said: tuple[Token, ...]
    deed: Deed
    before: tuple[str, str]
    led: str


def placed_deeds(sentences: Sequence[Sentence]) -> Iterator[PlacedDeed]:
    """Every deed of an answer, in order."""
    read = [(sentence, *deeds(sentence.words)) for sentence in sentences]
    who = [deed.who for _, _, found in read for deed in found]
    led = str(round(3 * who.count("i") / len(who))) if who else ""
    before = ("", "")
    for sentence, said, found in read:
        for deed in found:
            yield PlacedDeed(sentence, said, deed, before, led)
            before = (before[1], deed.who)


def features(one: PlacedDeed) -> Iterator[str]:
    """What the model sees of a deed: subject, verb and its form, neighbours, where in the story."""
    said, deed, group = one.said, one.deed, one.deed.group
    who = deed.who
    phase = "lesson" if one.sentence.part else str(one.sentence.phase)
    form = f"{group.tense} {group.perfect} {group.progressive}"
    kind = _CLASS.get(group.lemma, "other")
    before = said[deed.subject - 1].text if deed.subject else "^"
    after = said[group.last + 1].text if group.last + 1 < len(said) else "$"
    yield from (f"who {who}", f"lemma {group.lemma}", f"form {form}")
    yield from (f"who form {who} {form}", f"kind {kind}", f"who kind {who} {kind}", f"kind form {kind} {form}")
    yield from (f"phase {phase}", f"who phase {who} {phase}", f"phase form {phase} {form}")
    yield f"phase kind {phase} {kind}"
    yield from (f"before {before}", f"after {after}", f"modal {group.modal}")
    yield from (f"negated {group.negated} {who}", f"passive {group.passive}", f"gap {min(3, group.last - deed.head)}")
    yield from (f"led {one.led}", f"led who {one.led} {who}", f"follows {who} {one.before[1]}")
    yield from (f"run {who} {' '.join(one.before)}", f"led kind {one.led} {who} {kind}", f"before who {before} {who}")
    if who == "team":
        yield from (f"team {said[deed.head].text}", f"team form phase {form} {phase}")


def hides(one: PlacedDeed) -> bool:
    """Whether a deed of others hides who did it."""
    if one.deed.who == "i" or one.deed.group.lemma in _STATES:
        return False
    return chance("team_subject", features(one)) >= LEAST


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:
    every = list(placed_deeds(answer.sentences))
    shares = list(_shares(every, settings))
    own = next(m for m in shares if m.name == "I share" and m.phase == "action")
    low = settings.band(f"I share, {settings.role}").low or 0.0
    led = own.value is not None and own.value + (own.spread or 0.0) >= low
    for one in every:
        # The team of a manager does the work, so there only "we" hides who decided.
        if hides(one) and not (settings.role == "em" and one.deed.who != "we"):
            yield _finding(one, led)
    yield from shares


def _finding(one: PlacedDeed, led: bool) -> Finding:
    sentence, said, deed = one.sentence, one.said, one.deed
    start, end, text = quote(sentence.words, said[deed.subject], said[deed.group.last])
    whole = line_of(sentence.words).shown
    if led:
        message = f"shared credit, and your own part is clear around it: “{whole}”"
        return Finding(start, end, "team-subject", text, message, sentence.phase)
    advice = f"Say it again with your own part first: “I …”, then who did the rest. You said “{text}”."
    return Finding(start, end, "team-subject", text, f"who did it? “{whole}”", sentence.phase, advice=advice)


def _shares(every: Sequence[PlacedDeed], settings: Settings) -> Iterator[Measure]:
    """Of the deeds in each phase, how many are told of I, of we, of others."""
    band = settings.band(f"I share, {settings.role}")
    for phase in PHASES:
        who = Counter(one.deed.who for one in every if one.sentence.phase == phase and not one.sentence.part)
        who["they"] += who.pop("team", 0)
        total = who.total()
        for name in ("I", "we", "they"):
            target, advice = None, None
            if name == "I" and phase == "action":
                target, advice = band.target, _ADVICE[settings.role]
            if total < _ENOUGH:
                reason = f"only {total} deeds of I, we or they in {phase}"
                yield Measure(f"{name} share", None, "%", target, reason=reason, phase=phase)
            else:
                share = who[name.lower() if name == "I" else name] / total  # type: ignore[index]
                spread = 100 * (share * (1 - share) / total) ** 0.5
                yield Measure(f"{name} share", 100 * share, "%", target, phase=phase, spread=spread, advice=advice)


_ADVICE = {
    "ic": "Tell the action again and begin every step with “I”: what you proposed, wrote, asked, decided.",
    "em": "A manager decides and others build: say “I” for what you decided and name who did the work.",
}

CHECK = Check(
    about="a deed told of we, they or the team, where the listener asks who did it; share of I, we, they",
    source="interviewers score the candidate's own contribution; managers are told off for all-“I” (guides disagree,"
    " so by role: ic or em)",
    run=_run,
    findings=("team-subject",),
    measures=tuple(f"{name} share" for name in ("I", "we", "they")),
    examples={
        "So we rewrote the whole importer in Go.": 1,
        "Then they wrote a patch and, um, the team shipped it.": 2,
        "Then the team built a new dashboard.": 1,
        "We had 40 engineers in two offices.": 0,
        "We use Kafka for that.": 0,
        "I rewrote the importer.": 0,
        "They were angry about the bill.": 0,
    },
)

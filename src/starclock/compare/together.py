"""The phases of several attempts, read together: a sentence that all of them have is of one phase in all.

Each attempt alone is labelled by a model that may err, and on the same sentence it may err in one attempt and not in
the next: seconds would then seem to move from Task to Action though the speaker said the same. So every sentence of
the last attempt is given the phase of which the attempts that have it are surest, and they all take it. What the
speaker marked wins.

The difference between two attempts is off by less than both are, too: a sentence that both have almost word for word
is in the right phase in both or in the wrong one in both, so that only what it got longer or shorter by is in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from starclock.compare.alignment import kept, spans
from starclock.compare.content import heard
from starclock.compare.tempo import HEARD
from starclock.report import Measure, Said, Summary
from starclock.speech import PHASES, PhaseName

DOUBT, FROM_OTHERS = 1.65, 0.5
"""Errors come in runs, so a phase may be off by more than its own doubtful seconds, and by its share of the others'.
Set on our own corpus, each author left out of the training, checked on outside answers (docs/figures/attempts.md)."""
_EDGE, _MARKED_EDGE = 1.0, 0.3
"""Seconds that a phase begins or ends earlier or later in one hearing than in another of the same words; and where the
speaker set all boundaries."""
_SCRAP = 1.0
"""Seconds of a phase that count as none of it, as in `timing`."""
_MARKED = 100.0
"""How much the speaker's own word weighs beside a chance of at most 1."""


@dataclass(frozen=True, slots=True)
class Together:
    """summaries : with the seconds of the phases as they are read together
    errors : one standard deviation of the seconds of a phase in the last less those in the first, by its name
    """

    summaries: tuple[Summary, ...]
    errors: Mapping[str, float]


def read_together(summaries: Sequence[Summary]) -> Together:
    """Attempts oldest first, at least two. Those of which no sentence is known keep what they have."""
    tellings = [_Telling(summary.said) for summary in summaries]
    *others, last = tellings
    pairs = [telling.shared_with(last) for telling in others]
    _agree(others, last, pairs)
    errors = _errors(tellings[0], last, pairs[0]) if tellings[0].said and last.said else {}
    return Together(tuple(_timed(s, telling) for s, telling in zip(summaries, tellings, strict=True)), errors)


_Pairs = Sequence[tuple[range, range]]
"""Words of one telling, and those of the last that are the same almost word for word."""


class _Telling:
    """The words of a telling one after the other; of each its phase, how sure that is, and the seconds it takes."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = said
        self.first: list[int] = []
        """The first word of each sentence."""
        self.phase: list[PhaseName | None] = []
        self.sure: list[float] = []
        self.marked: list[bool] = []
        self.seconds: list[float] = []
        for sentence in said:
            self.first.append(len(self.phase))
            shares = word_seconds(sentence)
            self.seconds += shares
            self.phase += [sentence.phase] * len(shares)
            self.sure += [1.0 if sentence.confidence is None else sentence.confidence] * len(shares)
            self.marked += [sentence.source == "speaker"] * len(shares)

    def shared_with(self, last: _Telling) -> _Pairs:
        pairs = kept(self.said, last.said)
        found = []
        for pair, (left, right) in zip(pairs, spans(pairs, self.said, last.said), strict=True):
            here, there = self.first[pair.here], last.first[pair.there]
            found.append((range(here + left.start, here + left.stop), range(there + right.start, there + right.stop)))
        return found

    def weight(self, word: int) -> float:
        return _MARKED if self.marked[word] else self.sure[word]

    def call(self, words: Iterable[int], phase: PhaseName | None, sure: float) -> None:
        """What the speaker marked stays."""
        for word in words:
            if not self.marked[word]:
                self.phase[word], self.sure[word] = phase, sure

    def spent(self, words: Iterable[int], phase: PhaseName | None) -> float:
        return sum(self.seconds[word] for word in words if self.phase[word] == phase)


def word_seconds(said: Said) -> list[float]:
    """What each of its words (as `content.heard` numbers them) takes of the sentence's seconds, pauses included."""
    spoken = heard(said.text)
    if not spoken:
        return [said.seconds]
    at = [said.starts[token.word] for token in spoken] if len(said.starts) == len(said.text.split()) else []
    if not at:
        return [said.seconds / len(spoken)] * len(spoken)
    edges = [said.start, *at[1:], max(said.end, at[-1])]
    shares = [max(0.0, end - start) for start, end in pairwise(edges)]
    scale = said.seconds / (sum(shares) or 1.0)
    return [share * scale for share in shares]


def _agree(others: Sequence[_Telling], last: _Telling, pairs: Sequence[_Pairs]) -> None:
    """Gives every sentence that two tellings have the phase of which those that have it are surest, in all of them."""
    votes: list[dict[PhaseName | None, float]] = [{p: last.weight(w)} for w, p in enumerate(last.phase)]
    sure = list(last.sure)
    for telling, shared in zip(others, pairs, strict=True):
        for left, right in shared:
            word = left[len(left) // 2]
            for there in right:
                votes[there][telling.phase[word]] = votes[there].get(telling.phase[word], 0.0) + telling.weight(word)
                sure[there] = max(sure[there], telling.sure[word])
    for word, vote in enumerate(votes):
        last.call([word], max(vote, key=lambda phase: vote[phase]), sure[word])
    for telling, shared in zip(others, pairs, strict=True):
        for left, right in shared:
            middle = right[len(right) // 2]
            telling.call(left, last.phase[middle], last.sure[middle])


def _errors(first: _Telling, last: _Telling, pairs: _Pairs) -> dict[str, float]:
    both = [_doubts(first, [left for left, _ in pairs]), _doubts(last, [right for _, right in pairs])]
    shared = dict.fromkeys((*PHASES, None), 0.0)
    for left, right in pairs:
        longer = abs(sum(first.seconds[w] for w in left) - sum(last.seconds[w] for w in right))
        shared[last.phase[right[0]]] += longer * (1 - last.sure[right[0]])
    errors: dict[str, float] = {}
    for phase in PHASES:
        lengths = [telling.spent(range(len(telling.phase)), phase) for telling in (first, last)]
        parts = [HEARD * seconds for seconds in lengths]
        parts += [_MARKED_EDGE if all(telling.marked) else _EDGE for telling in (first, last)]
        for doubts in (*both, shared):
            own = doubts[phase]
            parts += [DOUBT * own, DOUBT * FROM_OTHERS * (sum(doubts.values()) - own)]
        errors[phase] = math.hypot(*parts)
    return errors


def _doubts(telling: _Telling, shared: Iterable[range]) -> dict[PhaseName | None, float]:
    """Seconds of what the other telling lacks that are expected to be of another phase, by the phase they have."""
    known = {word for words in shared for word in words}
    doubts: dict[PhaseName | None, float] = dict.fromkeys((*PHASES, None), 0.0)
    for word, phase in enumerate(telling.phase):
        if word not in known and not telling.marked[word]:
            doubts[phase] += telling.seconds[word] * (1 - telling.sure[word])
    return doubts


def _timed(summary: Summary, telling: _Telling) -> Summary:
    if not telling.said:
        return summary
    return replace(summary, measures=tuple(_read(measure, telling) for measure in summary.measures))


def _read(measure: Measure, telling: _Telling) -> Measure:
    if measure.name not in PHASES or measure.phase is not None or measure.value is None:
        return measure
    seconds = telling.spent(range(len(telling.phase)), measure.name)
    return replace(measure, value=0.0 if seconds < _SCRAP else seconds)

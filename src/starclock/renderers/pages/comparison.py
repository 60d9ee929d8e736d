"""Comparison -> the page where attempts are seen under each other and heard one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from starclock.renderers.pages import drawings
from starclock.renderers.pages.drawings import Part, Scale
from starclock.renderers.pages.multiples import Multiple, is_timing, multiples_of
from starclock.renderers.pages.template import filled
from starclock.report import Comparison, Drift, Said, Summary
from starclock.speech import PHASES, Answer, PhaseName

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt as a row of the ribbons.

    name : as the user calls it, else its id
    total : seconds that were spoken, None where nobody knows
    keep : it is the one to keep, of three or more
    """

    number: int
    name: str
    day: str
    total: float | None
    ribbon: Markup
    keep: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """How one fact was told: the value, and the sentence where it was first said so."""

    number: int
    value: str
    said: Said | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A phase in the first and in the last attempt, as stretches to play; "" where it was not told."""

    phase: PhaseName
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """All that the page of several attempts shows, in the order it shows it.

    said, habits : what changed in what was said this time, and in what the speaker can
    compared : measures beside the timing that could be compared
    """

    comparison: Comparison
    takes: tuple[Take, ...]
    axis: Markup
    timing: tuple[Multiple, ...]
    said: tuple[Multiple, ...]
    habits: tuple[Multiple, ...]
    rest: tuple[Multiple, ...]
    compared: int
    facts: tuple[tuple[Drift, tuple[Telling, ...]], ...]
    voices: tuple[tuple[str, str, str], ...]
    heard: tuple[Heard, ...]


def render_comparison(
    comparison: Comparison,
    summaries: Sequence[Summary],
    ends: Sequence[Answer] = (),
    audio: Sequence[str | None] = (),
) -> str:
    """The page; `ends` are the first and the last answer, `audio` theirs, so that a phase of both can be heard.

    summaries : of all attempts, with their sentences, for the ribbons and the noise bands
    """
    page = page_of(comparison, summaries, ends, audio)
    title = next((a.question for a in comparison.attempts if a.question), None) or "Attempts side by side"
    return filled("comparison.html", title, bool(page.voices), page=page, comparison=comparison)


def page_of(
    comparison: Comparison, summaries: Sequence[Summary], ends: Sequence[Answer], audio: Sequence[str | None]
) -> ComparisonPage:
    """Works out all that the page shows."""
    scale = Scale(max([1.0, *(said.end for summary in summaries for said in summary.said)]))
    multiples = multiples_of(comparison.changes, summaries)
    timing = [m for m in multiples if is_timing(m.change)]
    others = [m for m in multiples if m not in timing]
    heard = [(answer, source) for answer, source in zip(ends, audio, strict=True) if source]
    both = len(heard) == 2
    return ComparisonPage(
        comparison=comparison,
        takes=tuple(_takes(summaries, scale, comparison.keep if len(summaries) > 2 else None)),
        axis=drawings.axis(scale),
        timing=tuple(timing),
        said=tuple(m for m in others if m.change.real and m.change.kind == "take"),
        habits=tuple(m for m in others if m.change.real and m.change.kind == "habit"),
        rest=tuple(m for m in others if not m.change.real),
        compared=sum(m.change.real is not None for m in others),
        facts=tuple((drift, tuple(_tellings(drift))) for drift in comparison.drift),
        voices=tuple(
            (f"voice-{n}", f"{which}: {answer.attempt.name or answer.attempt.id}", source)
            for n, (which, (answer, source)) in enumerate(zip(("First", "Last"), heard, strict=False))
        )
        if both
        else (),
        heard=tuple(Heard(phase, _stretches(ends[0], phase, 0), _stretches(ends[1], phase, 1)) for phase in PHASES)
        if both
        else (),
    )


def _takes(summaries: Sequence[Summary], scale: Scale, keep: int | None) -> Iterator[Take]:
    for number, summary in enumerate(summaries, 1):
        attempt = summary.attempt
        total = next((m.value for m in summary.measures if m.name == "total" and m.phase is None), None)
        day = (attempt.recorded_at or "")[:10]
        ribbon = drawings.ribbon(_parts(summary.said), scale)
        yield Take(number, attempt.name or attempt.id, day, total, ribbon, number - 1 == keep)


def _parts(said: Sequence[Said]) -> Iterator[Part]:
    """Runs of sentences of one phase, up to where the next begins."""
    runs = [(phase, list(run)) for phase, run in groupby(said, key=lambda s: s.phase)]
    for (phase, run), following in pairwise([*runs, (None, [])]):
        end = following[1][0].start if following[1] else run[-1].end
        if phase:
            yield Part(run[0].start, max(end, run[0].start), phase, phase.capitalize())


def _tellings(drift: Drift) -> Iterator[Telling]:
    """Each value once, where it was first said so."""
    told = set()
    for number, (value, meant, said) in enumerate(zip(drift.values, drift.meant, drift.sentences, strict=True), 1):
        if value is not None and meant not in told:
            told.add(meant)
            yield Telling(number, value, said)


def _stretches(answer: Answer, phase: PhaseName, voice: int) -> str:
    return ";".join(f"voice-{voice} {p.start:.2f} {p.end:.2f}" for p in answer.phases if p.phase == phase)

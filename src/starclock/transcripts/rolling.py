"""Captions that show a line more than once, each line said once.

rolling      YouTube shows a line while it is spoken and again above the next one
growing      live captions show a sentence again with every new word
highlighted  whisper's --highlight_words shows the sentence once for each word, underlined; stable-ts colours it
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from starclock.transcripts.heard import Caption
from starclock.transcripts.notes import Notes
from starclock.transcripts.times import written

_TAG = re.compile(r"<[^<>]*>")
_MARKED = re.compile(r"<u>.*?</u>|<font[^>]*>.*?</font>", re.DOTALL)
_ROLLING = 0.3
"""Share of the captions that bring back what was shown before, from which on a file rolls."""
_NEAR = 1.0
"""Seconds between captions that belong together."""
_SCRAP = 0.1
"""Seconds; a caption this short only holds the lines while they move up."""


def said_once(captions: Sequence[Caption], notes: Notes) -> list[Caption]:
    """The captions without what an earlier one has said."""
    captions = list(_merged_highlights(captions, notes))
    shown = [_lines(caption) for caption in captions]
    carried = [0] * len(captions)
    back = held = 0
    for at in range(1, len(captions)):
        before = captions[at - 1].end
        if before is not None and captions[at].start - before > _NEAR:
            continue
        carried[at] = _carried(shown[at - 1], shown[at])
        whole = carried[at] >= len(shown[at])
        end = captions[at].end
        back += bool(carried[at]) and (not whole or (end is not None and end - captions[at].start <= _SCRAP))
        held += bool(shown[at])
    if back < 2 or back < _ROLLING * held:
        captions, grown = _without_growth(captions, shown)
        if grown:
            notes.count("line shown again was read once", "lines shown again were read once", grown)
        return captions
    notes.count("line shown again was read once", "lines shown again were read once", sum(carried))
    return [
        replace(caption, lines=tuple(_rest(caption.lines, skip)))
        for caption, skip, lines in zip(captions, carried, shown, strict=True)
        if skip < len(lines) or not lines
    ]


def _lines(caption: Caption) -> list[str]:
    return [plain for line in caption.lines if (plain := " ".join(_TAG.sub("", line).split()))]


def _carried(before: Sequence[str], now: Sequence[str]) -> int:
    """How many lines at the top of a caption are the last lines of the one before."""
    return next((n for n in range(min(len(before), len(now)), 0, -1) if list(before[-n:]) == list(now[:n])), 0)


def _rest(lines: Sequence[str], skip: int) -> Iterator[str]:
    """The lines after the first `skip` that hold text."""
    for line in lines:
        if skip and _TAG.sub("", line).strip():
            skip -= 1
        elif not skip:
            yield line


def _without_growth(captions: Sequence[Caption], shown: Sequence[Sequence[str]]) -> tuple[list[Caption], int]:
    """Captions of which each begins with all words of the one before, with the new words only."""
    said = [" ".join(lines).split() for lines in shown]
    grows = [
        bool(said[at - 1]) and len(said[at]) > len(said[at - 1]) and said[at][: len(said[at - 1])] == said[at - 1]
        for at in range(1, len(captions))
    ]
    if sum(grows) < 2 or sum(grows) < _ROLLING * len(grows):
        return list(captions), 0
    kept = []
    for at, caption in enumerate(captions):
        if at and grows[at - 1]:
            caption = replace(caption, lines=(" ".join(said[at][len(said[at - 1]) :]),))
        kept.append(caption)
    return kept, sum(grows)


def _merged_highlights(captions: Sequence[Caption], notes: Notes) -> Iterator[Caption]:
    """Captions of one sentence that underline its words one after the other, as one with the times of its words."""
    at = merged = 0
    while at < len(captions):
        text = _lines(captions[at])
        run = [captions[at]]
        while at + len(run) < len(captions) and text and _lines(captions[at + len(run)]) == text:
            run.append(captions[at + len(run)])
        marked = [(cue, match) for cue in run if (match := _MARKED.search("\n".join(cue.lines)))]
        if len(run) > 1 and marked:
            yield _highlighted(run, marked)
            merged += len(run) - 1
        else:
            yield from run
        at += len(run)
    if merged:
        notes.count("line shown again was read once", "lines shown again were read once", merged)


def _highlighted(run: Sequence[Caption], marked: Sequence[tuple[Caption, re.Match[str]]]) -> Caption:
    """One caption with a time inside its text wherever an underlined word begins."""
    times: dict[int, float] = {}
    for cue, match in marked:
        before = _TAG.sub("", match.string[: match.start()])
        times.setdefault(len(before), cue.start)
    text = _TAG.sub("", "\n".join(run[0].lines))
    edges = sorted(times)
    parts = [text[: edges[0]]]
    for number, edge in enumerate(edges):
        until = edges[number + 1] if number + 1 < len(edges) else len(text)
        parts.append(f"{written(times[edge])}{text[edge:until]}")
    return replace(run[0], end=run[-1].end, lines=tuple("".join(parts).split("\n")))

"""False starts and repetitions: "I, I went", "we had, no, I had", "the sch- the schedule".

Counted apart from fillers: they are how speech mends itself, and a few do no harm. Only what is said again at once
counts, and only words that nobody repeats for effect: "very, very old" and "no, no" are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starclock.checks import Check
from starclock.checks._rates import per_minute
from starclock.english.fillers import find_fillers, normal
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer, Word

_LONGEST = 4
"""Words that are said again in one piece."""
_SMALL = frozenset(
    "i you he she it we they me him her us them this that these those there my your his its our their a an the and or"
    " but so because if when where while which who what how as of in on at to for from with by about into over after"
    " before is are was were am be been being do does did has have had can could will would should may might must"
    " i'm i've i'd i'll you're you've we're we've we'd we'll they're they've they'd he's he'd she's she'd it's that's"
    " there's what's let's don't didn't doesn't wasn't weren't isn't can't couldn't won't wouldn't not".split()
)
"""Words that carry grammar: said twice in a row, nothing is meant by it."""
_MEANT = frozenset("that had her is was do did you it so as in on what who".split())
"""Of these, the ones that rightly stand twice ("I know that that works"), unless a break parts them."""
_MENDING = frozenset((("no",), ("sorry",), ("wait",), ("no", "wait"), ("or", "rather"), ("i", "mean"), ("no", "sorry")))
_HANGING = frozenset("i'm i've i'd am was is are were a an the to it's he's she's we're they're had have has".split())
_SUBJECTS = frozenset("i he she it we they you there this that".split())
_FRAGMENT = re.compile(r"[a-z']+-[,.…]?", re.IGNORECASE)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A word that is no filler: its index, what it says, and whether a comma, dash or silence follows it."""

    index: int
    text: str
    parted: bool
    ended: bool


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:  # noqa: ARG001
    found = list(restarts(answer.words))
    for first, last, message in found:
        words = answer.words[first : last + 1]
        text = " ".join(word.text for word in words[:_SHOWN]).strip(" ,.;:?!")
        yield Finding(words[0].start, max(word.end for word in words), "false-start", text, message)
    attempt = answer.attempt
    unit = "/min" if attempt.verbatim or attempt.recognizer == "transcript" else "transcribed/min"
    if not found and unit != "/min":
        reason = f"none transcribed, but {attempt.recognizer} tidies most of them away"
        yield Measure("false starts", None, unit, reason=reason)
    else:
        yield from per_minute("false starts", [answer.words[first].start for first, _, _ in found], answer, unit)


def restarts(words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """First and last word (indices) of every piece that is said again or mended, and what a listener hears."""
    said = _without_fillers(words)
    at = 0
    while at < len(said):
        step = 1
        if _FRAGMENT.fullmatch(words[said[at].index].text):
            after = said[min(at + 1, len(said) - 1)]
            yield said[at].index, after.index, f'The word "{said[at].text}" breaks off.'
        elif length := _said_again(said, at):
            step = length
            while _again(said, at + step, length):
                step += length
            yield said[at].index, said[at + step + length - 1].index, f'"{_join(said, at, length)}" is said twice.'
        elif length := _mended(said, at):
            step = length
            yield said[at].index, said[at + length - 1].index, "It starts, stops, and is put right."
        at += step


def _without_fillers(words: Sequence[Word]) -> list[_Spoken]:
    fillers = list(find_fillers(words))
    empty = {i for filler in fillers for i in range(filler.first, filler.last + 1)}
    # "I was like, I don't know" quotes: a "like" parts nothing.
    quoting = {filler.first for filler in fillers if filler.phrase == "like"}
    found: list[_Spoken] = []
    for index, word in enumerate(words):
        text = normal(word.text)
        ended = word.text.rstrip("\"'”’)")[-1:] in ".?!"
        gap = words[index + 1].start - word.end if index + 1 < len(words) else 0.0
        parted = word.text[-1:] in ",;:–—-…" or gap >= 0.2
        if index in empty or not text:
            if found and index not in quoting:
                last = found[-1]
                found[-1] = _Spoken(last.index, last.text, True, last.ended)
        else:
            found.append(_Spoken(index, text, parted or ended, ended))
    return found


def _said_again(said: Sequence[_Spoken], at: int) -> int:
    """Length of the longest piece that starts at `at` and is said again at once; 0 where there is none."""
    return next((length for length in range(_LONGEST, 0, -1) if _again(said, at, length)), 0)


def _again(said: Sequence[_Spoken], at: int, length: int) -> bool:
    if at + length >= len(said) or said[at].text != said[at + length].text:
        return False  # so it is nearly always: cheap first
    first, second = said[at : at + length], said[at + length : at + 2 * length]
    if len(second) < length or any(a.text != b.text for a, b in zip(first, second, strict=True)):
        return False
    if any(word.ended for word in said[at : at + 2 * length - 1]):
        return False
    if not any(word.text in _SMALL for word in first):
        return False
    return length > 1 or first[0].text not in _MEANT or first[-1].parted


def _mended(said: Sequence[_Spoken], at: int) -> int:
    """Words of a start that is given up and put right: "we had, no, I had", "I was, I'd just"; 0 where none."""
    here = said[at]
    if not here.parted or here.ended:
        return 0
    for size in (2, 1):
        mending = tuple(word.text for word in said[at + 1 : at + 1 + size])
        if mending in _MENDING:
            before = {word.text for word in said[max(0, at - 3) : at + 1]}
            after = said[at + 1 + size : at + 3 + size]
            if any(word.text in before or (_number(word) and _any_number(said, at)) for word in after):
                return size + 2
    following = said[at + 1] if at + 1 < len(said) else None
    opened = at > 0 and (at == 1 or said[at - 2].parted or said[at - 2].text in ("and", "but", "so", "because"))
    if following and here.text in _HANGING and following.text.split("'")[0] in _SUBJECTS:
        subject = here.text.split("'")[0] if "'" in here.text else said[at - 1].text if opened else ""
        if subject == following.text.split("'")[0]:
            return 2
    return 0


def _number(word: _Spoken) -> bool:
    return word.text[:1].isdigit()


def _any_number(said: Sequence[_Spoken], at: int) -> bool:
    return any(_number(word) for word in said[max(0, at - 3) : at + 1])


def _join(said: Sequence[_Spoken], at: int, length: int) -> str:
    return " ".join(word.text for word in said[at : at + length])


CHECK = Check(
    about="words said twice, broken off, or started and put right; apart from fillers",
    source="repairs and repetitions are counted apart from filled pauses (Shriberg 1994)",
    run=_run,
    findings=("false-start",),
    measures=("false starts",),
    examples={
        "And I, um, I went and got the manual.": 1,
        "We had, no, I had four people, it was, it was enough.": 2,
        "I wr- I wrote it in week nine, uh, no, week eight.": 2,
        "It was very, very old, and no, no, I know that that works.": 0,
        "I did. I had had enough. What it is is a fine line.": 0,
    },
)

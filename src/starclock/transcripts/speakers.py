"""Who speaks: names in the text, the candidate among several voices, and what the other one asked.

Names stand in `<v Maria>`, in a field of their own, before a colon ("Maria: I moved it"), or on the first line of a
caption. A word before a colon is a name where it comes again and again or is one like "Speaker 2".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from starclock.errors import InputError
from starclock.speech import Aside, Word
from starclock.transcripts.heard import Segment
from starclock.transcripts.notes import Notes
from starclock.writing.excerpts import cut

_GENERIC = re.compile(
    r"(?:(?:unknown |unidentified )?(?:speaker|spk|participant|person|voice|host|guest|interview(?:er|ee)?|candidate"
    r"|applicant|recruiter|moderator|coach|hiring manager|me|you|q|a)"
    r"(?:[ _#-]*(?:\d+|[a-z]|one|two|three|four|five))?)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:interviewer|recruiter|hiring manager|moderator|host|coach|q)\b", re.IGNORECASE)
"""Names of those who ask, however much they say."""
_PROPER = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|\d+|de|da|van|von|der|den|la|bin|al|and|&)){0,4}(?: ?[(\[][^)\]]*[)\]])?"
)
_BEFORE_COLON = re.compile(r"\s*(?:[\[(](?P<inner>[^\[\]()]{1,40})[\])]|(?P<name>[^:\n\[\]]{1,40}?))\s*:\s+(?=\S)")
_ENCLOSED = re.compile(r"\s*[\[(](?P<name>speaker[ _]?[\w?]+)[\])]:?\s*", re.IGNORECASE)
"""whisper.cpp: (speaker 0), [SPEAKER_01]."""
_CHANGE = re.compile(r"(?:^|(?<=\s))>>+\s*")
"""Closed captions: another voice begins."""
_DASH = re.compile(r"^\s*[-–—]\s+(?=\S)", re.MULTILINE)
"""Subtitles: a line of another voice."""
_NO_NAMES = frozenset(
    "situation task action actions result results lesson lessons question answer note challenge outcome step example"
    " problem solution context background goal impact point first second third finally so and but warning update"
    " remember reason".split()
)
_ASKING = re.compile(
    r"\?|\b(?:tell (?:me|us)|describe|give (?:me|us)|walk (?:me|us)|talk (?:me|us|about)|share|can you|could you)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_QUESTION_LENGTH = 300
"""Letters of a question that are kept."""


def named(segments: Sequence[Segment]) -> list[Segment]:
    """Segments with the names that stand in their text as speakers, and without them in the text."""
    segments = [_unmarked(segment) for segment in segments]
    names = _names_before_colons(segments)
    heads = _names_on_first_lines(segments)
    if names or heads or any(_ENCLOSED.match(s.text or "") for s in segments[:50]):
        segments = [part for segment in segments for part in _split_by_names(segment, names, heads)]
    if any(segment.speaker for segment in segments):
        latest = next(segment.speaker for segment in segments if segment.speaker)
        inherited = []
        for segment in segments:
            latest = segment.speaker or latest
            inherited.append(replace(segment, speaker=latest))
        return inherited
    return segments


def _unmarked(segment: Segment) -> Segment:
    if segment.words or not segment.text or (">>" not in segment.text and not _DASH.search(segment.text)):
        return segment
    return replace(segment, text=_DASH.sub("", _CHANGE.sub("", segment.text)))


def _names_before_colons(segments: Sequence[Segment]) -> set[str]:
    """Names that stand before colons; a heading ("Result: ...") is none."""
    texts = [segment.text for segment in segments if segment.text and not segment.words]
    found = [name for text in texts for line in text.split("\n") if (name := _before_colon(line))]
    counts = Counter(name for name in found)
    proper = {name for name in counts if _PROPER.fullmatch(name) and name.casefold() not in _NO_NAMES}
    usual = {name for name in counts if _GENERIC.fullmatch(name)}
    begins = bool(texts) and (_before_colon(texts[0]) or "") in proper
    many = sum(counts[name] for name in proper | usual) * 2 >= max(2, len(texts))
    return usual | {name for name in proper if many or counts[name] >= 3 or (begins and counts[name] >= 2)}


def _before_colon(line: str) -> str | None:
    match = _BEFORE_COLON.match(line) if ":" in line else None
    return (match["inner"] or match["name"]).strip() if match else None


def _names_on_first_lines(segments: Sequence[Segment]) -> set[str]:
    """Names that stand alone on the first line of captions, as Otter writes them."""
    many = [s.text.split("\n") for s in segments if s.text and not s.words and "\n" in s.text.strip()]
    firsts = [line for line, *_ in many if _GENERIC.fullmatch(line.strip()) or _PROPER.fullmatch(line.strip())]
    counts = Counter(line.strip() for line in firsts)
    enough = len(firsts) >= 2 and len(firsts) * 2 >= len(many) and len(counts) * 3 <= max(6, len(firsts))
    return set(counts) if enough else set()


def _split_by_names(segment: Segment, names: set[str], heads: set[str]) -> Iterator[Segment]:
    """A segment as one part for each line that begins with a name."""
    if segment.words or not segment.text:
        yield segment
        return
    parts: list[tuple[str | None, list[str]]] = [(segment.speaker, [])]
    for number, line in enumerate(segment.text.split("\n")):
        match = _BEFORE_COLON.match(line) if ":" in line else None
        name = _before_colon(line)
        if enclosed := _ENCLOSED.match(line):
            parts.append((enclosed["name"], [line[enclosed.end() :]]))
        elif match and name in names:
            parts.append((name, [line[match.end() :]]))
        elif number == 0 and line.strip() in heads:
            parts.append((line.strip(), []))
        else:
            parts[-1][1].append(line)
    told = [(name, "\n".join(lines)) for name, lines in parts if "".join(lines).strip()]
    letters = sum(len(text) for _, text in told)
    at = segment.start
    for name, text in told:
        end = segment.end
        if len(told) > 1 and segment.start is not None and segment.end is not None and at is not None:
            end = at + (segment.end - segment.start) * len(text) / letters
        yield replace(segment, text=text, start=at, end=end, speaker=name)
        at = end


def candidate(spoken: Sequence[tuple[str | None, Sequence[Word]]], wanted: str | None, notes: Notes) -> str | None:
    """Whose words are the answer: `wanted`, else the voice that says most and is no interviewer by its name.

    None where no voice has a name.

    Raises InputError where `wanted` is none of them.
    """
    counts: Counter[str] = Counter()
    for speaker, words in spoken:
        if speaker:
            counts[speaker] += len(words)
    if not counts:
        if wanted:
            raise InputError(f"the transcript names no speakers, so --speaker {wanted!r} cannot be found: leave it out")
        return None
    answering = [name for name in counts if not _ASKS.match(name)] or [*counts]
    chosen = _matching(wanted, counts) if wanted else max(answering, key=lambda name: counts[name])
    if len(counts) > 1:
        others = ", ".join(f"{name} ({n} words)" for name, n in counts.most_common() if name != chosen)
        hint = "" if wanted else "; --speaker NAME chooses another"
        told = f"{chosen} ({counts[chosen]} words) is taken for the candidate, left out: {others}"
        notes.add(f"{len(counts)} voices: {told}{hint}")
    return chosen


def _matching(wanted: str, names: Counter[str]) -> str:
    plain = wanted.casefold().strip()
    exact = [name for name in names if name.casefold() == plain]
    part = [name for name in names if plain in name.casefold()]
    found = exact or part
    if len(found) != 1:
        raise InputError(
            f"--speaker {wanted!r} is {'more than one' if found else 'none'} of the voices: {', '.join(names)}"
        )
    return found[0]


def question_of(asides: Sequence[Aside], words: Sequence[Word]) -> str | None:
    """What the other voice asked before the answer: its sentences that ask, else all it said. None without one."""
    before = [aside for aside in asides if aside.speaker and words and aside.start < words[0].start]
    if not before:
        return None
    said = _SENTENCE.split(before[-1].text)
    asked = " ".join(sentence for sentence in said if _ASKING.search(sentence)) or before[-1].text
    return cut(asked, _QUESTION_LENGTH)

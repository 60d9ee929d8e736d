"""What every check of words needs: the sentences as lines, and a finding on a part of one."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.english.lines import Line, line_of
from starclock.report import Finding
from starclock.speech import Answer, Sentence


def lines(answer: Answer) -> Iterator[tuple[Sentence, Line]]:
    """Every sentence that says something, with its line."""
    for sentence in answer.sentences:
        line = line_of(sentence.words)
        if line.text:
            yield sentence, line


def finding(check: str, sentence: Sentence, line: Line, span: tuple[int, int], message: str, **more: object) -> Finding:
    """A finding on characters `span` of the line."""
    start, end, text = line.quote(*span)
    return Finding(start, end, check, text, message, sentence.phase, **more)  # type: ignore[arg-type]

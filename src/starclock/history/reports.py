"""Report <-> bytes: what was made of an attempt, without the attempt itself, whose words and sound are kept already.

Each value is the list of its fields, in their order. Numbers come back as they were: 3 is not 3.0, so a report that
was kept prints as a new one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from starclock.report import Advice, Finding, Measure, Report, Timing
from starclock.speech import Answer, Attempt, Interval, Phase, Sentence, Word


def packed(report: Report) -> bytes:
    """Raises TypeError for a report that holds what no report should."""
    sentences = [[*_row(replace(sentence, words=())), len(sentence.words)] for sentence in report.answer.sentences]
    judged = (report.answer.phases, report.timing, report.findings, report.measures)
    said = [_advice_row(advice) for advice in (*report.first, *filter(None, [report.praise]))]
    parts = (sentences, *([*map(_row, part)] for part in judged), said, report.praise is not None)
    return msgspec.msgpack.encode(parts)


def unpacked(data: bytes, attempt: Attempt) -> Report | None:
    """The report on an attempt, its words spelled as they were judged; None where the bytes are no report on it."""
    try:
        sentences, phases, timing, findings, measures, said, praised = msgspec.msgpack.decode(data)
        answer = Answer(attempt, tuple(_sentences(sentences, attempt.words)), tuple(Phase(*row) for row in phases))
        told = [_advice(row) for row in said]
        return Report(
            answer,
            tuple(map(_timing, timing)),
            tuple(Finding(*row) for row in findings),
            tuple(map(_measure, measures)),
            tuple(told[:-1] if praised else told),
            told[-1] if praised else None,
        )
    except (msgspec.MsgspecError, TypeError, ValueError, LookupError):
        return None


def _row(value: Any) -> list[Any]:
    found = (getattr(value, field.name) for field in fields(value))
    return [_row(each) if is_dataclass(each) else each for each in found]


def _sentences(rows: Iterable[Sequence[Any]], words: Sequence[Word]) -> Iterable[Sentence]:
    """Every word stands in one sentence, so the count of its words says which are its own."""
    done = 0
    for start, end, _, *rest, count in rows:
        yield Sentence(start, end, tuple(words[done : done + count]), *rest)
        done += count
    if done != len(words):
        raise ValueError(f"{done} words of {len(words)}")


def _timing(row: Sequence[Any]) -> Timing:
    timing = Timing(*row)
    return replace(timing, band=_target(timing.band))


def _measure(row: Sequence[Any]) -> Measure:
    measure = Measure(*row)
    at: Any = measure.at
    return replace(measure, target=_target(measure.target), at=Interval(*at) if at else None)


def _target(ends: Any) -> Any:
    return tuple(ends) if ends else None


def _advice_row(advice: Advice) -> list[Any]:
    return [isinstance(advice.about, Finding), *_row(advice)]


def _advice(row: Sequence[Any]) -> Advice:
    finding, about, *rest = row
    return Advice(Finding(*about) if finding else _measure(about), *rest)

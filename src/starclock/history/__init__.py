"""Kept attempts judged by today's rules, fast: facts -> the Report of one, the Summaries of many.

Judgement is never kept as a fact. What was worked out is remembered beside the library together with a
fingerprint of the rules (the code that judges, and the settings that bear on it), so that it is worked out anew
whenever the facts, the code or the settings change, and only then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import msgspec

from starclock.errors import LibraryError, StarclockError, fault
from starclock.history.reports import packed, unpacked
from starclock.history.rules import fingerprint
from starclock.library import Library
from starclock.progress import Progress, silent
from starclock.report import Measure, Report, Said, Summary
from starclock.settings import Settings
from starclock.speech import Attempt

_BATCH = 50
"""Attempts judged before what was worked out is written down: an interrupted run loses no more than these."""


def summaries(
    library: Library,
    heads: Sequence[Attempt],
    settings: Settings,
    texts: bool = False,
    progress: Progress = silent,
    damaged: Callable[[str], object] = lambda _: None,
) -> list[Summary]:
    """The numbers of kept attempts, and with `texts` their sentences; slow only for those not judged before.

    An attempt that cannot be read or judged is left out and told to `damaged` in one line: one bad thing must not
    cost the others.
    """
    by = fingerprint(settings)
    ids = [head.id for head in heads]
    numbers = library.recall(ids, "measures", by)
    said = library.recall(ids, "said", by) if texts else {}
    missing = [i for i in ids if i not in numbers or (texts and i not in said)]
    for done in range(0, len(missing), _BATCH):
        batch = missing[done : done + _BATCH]
        stamps = {i: library.stamp(i) for i in batch}  # from before: another starclock may change the facts meanwhile
        tried = ((i, _tried(library, i, settings, damaged)) for i in batch)
        fresh = {i: summary for i, summary in tried if summary}
        numbers |= {i: msgspec.msgpack.encode(summary.measures) for i, summary in fresh.items()}
        said |= {i: msgspec.msgpack.encode(summary.said) for i, summary in fresh.items()}
        library.remember(((i, "measures", stamps[i], numbers[i]) for i in fresh), by)
        library.remember(((i, "said", stamps[i], said[i]) for i in fresh), by)
        progress(min(done + _BATCH, len(missing)), len(missing), "judging attempts")
    measures_of = msgspec.msgpack.Decoder(tuple[Measure, ...])
    said_of = msgspec.msgpack.Decoder(tuple[Said, ...])
    return [
        Summary(head, measures_of.decode(numbers[head.id]), said_of.decode(said[head.id]) if texts else ())
        for head in heads
        if head.id in numbers and (head.id in said or not texts)
    ]


def judged(library: Library, reference: str, settings: Settings) -> Report:
    """The report on a kept attempt, at once where it was judged by the same rules before. Raises LibraryError.

    reference : as for `Library.resolve`
    """
    identity = library.resolve(reference)
    stamp = library.stamp(identity)
    attempt = library.get(identity)
    note = library.recall([identity], "report", fingerprint(settings)).get(identity)
    unchanged = library.stamp(identity) == stamp  # by another starclock, while we read: the note may be about that
    if note and unchanged and (report := unpacked(note, _spelled(attempt, settings))):
        return report
    report = _reviewed(attempt, settings)
    remember(library, report, settings)
    return report


def remember(library: Library, report: Report, settings: Settings) -> None:
    """Writes down what was just worked out about a kept attempt, so that the next command need not do it again."""
    attempt = report.answer.attempt
    if not (stamp := stamp_of(library, report, settings)):
        return
    summary = _summarized(report, settings)
    notes = [("measures", msgspec.msgpack.encode(summary.measures)), ("said", msgspec.msgpack.encode(summary.said))]
    with suppress(TypeError):
        # Only what reads back the same can stand for a report; and none in which a check failed, perhaps only for want
        # of memory.
        if not report.failed and unpacked(note := packed(report), attempt) == report:
            notes.append(("report", note))
    library.remember(((attempt.id, kind, stamp, note) for kind, note in notes), fingerprint(settings))


def stamp_of(library: Library, report: Report, settings: Settings) -> str:
    """The stamp of the facts that a report is about; "" where they are not kept, or are others by now."""
    stamp = library.stamp(report.answer.attempt.id)
    with suppress(LibraryError):
        if stamp and _spelled(library.get(report.answer.attempt.id), settings) == report.answer.attempt:
            return stamp
    return ""


def _spelled(attempt: Attempt, settings: Settings) -> Attempt:
    """With the names that the user taught, as `review` looks at it."""
    if not settings.names:
        return attempt
    # Imported only here: who taught no names need not wait for what it needs.
    from starclock.english.spelling import spelled

    return replace(attempt, words=spelled(attempt.words, settings.names))


def _tried(library: Library, identity: str, settings: Settings, damaged: Callable[[str], object]) -> Summary | None:
    try:
        return _judge(library.get(identity), settings)
    except StarclockError as problem:
        damaged(str(problem))
    except Exception as problem:  # a fault of ours in a check: it costs this attempt its line, not the library
        damaged(f"{identity} cannot be judged ({fault(problem)}): `starclock delete {identity}` if it is of no use")
    return None


def _judge(attempt: Attempt, settings: Settings) -> Summary:
    return _summarized(_reviewed(attempt, settings), settings)


def _reviewed(attempt: Attempt, settings: Settings) -> Report:
    # Imported only here, for attempts never judged before: nothing else must wait for the checks and their tables.
    from starclock.pipeline import review

    return review(attempt, settings)


def _summarized(report: Report, settings: Settings) -> Summary:
    # As above.
    from starclock.checks import all_checks
    from starclock.compare import summarize

    english = report.answer.attempt.language in ("en", None)
    checks = (c for c in all_checks() if c.name not in settings.off and (english or not c.english))
    return summarize(report, [name for check in checks for name in check.findings])

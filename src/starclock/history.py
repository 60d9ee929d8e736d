"""Many attempts judged by today's rules, fast: kept facts -> Summaries.

Judgement is never kept as a fact. What was worked out is remembered beside the library together with a
fingerprint of the rules (the code that judges, and the settings that bear on it), so that it is worked out anew
whenever the facts, the code or the settings change, and only then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from starclock.errors import StarclockError, fault
from starclock.library import Library
from starclock.progress import Progress, silent
from starclock.report import Measure, Report, Said, Summary
from starclock.settings import Settings
from starclock.speech import Attempt

_ROOMS = ("speech", "report", "settings", "timing", "pipeline", "english", "segmentation", "checks", "compare")
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
    rules = _rules(settings)
    ids = [head.id for head in heads]
    numbers = library.recall(ids, "measures", rules)
    said = library.recall(ids, "said", rules) if texts else {}
    missing = [i for i in ids if i not in numbers or (texts and i not in said)]
    for done in range(0, len(missing), _BATCH):
        batch = missing[done : done + _BATCH]
        stamps = {i: library.stamp(i) for i in batch}  # from before: another starclock may change the facts meanwhile
        judged = ((i, _judged(library, i, settings, damaged)) for i in batch)
        fresh = {i: summary for i, summary in judged if summary}
        numbers |= {i: msgspec.msgpack.encode(summary.measures) for i, summary in fresh.items()}
        said |= {i: msgspec.msgpack.encode(summary.said) for i, summary in fresh.items()}
        library.remember(((i, "measures", stamps[i], numbers[i]) for i in fresh), rules)
        library.remember(((i, "said", stamps[i], said[i]) for i in fresh), rules)
        progress(min(done + _BATCH, len(missing)), len(missing), "judging attempts")
    measures_of = msgspec.msgpack.Decoder(tuple[Measure, ...])
    said_of = msgspec.msgpack.Decoder(tuple[Said, ...])
    return [
        Summary(head, measures_of.decode(numbers[head.id]), said_of.decode(said[head.id]) if texts else ())
        for head in heads
        if head.id in numbers and (head.id in said or not texts)
    ]


def remember(library: Library, report: Report, settings: Settings) -> None:
    """Writes down what was just worked out about a kept attempt, so that the next list need not do it again."""
    identity = report.answer.attempt.id
    if stamp := library.stamp(identity):
        summary = _summarized(report, settings)
        notes = (("measures", summary.measures), ("said", summary.said))
        encoded = ((identity, kind, stamp, msgspec.msgpack.encode(note)) for kind, note in notes)
        library.remember(encoded, _rules(settings))


def _judged(library: Library, identity: str, settings: Settings, damaged: Callable[[str], object]) -> Summary | None:
    try:
        return _judge(library.get(identity), settings)
    except StarclockError as problem:
        damaged(str(problem))
    except Exception as problem:  # a fault of ours in a check: it costs this attempt its line, not the library
        damaged(f"{identity} cannot be judged ({fault(problem)}): `starclock delete {identity}` if it is of no use")
    return None


def _judge(attempt: Attempt, settings: Settings) -> Summary:
    # Imported only here, for attempts never judged before: a list must not wait for the checks and their tables.
    from starclock.pipeline import review

    return _summarized(review(attempt, settings), settings)


def _summarized(report: Report, settings: Settings) -> Summary:
    # As above.
    from starclock.checks import all_checks
    from starclock.compare import summarize

    english = report.answer.attempt.language in ("en", None)
    checks = (c for c in all_checks() if c.name not in settings.off and (english or not c.english))
    return summarize(report, [name for check in checks for name in check.findings])


def _rules(settings: Settings) -> str:
    own = (settings.targets, settings.role, settings.fillers, sorted(settings.off))
    chosen = (*own, sorted(settings.bands.items()), sorted(settings.names.items()))
    return hashlib.sha256(f"{chosen}{_code()}".encode()).hexdigest()


@cache
def _code() -> str:
    """Changes when a file of the judging rooms does."""
    package = Path(__file__).parent
    files = [f for room in _ROOMS for f in (package / f"{room}.py", *(package / room).rglob("*.*")) if f.is_file()]
    stats = ((f, f.stat()) for f in sorted(files) if f.suffix != ".pyc")
    return " ".join(f"{f.relative_to(package)}:{s.st_mtime_ns}:{s.st_size}" for f, s in stats)

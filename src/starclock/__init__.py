"""starclock: speak an interview answer, read how long Situation, Task, Action and Result took.

    listen   slow, once:        audio -> Attempt    what was said and heard: facts, times in seconds
    read     at once:           transcript -> Attempt
    review   fast, each time:   Attempt -> Report   phases, timing, findings, measures

A recording needs a recognizer; the best one on this computer is `starclock.recognizers.open_recognizer()`:

    attempt = listen(Path("answer.m4a"), open_recognizer())
    report = review(attempt)

A transcript that somebody else made needs none:

>>> import json, tempfile
>>> from pathlib import Path
>>> from starclock import read, review
>>> told = [
...     (0, 20, "Two years ago I was working at a small company, and there was one job nobody understood."),
...     (20, 30, "My task was to fix it before the deadline."),
...     (30, 90, "So I measured every step, then I rewrote the query, and after that I built a cache."),
...     (90, 120, "As a result the run time dropped from 7 hours to 40 minutes."),
... ]
>>> with tempfile.TemporaryDirectory() as folder:
...     path = Path(folder, "answer.json")
...     _ = path.write_text(json.dumps({"segments": [dict(start=a, end=b, text=t) for a, b, t in told]}))
...     attempt = read(path)
>>> attempt.words[-1].text, attempt.words[-1].end
('minutes.', 120.0)
>>> report = review(attempt)
>>> for timing in report.timing:
...     print(f"{timing.name:<9} {timing.seconds:3.0f} s of {timing.target:3.0f}: {timing.verdict}")
situation  20 s of  30: short
task       10 s of  15: short
action     60 s of  90: short
result     30 s of  45: short
total     120 s of 180: short

What could not be measured says why, and is never 0:

>>> report.measure("response latency")
Measure(name='response latency', value=None, ...)

Values stand in `starclock.speech` and `starclock.report`. What the user can put right raises a `StarclockError`
(`starclock.errors`) whose one line says what is wrong and what to do.
"""

from typing import Any

__all__ = ["listen", "read", "review"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded only when used, so that `starclock --help` does not wait for modules it does not need.
    if name in __all__:
        from starclock import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

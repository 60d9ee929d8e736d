"""What is told of how an attempt was recorded: where nothing was heard, and which channel was."""

from __future__ import annotations

from starclock.speech import Attempt
from starclock.writing.clock import clock


def gaps(attempt: Attempt) -> str:
    """Where the microphone gave no sound, in one line; empty where it always did.

    >>> from starclock.speech import Interval, Sound
    >>> gaps(Attempt("a", 14.0, (), "faster-whisper", sound=Sound(gaps=(Interval(6, 14),))))
    'No sound from 0:06 to 0:14 (8 s): muted, or taken by another program? What was said there is not judged.'
    """
    found = attempt.sound.gaps if attempt.sound else ()
    if not found:
        return ""
    told = ", ".join(f"{clock(gap.start)} to {clock(gap.end)} ({gap.seconds:.0f} s)" for gap in found[:3])
    more = f" and {len(found) - 3} times more" if len(found) > 3 else ""
    return f"No sound from {told}{more}: muted, or taken by another program? What was said there is not judged."


def channel(attempt: Attempt) -> str:
    """Which channels were heard, where it was not the whole recording.

    >>> from starclock.speech import Channels
    >>> channel(Attempt("a", 14.0, (), "faster-whisper", channels=Channels((2,), 2)))
    ', channel 2 of 2'
    """
    chosen = attempt.channels
    if chosen is None or len(chosen.used) == chosen.of:
        return ""
    return f", channel{'s' * (len(chosen.used) > 1)} {' and '.join(map(str, chosen.used))} of {chosen.of}"

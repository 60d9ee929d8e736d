"""After the report of an answer just spoken: keys for the next attempt, hearing, the page, discarding."""

from __future__ import annotations

from dataclasses import dataclass

from starclock.cli.context import Context
from starclock.cli.keys import ENTER, on_terminal, pressed
from starclock.cli.notices import notice
from starclock.cli.pages import write_page
from starclock.cli.play import hear
from starclock.compare import compare
from starclock.errors import StarclockError
from starclock.renderers.comparison import brief
from starclock.speech import Attempt, Interval

_KEYS = "A again   H hear   P page   D discard   Enter done"


@dataclass(frozen=True, slots=True)
class Again:
    """The speaker answers again; `before` is the attempt to compare with, None where none was kept."""

    before: Attempt | None


def after(attempt: Attempt, before: Attempt | None, context: Context) -> Again | None:
    """Asks for a key until the speaker is done; does nothing without a terminal.

    before : the attempt before this one in the same sitting
    """
    if not on_terminal():
        return None
    while True:
        key = pressed(_KEYS)
        if key == "a":
            return Again(attempt)
        if key == "d" and pressed("D once more deletes this attempt for good, any other key keeps it") == "d":
            context.library.delete(attempt.id)
            notice(f"{attempt.id} deleted")
            return Again(before) if pressed("A again   Enter done") == "a" else None
        if key in ("h", "p"):
            _show(key, attempt, context)
        if key == ENTER:
            return None


def _show(key: str, attempt: Attempt, context: Context) -> None:
    """Plays the answer or opens its page; what goes wrong there ends nothing."""
    library = context.library
    try:
        if key == "h":
            hear(library, attempt, [Interval(0.0, attempt.seconds)])
        else:
            write_page(context.report(attempt.id), library.audio_of(attempt), None, True)
    except StarclockError as problem:
        notice(str(problem))
    except KeyboardInterrupt:
        notice("stopped")


def compared(before: Attempt, attempt: Attempt, context: Context) -> str:
    """What changed since the attempt before, in three lines that may be wrapped; "" where nothing can be compared."""
    found = context.summaries([before, attempt], texts=True)
    return brief(compare(found)) if len(found) == 2 else ""

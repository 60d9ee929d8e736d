"""What the next start says of takes that a crash left behind: one line, once."""

from __future__ import annotations

from dataclasses import replace

from starclock.cli.notices import notice
from starclock.library import Library
from starclock.writing.clock import clock


def offer_takes(library: Library) -> None:
    """Says once, in one line on stderr, that there are unfinished takes; tidies away what holds nothing."""
    library.tidy()
    new = [take for take in library.takes.unfinished() if not take.note.offered]
    for take in new:
        library.takes.note(take.path, replace(take.note, offered=True))
    library.takes.leave()
    if new:
        first = f"{new[0].note.began[:16].replace('T', ' ')}, {clock(new[0].seconds)}"
        more = f" and {len(new) - 1} more" if len(new) > 1 else ""
        notice(f"an unfinished take was saved ({first}){more}: finish it with `starclock recover`")

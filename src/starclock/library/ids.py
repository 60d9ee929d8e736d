"""The name of an attempt is the time its recording began: `2026-11-22-153012`, a number behind it where needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

_ID = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})(?:-(\d{1,9}))?")


def in_time(identity: str) -> tuple[str, int, str]:
    """The key that sorts ids by time, also within a second.

    >>> sorted(["2026-11-22-153012-10", "2026-11-22-153012-2", "2026-11-22-153012"], key=in_time)
    ['2026-11-22-153012', '2026-11-22-153012-2', '2026-11-22-153012-10']
    """
    match = _ID.fullmatch(identity)
    return (match[1], int(match[2] or 1), "") if match else (identity, 0, identity)


def new_ids(when: datetime, taken: Iterable[str]) -> Iterator[str]:
    """Names for `when` that are later than all those taken in its second; the first that can be had is the one.

    >>> ids = new_ids(datetime(2026, 1, 2, 3, 4, 5), ["2026-01-02-030405-7"])
    >>> next(ids), next(ids)
    ('2026-01-02-030405-8', '2026-01-02-030405-9')
    """
    second = when.strftime("%Y-%m-%d-%H%M%S")
    if when.year < 1000:  # strftime pads no year on Linux
        second = second.zfill(17)
    number = max((key[1] for key in map(in_time, taken) if key[0] == second), default=0)
    while True:
        number += 1
        yield second if number == 1 else f"{second}-{number}"

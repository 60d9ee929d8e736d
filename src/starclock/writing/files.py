"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; what stands there takes its place when the block ends well.

    When it does not, `path` is as it was and nothing is left beside it. Raises OSError, as writing does.
    """
    working = path.with_name(f".{path.name}.tmp")
    try:
        yield working
        working.replace(path)
    finally:
        working.unlink(missing_ok=True)

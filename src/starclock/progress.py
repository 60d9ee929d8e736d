"""Progress is a callable that is passed in; silent by default.

`progress(done, total, what)`: `done` of `total` seconds (or bytes) of the work named `what`.
"""

from collections.abc import Callable

Progress = Callable[[float, float, str], None]


def silent(done: float, total: float, what: str) -> None:
    """The default: nobody is watching."""

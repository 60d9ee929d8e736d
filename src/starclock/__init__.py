"""starclock: speak an interview answer, read how long Situation, Task, Action and Result took.

>>> import starclock
>>> starclock.listen, starclock.review        # doctest: +ELLIPSIS
(<function listen at ...>, <function review at ...>)
"""

from typing import Any

__all__ = ["listen", "review"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Lazily: `starclock --help` must not wait for rooms it does not enter.
    if name in __all__:
        from starclock import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

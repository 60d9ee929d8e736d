"""Is this English? By the share of English function words, as transcripts rarely say and may be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The commonest words that no other language of western Europe shares in number ("in", "so", "was", "on",
# "me", "to", "do" are left out: they are German, French, Dutch, Polish or Spanish words too).
_FUNCTION = frozenset(
    "the and of that it is for with this have but they at be from by not are were had what all would there their"
    " which about when we you she her his him our your my i it's that's i'm didn't don't because then them been"
    " could should who how than these those into just like".split()
)
_FEWEST = 20
_SHARE = 0.15
"""English has 25 to 45 % of these words; German, Dutch, French, Spanish, Italian and Polish below 5 %."""


def looks_english(texts: Iterable[str]) -> bool | None:
    """Whether a run of words is English; None for fewer than 20 words.

    >>> looks_english(("we had a problem with the queue and i asked my manager what they would do " * 2).split())
    True
    >>> looks_english(("ich habe dann mit dem Team gesprochen und wir haben das Problem gelöst " * 2).split())
    False
    """
    words = [word for text in texts if (word := re.sub(r"[^\w']", "", text.lower().replace("’", "'")))]
    if len(words) < _FEWEST:
        return None
    return sum(word in _FUNCTION for word in words) >= _SHARE * len(words)

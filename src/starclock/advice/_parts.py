"""What an action is asked for: looked for in the whole answer, so that nothing is missed that stands elsewhere."""

from __future__ import annotations

import re

from starclock.advice._story import Story
from starclock.advice._told import done

_HINDERED = re.compile(
    r"\b(?:but|however|although|even though|instead|problem|trouble|hard|difficult\w*|fail\w*|refus\w*|against|no"
    r"|not|never|\w+n't|wrong|broke\w*|stuck|late|resist\w*|only)\b"
)
"""What tells that something stood in the way."""


def missing_of(story: Story) -> str:
    """What an action lacks, as the end of a sentence: "a second step and what stood in your way"; "" for nothing."""
    told = story.told
    own = [d for one in story.of("action", "task", "result") for d in one.deeds if d.who == "i" and done(d)]
    parts = [
        ("a second step of yours", len(own) > 1),
        ("why you did it that way", any(one.has("weigh", "reason") for one in told)),
        ("what stood in your way", any(_HINDERED.search(one.text) for one in told)),
        ("what somebody else said or did", any(story.voice(one) for one in told)),
    ]
    missing = [what for what, there in parts if not there]
    return " and ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))

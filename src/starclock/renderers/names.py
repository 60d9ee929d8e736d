"""The names of findings and measures as people read them; the short ones of the JSON stay for programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "balance": "Shape of the story",
        "false-start": "False starts",
        "filler": "Filler words",
        "filler-cluster": "Fillers close together",
        "generic-lesson": "Lessons that fit any story",
        "hand-off": "Blame, or handing the problem on",
        "hedge": "Hedges",
        "messy-detail": "Difficult moments told",
        "ownership": "Proof that it was yours",
        "passive": "Passive: who did it?",
        "pause": "Pauses",
        "polish": "Phrases that sell you",
        "quantified": "Numbers as evidence",
        "rushing": "Rushed stretches",
        "second-order": "What your work led to",
        "smoothed-over": "Difficult moments smoothed over",
        "team-subject": "“We” or “they” did it",
        "vague-result": "Vague results",
        "weak-motive": "A weak motive",
    }
)
"""What a kind of finding is called at the head of its list."""

HEARD = "Filler words heard in the sound"
"""Fillers that no word of the transcript accounts for: probable ones."""

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "I share": "Deeds of “I”",
        "action and result share": "Share of action and result",
        "articulation rate": "Speed without the pauses",
        "mean length of run": "Syllables between two pauses",
        "pace drift": "Speed at the end against the start",
        "phonation ratio": "Share of time with voice",
        "pitch range": "Range of the voice",
        "pitch variation": "Liveliness of the voice",
        "probable filled pauses": "Fillers heard in the sound, estimated",
        "result ladder": "Strength of the result",
        "scenes told": "Difficult moments told",
        "sentence-end fading": "Voice falls at the end of sentences",
        "situation sentences": "Sentences of the situation",
        "speech rate": "Pace",
        "syllable rate": "Syllables a minute",
        "they share": "Deeds of “they”",
        "total": "Total",
        "we share": "Deeds of “we”",
    }
)
"""Measures whose own name says too little; the others are plain already."""

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Story": (
            "situation", "task", "action", "result", "total", "action and result share", "situation sentences",
            "time to first own action", "response latency",
        ),
        "Content": (
            "result ladder", "numbers as evidence", "numbers: revenue", "numbers: efficiency", "numbers: scale",
            "numbers: team", "numbers: reliability", "numbers: time", "numbers: users", "scenes told",
            "ownership signs", "I share", "we share", "they share",
        ),
        "Flow": (
            "fillers", "probable filled pauses", "false starts", "pauses", "mean pause", "longest pause",
        ),
        "Pace": (
            "speech rate", "syllable rate", "articulation rate", "pace drift", "fastest stretch", "mean length of run",
            "phonation ratio",
        ),
        "Voice": ("pitch range", "pitch variation", "loudness range", "sentence-end fading"),
    }
)  # fmt: skip
"""Measures in the order of a reader's questions; what stands nowhere here comes last, under "More"."""


def finding_name(check: str, source: str = "transcript") -> str:
    """
    >>> finding_name("messy-detail"), finding_name("filler", "audio"), finding_name("brand-new")
    ('Difficult moments told', 'Filler words heard in the sound', 'Brand new')
    """
    if check == "filler" and source == "audio":
        return HEARD
    return FINDINGS.get(check) or _plain(check)


def measure_name(name: str) -> str:
    """
    >>> measure_name("phonation ratio"), measure_name("pauses"), measure_name("team-subject")
    ('Share of time with voice', 'Pauses', '“We” or “they” did it')
    """
    return MEASURES.get(name) or FINDINGS.get(name) or _plain(name)


def group_of(name: str) -> str:
    """The group of `GROUPS` that a measure stands in, "More" for one that stands in none."""
    return next((group for group, names in GROUPS.items() if name in names), "More")


def _plain(name: str) -> str:
    plain = name.replace("-", " ")
    return plain[:1].upper() + plain[1:]

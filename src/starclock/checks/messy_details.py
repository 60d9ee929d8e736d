"""Messy details: which of the scenes that interviewers drill into the answer already tells, and where it smooths over.

Disagreement, near-failure, a hard stakeholder, the handoff. Told, they are strengths.
"""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.phrases import sections
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import Answer

_SCENES = sections("starclock.checks", "messy_details")
_SMOOTH = _SCENES.pop("smoothed over")


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:  # noqa: ARG001
    told = set()
    for sentence, line in lines(answer):
        if match := _SMOOTH.search(line.text):
            message = f"the hard part is skipped; a listener will ask how: “{line.shown}”"
            yield finding("smoothed-over", sentence, line, match.span(), message, advice=_ADVICE)
            continue
        for scene, pattern in _SCENES.items():
            if scene not in told and (match := pattern.search(line.text)):
                told.add(scene)
                message = f"you tell the {scene} before you are asked"
                yield finding("messy-detail", sentence, line, line.clause(*match.span()), message, strength=True)
    missing = [scene for scene in _SCENES if scene not in told]
    advice = f"Be ready for: {', '.join(missing)}. Or tell one of them in a sentence." if missing else None
    yield Measure("scenes told", float(len(told)), f"of {len(_SCENES)}", advice=advice)


_ADVICE = "Tell the moment: who said no, in which words, and what you said or did that turned it."

CHECK = Check(
    about="scenes interviewers drill into (disagreement, near-failure ...): told or smoothed over",
    source="real, messy experiences beat perfect outcomes (coaches of engineering managers)",
    run=_run,
    findings=("smoothed-over", "messy-detail"),
    measures=("scenes told",),
    examples={
        "It was hard but in the end they agreed.": 1,
        "After a lot of, um, discussions everybody came on board.": 1,
        "The director refused twice, so I ran the numbers for her own store.": 0,
        "It was hard to find a parking space.": 0,
        "They agreed to pay on Friday.": 0,
    },
)

"""Vague results: a verdict in place of what changed ("it went really well", "everyone was happy")."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.lines import Line
from starclock.english.phrases import sections
from starclock.intervals import merged_spans
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer, Sentence

_SAID = sections("starclock.checks", "vague_result")
_HINT, _OUTCOME, _VERDICT = _SAID["hint"], _SAID["outcome"], _SAID["verdict"]
_UNREAL = ("if ", "whether ", "when ", "until ", "unless ", "once ", "i hoped ", "would have ")
"""What stands before a verdict that nobody has given yet."""


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    late = answer.span.start + _LATE * answer.span.seconds
    for sentence, line in lines(answer):
        for span in _verdicts(sentence, line, sentence.start > late):
            yield finding("vague-result", sentence, line, span, _MESSAGE.format(line.shown), advice=_ADVICE)


def _verdicts(sentence: Sentence, line: Line, late: bool) -> list[tuple[int, int]]:
    """Characters of the line that give a verdict.

    How a thing went and how glad people were is told of an outcome wherever it stands in the story proper. "It was
    good" is, in the result only; before it that is said of something at hand, late in the answer it is heard as the
    result whatever phase it stands in.
    """
    if sentence.phase in ("situation", "task") or (sentence.phase is None and not late) or not _HINT.search(line.text):
        return []
    matches = [*_OUTCOME.finditer(line.text)]
    if not sentence.part and (sentence.phase == "result" or late):
        matches += _VERDICT.finditer(line.text)
    return merged_spans(m.span() for m in matches if not line.text[: m.start()].endswith(_UNREAL))


_LATE = 0.6
"""Share of the answer after which most results are told (they begin at 0.71, median of our marked answers)."""
_MESSAGE = "a verdict; the listener cannot tell what changed: “{}”"
_ADVICE = (
    "Say what changed and by how much. If you lack the number, estimate honestly (“roughly a third”) or tell what"
    " someone did because of it."
)

CHECK = Check(
    about="a verdict in place of what changed: it went well, everyone was happy, it made a huge difference",
    source="results without a number or a concrete outcome are the commonest mistake (interview guides)",
    run=_run,
    findings=("vague-result",),
    told_in="result",
    examples={
        "In the end it went really well.": 1,
        "So it went, um, you know, pretty well.": 1,
        "The client was very happy and people loved it.": 2,
        "In the end it made a huge difference.": 1,
        "As a result the page went from 3 seconds to 1.": 0,
        "In the end she was happy to sign.": 0,
        "As a result the well was drilled in a week.": 0,
        "Sales were thrilled and the rollout went off without any major issues.": 2,
        "It did not go well at all.": 1,
        "Costs went down significantly.": 1,
        "All in all a great success.": 1,
        "The well went dry and I worked out a plan with the shift lead.": 0,
        "Errors dropped significantly, from 40 a day to 3.": 0,
        "The trust was founded in 1901 and the results came in on Friday.": 0,
        "Everything went to the second warehouse.": 0,
    },
)

"""Questions and debriefs -> lines of plain text, and what `--json` adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starclock.practice.debrief import Debrief
from starclock.practice.questions import Flag, Question, flags, themes
from starclock.practice.tellings import DONE
from starclock.renderers.drifts import drift_text
from starclock.renderers.json import rounded, span
from starclock.renderers.wrapping import listed, numbered, wrapped
from starclock.writing.clock import clock
from starclock.writing.excerpts import cut
from starclock.writing.numbers import counted

_LEFT_OUT = 4
"""Points of a card that are quoted; the others are counted."""


def question_lines(bank: Sequence[Question], answered: Mapping[str, int], width: int | None = None) -> Iterator[str]:
    """The questions by theme, one a line, with how often each was answered."""
    room = max((len(q.id) for q in bank), default=0)
    for theme in themes().values():
        of_theme = [q for q in bank if q.theme == theme.id]
        if of_theme:
            yield f"{theme.title}  ({theme.id})"
        for question in of_theme:
            marks = [mark for mark in (question.principle, "managers" if question.role == "em" else "") if mark]
            marks += ["your own"] if question.own else []
            marks += [f"answered {counted(answered[question.id], 'time')}"] if answered.get(question.id) else []
            line = f"  {question.id:<{room}}  {question.text}" + (f"  [{', '.join(marks)}]" if marks else "")
            yield cut(line, width) if width else line


def question_card(question: Question, answered: int = 0) -> str:
    """All that is known of a question."""
    asked_by = [question.lens.capitalize()] if question.lens else []
    asked_by += [f"“{question.principle}”"] if question.principle else []
    asked_by += ["managers"] if question.role == "em" else []
    about = [themes()[question.theme].title, *asked_by, f"source: {question.source}"]
    parts = [
        wrapped(question.text),
        f"{question.id}  |  {'  |  '.join(about)}",
        wrapped(f"Turn your story towards: {question.angle}.") if question.angle else "",
        listed("What interviewers listen for", question.listened_for),
        numbered("A way through it", question.path),
        listed("Where candidates fail", question.fails),
        listed("What costs you when it is said", [_told(flag) for flag in question.red_flags]),
        listed("The same asked otherwise", question.also),
        f"Answered {counted(answered, 'time')}." if answered else "",
        f"Answer it: starclock record --question {question.id}",
    ]
    return "\n\n".join(part for part in parts if part)


def debrief_text(debrief: Debrief, waits: bool = True) -> str:
    """What a report adds: what listeners wait for, what was heard, what the card holds; "" for nothing.

    waits : with what listeners wait for
    """
    question, story, parts = debrief.question, debrief.story, list[str]()
    if question:
        taken = f"This question was taken for {question.id}. " if debrief.taken_for else ""
        if waits:
            told = "; ".join(question.listened_for)
            parts.append(wrapped(f"{taken}What interviewers listen for in {question.id}: {told}."))
        for heard in debrief.heard:
            why = f" {heard.flag.why}" if heard.flag.why else ""
            parts.append(wrapped(f"-  {clock(heard.start)}  “{heard.text}” {heard.flag.says}.{why}", "   "))
    if story:
        parts.append(wrapped(f"Beside your card “{story.title}”:"))
        for differs in debrief.differs:
            parts.append(wrapped(f"-  {differs.fact}: {drift_text(differs, ['this answer'])}", "   "))
        for point in debrief.left_out[:_LEFT_OUT]:
            parts.append(wrapped(f"-  left out, {point.phase}: “{point.text}”", "   "))
        if (others := len(debrief.left_out) - _LEFT_OUT) > 0:
            parts.append(f"-  and {counted(others, 'more point')} left out")
        if not debrief.differs and not debrief.left_out:
            parts.append("+  nothing that it holds was missed, and no fact was told otherwise")
        if debrief.told:
            left = DONE - debrief.told
            rest = f"{counted(left, 'time')} to go" if left > 0 else "done"
            parts.append(f"Told aloud {counted(debrief.told, 'time')}: {rest}.")
    return "\n".join(parts)


def debrief_dict(debrief: Debrief) -> dict[str, Any]:
    """The same for programs."""
    question, story = debrief.question, debrief.story
    return {
        "question": question_dict(question) if question else None,
        "taken_for": debrief.taken_for,
        "heard": [
            {"flag": h.flag.id or None, **span(h.start, h.end), "text": h.text, "message": h.flag.says}
            for h in debrief.heard
        ],
        "story": story.id if story else None,
        "told": debrief.told if story else None,
        "left_out": [{"text": point.text, "phase": point.phase} for point in debrief.left_out],
        "differs": [
            {
                "fact": d.fact,
                "card": d.card,
                "said": d.values[0],
                "start": rounded(d.sentences[0].start) if d.sentences[0] else None,
            }
            for d in debrief.differs
        ],
    }


def question_dict(question: Question) -> dict[str, Any]:
    """A question for programs."""
    return {
        "id": question.id,
        "theme": question.theme,
        "text": question.text,
        "kind": question.kind,
        "lens": question.lens,
        "principle": question.principle or None,
        "angle": question.angle or None,
        "role": question.role,
        "listened_for": list(question.listened_for),
        "path": list(question.path),
        "fails": list(question.fails),
        "red_flags": [_told(flag) for flag in question.red_flags],
        "also": list(question.also),
        "source": question.source or None,
        "own": question.own,
    }


def _told(flag: str) -> str:
    return flags().get(flag, Flag("", f"“{flag}”")).says

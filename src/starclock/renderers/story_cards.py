"""Stories and what they cover -> lines of plain text, and what `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starclock.practice.completeness import Coverage
from starclock.practice.questions import Question, themes
from starclock.practice.stories import SCENES, Story
from starclock.practice.tellings import DONE, Tellings
from starclock.renderers.attempt_list import attempt_line
from starclock.renderers.wrapping import listed, wrapped
from starclock.speech import PHASES, Attempt
from starclock.writing.excerpts import cut
from starclock.writing.numbers import counted


def story_lines(cards: Sequence[Story], told: Mapping[str, Tellings], width: int | None = None) -> Iterator[str]:
    """The stories, one a line: id, how often told aloud, title, themes."""
    room = max((len(card.id) for card in cards), default=0)
    tellings = {card.id: telling_text(told.get(card.id)) for card in cards}
    wide = max(map(len, tellings.values()), default=0)
    for card in cards:
        themes_of = ", ".join(card.themes) or "no theme"
        line = f"{card.id:<{room}}  {tellings[card.id]:<{wide}}  {card.title}  [{themes_of}]"
        yield cut(line, width) if width else line


def telling_text(told: Tellings | None) -> str:
    """How often a story was told aloud, and when last."""
    if told is None or not told.count:
        return "not told yet"
    count = f"told {counted(told.count, 'time')}, done" if told.done else f"told {told.count} of {DONE} times"
    return f"{count}, last {told.last}" if told.last else count


def story_card(card: Story, told: Tellings | None, heads: Sequence[Attempt]) -> str:
    """A story as it is written, and the attempts that belong to it, oldest first."""
    head = [
        ("Company and time", card.when),
        ("Themes", ", ".join(themes()[theme].title for theme in card.themes)),
        ("People", ", ".join(card.people)),
        ("Places", ", ".join(card.places)),
    ]
    sections = [(phase.capitalize(), card.phase(phase)) for phase in PHASES]
    sections += [("Lesson", card.lesson), ("Follow-ups", "\n".join(card.follow_ups))]
    sections += [(title, card.scenes.get(scene, "")) for scene, title in SCENES.items()]
    parts = [
        "\n".join([wrapped(card.title), *(wrapped(f"{name}: {text}", "   ") for name, text in head if text)]),
        *(listed(name, text.splitlines()) for name, text in sections if text),
        "\n".join([f"{telling_text(told)[:1].upper()}{telling_text(told)[1:]}.", *(attempt_line(h) for h in heads)]),
        f"{card.path}\nTell it: starclock record --story {card.id}",
    ]
    return "\n\n".join(parts)


def coverage_text(seen: Coverage, good: Mapping[str, str]) -> str:
    """The twelve themes, the stories of each with the day it was last told well, and what the bank lacks."""
    room = max(len(theme.title) for theme in themes().values())
    lines = []
    for theme in themes().values():
        told = [f"{card.id} ({good.get(card.id) or 'never told well'})" for card in seen.by_theme[theme.id]]
        lines.append(wrapped(f"{theme.title:<{room}}  {', '.join(told) or '-'}", " " * (room + 2)))
    advice = [wrapped(f"-  {line}", "   ") for line in seen.advice]
    return "\n".join([*lines, *(["", *advice] if advice else [])])


def seven_text(asked: Sequence[Question], answered: Mapping[str, int]) -> str:
    """What managers are asked, and how often each was answered."""
    lines = [
        f"{q.id}: {counted(answered[q.id], 'answer') if answered.get(q.id) else 'not answered yet'}" for q in asked
    ]
    return listed("Managers are asked for these", lines)


def story_dict(card: Story, told: Tellings | None) -> dict[str, Any]:
    """A story for programs."""
    return {
        "id": card.id,
        "title": card.title,
        "file": str(card.path),
        "when": card.when or None,
        "themes": list(card.themes),
        "people": list(card.people),
        "places": list(card.places),
        **{phase: card.phase(phase) for phase in PHASES},
        "lesson": card.lesson,
        "follow_ups": list(card.follow_ups),
        "scenes": dict(card.scenes),
        "told": told.count if told else 0,
        "last_told": told.last or None if told else None,
        "done": told.done if told else False,
    }

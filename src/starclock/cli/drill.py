"""The command for one scene of a story in 90 seconds: drill."""

from __future__ import annotations

import random
from datetime import datetime

import click

from starclock.cli.context import Context
from starclock.cli.decks import drill_deck
from starclock.cli.keys import ENTER, on_terminal, pressed
from starclock.cli.notices import notice
from starclock.cli.output import say
from starclock.cli.practising import Practice, practice, speaking_options
from starclock.cli.show import show
from starclock.practice.schedule import LONG, SCENE, SECONDS, DrillCard, draw
from starclock.practice.stories import SCENES
from starclock.renderers.plans import card_line
from starclock.renderers.practising import drill_text
from starclock.settings import Targets
from starclock.speech import DRILL


@click.command()
@click.option("--story", metavar="ID", help="Only scenes of this story.")
@click.option("--scene", type=click.Choice(list(SCENES)), help="Only this scene.")
@click.option("--list", "listed", is_flag=True, help="Only show the cards: when each is due, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@speaking_options
def drill(
    story: str | None,
    scene: str | None,
    listed: bool,
    as_json: bool,
    device: str | None,
    recognizer: str | None,
    model: str | None,
    countdown: int,
) -> None:
    """Tell one scene of one of your stories in 90 seconds: the moment of disagreement, the near-failure, the handoff.

    A card is drawn: the one that is longest due, else one that you never told. It is judged by what makes a scene
    specific (a moment, a decision, an outcome, a person, a number) and by its time, not as a full story. What you
    tell well comes back later, what stays thin comes back soon.
    """
    context = Context(named=recognizer, model=model)
    cards = drill_deck(context, story)
    if listed:
        for card in cards:
            if scene in (None, card.scene):
                say(card_line(card, _now()))
        return
    with practice(context, device, countdown) as speaking:
        _told(speaking, cards, story, scene, as_json)


def _told(
    speaking: Practice, cards: tuple[DrillCard, ...], story: str | None, scene: str | None, as_json: bool
) -> None:
    """Card after card, until the speaker is done."""
    chance = random.Random()
    if story is not None and scene is not None:
        card, why = next(each for each in cards if each.scene == scene), "as you asked"
    else:
        card, why = draw(cards, _now(), chance, scene)
    while True:
        notice(f"{card.story.title} ({why})")
        tags = (DRILL, f"{SCENE}{card.scene}")
        made = speaking.told(card.question, LONG + 30, Targets().scaled(SECONDS), card.story.id, tags)
        if as_json:
            show(made, True)
            return
        cards = drill_deck(speaking.context, story)
        card = next(each for each in cards if (each.story.id, each.scene) == (card.story.id, card.scene))
        say(drill_text(made, card, _now()))
        notice(f"The transcript and all measures: starclock report {made.answer.attempt.id} --full")
        key = pressed("A again   N next card   Enter done", "an") if on_terminal() else ENTER
        if key == ENTER:
            return
        why = "again"
        if key == "n":
            others = [each for each in cards if (each.story.id, each.scene) != (card.story.id, card.scene)]
            card, why = draw(others or cards, _now(), chance, scene)


def _now() -> datetime:
    return datetime.now().astimezone()

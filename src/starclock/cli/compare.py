"""The command for attempts side by side: compare."""

from __future__ import annotations

from pathlib import Path

import click

from starclock.cli.context import Context
from starclock.cli.judging_options import TARGETS
from starclock.cli.notices import notice
from starclock.cli.output import say_json
from starclock.cli.page_options import Where, page_options
from starclock.compare import compare as side_by_side
from starclock.errors import LibraryError
from starclock.foreign import text_of
from starclock.library import Library
from starclock.renderers.comparison import show
from starclock.renderers.json import render_comparison
from starclock.speech import PHASES, Attempt


@click.command()
@click.argument("attempts", nargs=-1, metavar="[ATTEMPT ATTEMPT...]")
@click.option("--question", metavar="TEXT-or-ID", help="All attempts at this question; a part of its text will do.")
@click.option("--story", metavar="ID", help="All tellings of this story.")
@click.option("--last", type=click.IntRange(min=2), metavar="N", help="Only the latest N of them.")
@click.option("--card", type=click.Path(path_type=Path), metavar="FILE",
              help="The story as you wrote it down (text): its facts are checked too. Default: its card.")  # fmt: skip
@TARGETS
@click.option("--all", "everything", is_flag=True, help="Also what did not change, and all sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON comparison.")
@page_options()
@click.option("--play", "phase", type=click.Choice(PHASES), help="Hear this phase of the first and of the last.")
def compare(
    attempts: tuple[str, ...],
    question: str | None,
    story: str | None,
    last: int | None,
    card: Path | None,
    targets: str | None,
    everything: bool,
    as_json: bool,
    html: Path | None,
    opened: bool,
    where: Where,
    phase: str | None,
) -> None:
    """What really changed between attempts, told apart from noise: numbers, wording, facts, points.

    Name two or more (`starclock compare last~1 last`), or take all at a --question or of a --story.
    """
    context = Context(targets)
    library = context.library
    written = ""
    if question or story:
        # Only here: attempts that are named must not wait for the bank.
        from starclock.cli.bank import question_meant, story_cards, story_id

        question = question_meant(question, library) if question else None
        story = story_id(story, library) if story else None
        written = next((c.told for c in story_cards(library) if c.id == story), "") if story else ""
    heads = _chosen(library, attempts, question, story)[-(last or 0) :]
    if len(heads) < 2:
        raise LibraryError(_too_few(heads, attempts, question, story))
    found = context.summaries(heads, texts=True)
    if len(found) < 2:
        raise LibraryError("comparing needs two attempts that can be judged")
    comparison = side_by_side(found, text_of(card) if card else written)
    if as_json:
        say_json(render_comparison(comparison))
    elif html or opened:
        # Imported only here and below: a comparison on the screen must not wait for the page and the player.
        from starclock.cli.pages import write_comparison

        ends = [context.report(head.id).answer for head in (heads[0], heads[-1])]
        sounds = [(end, library.audio_of(end.attempt)) for end in ends]
        write_comparison(comparison, found, sounds, html, opened, where)
    else:
        for caution in comparison.cautions:
            notice(click.wrap_text(f"Note: {caution}.", 79))
        show(comparison, everything)
    if phase:
        from starclock.cli.play import hear, phase_stretches

        for end in (context.report(heads[0].id), context.report(heads[-1].id)):
            hear(library, end.answer.attempt, phase_stretches(end, phase))


def _chosen(library: Library, named: tuple[str, ...], question: str | None, story: str | None) -> list[Attempt]:
    """Oldest first. A question is met by its whole text, else by a part that only one question has."""
    if bool(named) + bool(question) + bool(story) != 1:
        raise click.UsageError("name two or more attempts, or one of --question and --story")
    heads = library.heads()
    if named:
        ids = {library.resolve(reference) for reference in named}
        return [head for head in heads if head.id in ids]
    if story:
        return [head for head in heads if head.story == story]
    asked = (question or "").casefold()
    texts = dict.fromkeys(head.question for head in heads if head.question and asked in head.question.casefold())
    exact = [text for text in texts if text.casefold() == asked]
    if len(texts) > 1 and not exact:
        some = "; ".join(list(texts)[:3])
        raise LibraryError(f"{question!r} is a part of {len(texts)} questions ({some}): write more of one")
    return [head for head in heads if head.question in (exact or texts)]


def _too_few(heads: list[Attempt], named: tuple[str, ...], question: str | None, story: str | None) -> str:
    if named:
        same = "these are all the same one" if len(named) > 1 else "name a second one"
        return f"comparing needs two attempts: {same} (`starclock list` shows them all)"
    what = f"at a question with {question!r}" if question else f"of the story {story!r}"
    count = "there is only one" if heads else "there are none"
    return f"comparing needs two attempts, and {count} {what} (`starclock list` shows them all)"

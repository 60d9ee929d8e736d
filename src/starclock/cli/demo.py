"""The command that shows the whole job on the sample answer: demo."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import click

from starclock.cli.context import Context
from starclock.cli.notices import notice, progress_bar
from starclock.cli.page_options import Where, page_options
from starclock.cli.pages import write_page
from starclock.cli.show import show
from starclock.pipeline import listen, review
from starclock.recognizers import open_recognizer
from starclock.recognizers.models import installed

DEMO_QUESTION = "Tell me about a time you delivered under pressure."


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report.")
@page_options()
def demo(as_json: bool, html: Path | None, opened: bool, where: Where) -> None:
    """The whole job on the sample answer that ships with starclock, without network."""
    ears = open_recognizer("faster-whisper", "tiny.en" if "tiny.en" in installed() else None)
    with as_file(files("starclock") / "sample") as sample:
        path = sample / "answer.flac"
        with progress_bar() as progress:
            attempt = listen(path, ears, progress)
        made = review(replace(attempt, question=DEMO_QUESTION), Context().settings)
        if html or opened:
            write_page(made, path, html, opened, where)
        else:
            show(made, as_json)
    notice("This story was made up and read by a synthetic voice. For your own: starclock record")

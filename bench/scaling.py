"""What size costs and what it brings: loss and time at four model sizes and four corpus sizes, fitted and drawn (the drawing needs vibejam[lab]).

    python -m bench.scaling --text FILE [--readings 3] [--plot docs/scaling.svg] [--quick]

Every model reads every corpus (the text's first eighth, quarter, half and whole, less the last tenth, which all are
judged by) the same number of times, with the plan's rates, one thread. Fitted: loss = floor + a / parameters^p +
b / characters^q (Hoffmann et al. 2022, arXiv 2203.15556), where parameters are those that every token passes (tables are
looked up, not passed); the exponents by search, the rest by least squares. The last line is JSON: runs (loss in nats per
character, CPU seconds of the training steps), fit, worst_residual, and cpu_us_per_token for each model.
--quick: two sizes of each, one reading.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch

from vibejam.checkpoint import load_checkpoint
from vibejam.config import DataConfig, ModelConfig, TrainConfig
from vibejam.data import TokenDataset
from vibejam.loss import mean_loss
from vibejam.plan import plan
from vibejam.train import train_lm

SHAPES = ((1, 64), (1, 128), (2, 128), (3, 192))  # layers, width
SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
TEST_SHARE = 0.1
EXPONENTS = np.arange(0.05, 1.5, 0.05)


def measure(learn: str, test: str, n_layer: int, n_embd: int, readings: float, folder: Path) -> dict[str, Any]:
    """Train one model on one corpus and judge it by the test text."""
    planned = plan(len(learn), minutes=3.0)
    model: ModelConfig = replace(planned.model, n_layer=n_layer, n_embd=n_embd, n_head=n_embd // 32)
    per_reading = len(learn) * (1 - DataConfig().val_fraction) / (planned.train.batch_size * model.block_size)
    steps = max(1, round(readings * per_reading))
    config: TrainConfig = replace(planned.train, minutes=0.0, max_iters=steps, eval_interval=steps, eval_iters=2, device="cpu")
    corpus = folder / "corpus.txt"
    corpus.write_text(learn, encoding="utf-8")
    result = train_lm(corpus, folder / "model.safetensors", model, config)
    trained = load_checkpoint(result.ckpt_path)
    ids = trained.tokenizer.encode_array(test)
    windows = TokenDataset({"train": ids, "val": ids}, trained.tokenizer, DataConfig(block_size=model.block_size))
    passed = sum(p.numel() for p in trained.model.blocks.parameters()) + trained.model.head.numel()
    return {
        "layers": n_layer, "width": n_embd, "parameters": passed, "tables": result.parameters - passed,
        "characters": len(learn), "loss": round(mean_loss(trained.model, windows, "val"), 4),
        "cpu_s": result.cpu_seconds["learning"], "tokens": steps * planned.train.batch_size * model.block_size,
    }  # fmt: skip


def fit(runs: list[dict[str, Any]]) -> tuple[dict[str, float], np.ndarray]:
    """The law with the least squared error, and what it says of every run."""
    loss, parameters, characters = (np.array([run[key] for run in runs], float) for key in ("loss", "parameters", "characters"))
    best: tuple[float, dict[str, float], np.ndarray] | None = None
    for p, q in itertools.product(EXPONENTS, repeat=2):
        columns = np.stack([np.ones_like(loss), parameters**-p, characters**-q], axis=1)
        scale = columns.max(axis=0)
        found = np.linalg.lstsq(columns / scale, loss, rcond=None)[0] / scale
        said = columns @ found
        error = float(((said - loss) ** 2).sum())
        if (found >= 0).all() and (best is None or error < best[0]):
            best = error, dict(zip(("floor", "a", "b"), map(float, found), strict=True)) | {"p": float(p), "q": float(q)}, said
    if best is None:
        raise click.ClickException("no law of this form fits: use a longer text or more sizes")
    return {key: round(value, 4) for key, value in best[1].items()}, best[2]


@click.command(help=__doc__.split("\n")[0])
@click.option("--text", required=True, type=click.Path(exists=True, path_type=Path), help="Text of a million characters or so.")
@click.option("--readings", type=float, default=3.0, show_default=True, help="How often each corpus is read.")
@click.option("--plot", type=click.Path(path_type=Path), help="An SVG to draw the result into.")
@click.option("--quick", is_flag=True, help="Two sizes of each, one reading.")
def main(text: Path, readings: float, plot: Path | None, quick: bool) -> None:
    torch.set_num_threads(1)
    characters = text.read_text(encoding="utf-8")
    cut = round(len(characters) * (1 - TEST_SHARE))
    runs = []
    with tempfile.TemporaryDirectory() as name:
        for share, (n_layer, n_embd) in itertools.product(SHARES[::3] if quick else SHARES, SHAPES[:2] if quick else SHAPES):
            learn = characters[: round(cut * share)]
            runs.append(measure(learn, characters[cut:], n_layer, n_embd, 1.0 if quick else readings, Path(name)))
            click.echo(json.dumps(runs[-1]), err=True)
    law, said = fit(runs)
    if plot:
        draw(runs, said, plot)
    speed = {f"{n}x{width}": cost_of([run for run in runs if (run["layers"], run["width"]) == (n, width)]) for n, width in SHAPES}
    result = {
        "bench": "scaling", "text": text.name, "readings": 1.0 if quick else readings, "fit": law,
        "worst_residual": round(float(max(abs(s - run["loss"]) for s, run in zip(said, runs, strict=True))), 4),
        "cpu_us_per_token": {name: cost for name, cost in speed.items() if cost}, "runs": runs,
    }  # fmt: skip
    click.echo(json.dumps(result))


def cost_of(runs: list[dict[str, Any]]) -> float:
    return round(1e6 * sum(run["cpu_s"] for run in runs) / max(1, sum(run["tokens"] for run in runs)), 1)


def draw(runs: list[dict[str, Any]], said: np.ndarray, path: Path) -> None:
    """Loss against the size of the corpus and against CPU time: a colour for each model, dots measured, lines fitted."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "vibejam", "svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False})
    figure, (by_size, by_time) = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True)
    for shape in dict.fromkeys((run["layers"], run["width"]) for run in runs):
        mine = [(run, law) for run, law in zip(runs, said, strict=True) if (run["layers"], run["width"]) == shape]
        label, (characters, seconds, losses, laws) = (
            f"{shape[0]} x {shape[1]}",
            zip(*((run["characters"], run["cpu_s"], run["loss"], law) for run, law in mine), strict=True),
        )
        dots = by_size.scatter(characters, losses, s=22, label=label)
        by_size.plot(characters, laws, color=dots.get_facecolor()[0], linewidth=1)
        by_time.plot(seconds, losses, "o-", markersize=4, linewidth=1, label=label)
    for axis, name in ((by_size, "characters to learn from"), (by_time, "CPU seconds of training")):
        axis.set_xscale("log")
        axis.set_xlabel(name)
    by_size.set_ylabel("nats per character, unseen text")
    by_size.set_title("dots measured, lines fitted", fontsize=10)
    by_time.set_title("the same runs by what they cost", fontsize=10)
    by_size.legend(title="layers x width", frameon=False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()

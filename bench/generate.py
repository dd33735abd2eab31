"""Writing on one CPU core: our decoders against others with the very same weights, one process each, run in turn.

    python -m bench.generate --peer nanogpt:DIR|llama.cpp|transformers --size 0.8M|10M [--quick]
    python -m bench.generate --size smollm2-135m [--quick]    a pretrained model's shape: see bench/generate_llama.py

Batch 1, from one token, CPU time (user + system) of the writing alone: models are loaded, compiled and warm. 200 tokens;
against a peer that cannot go beyond its context, at most the context, on both sides. Peers: nanoGPT's generate() in a
checkout of karpathy/nanoGPT (its GELU is exact and ours is GPT-2's, so its logits differ a little); llama.cpp by
llama-cpp-python, with a q8_0 file that the bench writes by the `gguf` package; transformers' GPT-2 with its cache.
The last line is JSON: tokens_per_s and peer_tokens_per_s (medians), ratio (median over rounds of the quotients; ours is
the `gpt` of the same weights, in int8), the same for float32 and torch and for `gpt_fast` of the same sizes, which the
product uses; bandwidth_share (float32, within one context: our speed over that of multiplying a vector by as many
weights and nothing else, by numpy or by our own loop, whichever is faster, in the same process, in turn); logits_error of int8 and of the peer (largest difference to torch, over the standard deviation).
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import generate_llama

SIZES: dict[str, dict[str, int]] = {
    "0.8M": {"n_layer": 4, "n_head": 4, "n_embd": 128, "block_size": 64},
    "10M": {"n_layer": 6, "n_head": 6, "n_embd": 384, "block_size": 256},
}
BASE = "smollm2-135m"
VOCAB, TOKENS = 65, 200
PROBE = [5, 40, 9, 9, 61, 0, 33, 17, 17, 2, 50, 28]  # what everybody reads, to compare the logits that follow
OURS = {"int8": ("gpt", "int8"), "float32": ("gpt", "float32"), "torch": ("gpt", "torch"),
        "fast_int8": ("gpt_fast", "int8"), "fast_float32": ("gpt_fast", "float32")}  # fmt: skip


# -- the engines: each returns (write this many tokens, the logits after PROBE) ----------------------------------------

Engine = tuple[Callable[[int], Any], Callable[[], np.ndarray]]


def our_model(arch: str, size: str) -> Any:
    """A random model whose logits are about as far apart as a trained one's."""
    import torch

    from vibejam import ModelConfig, build_model

    torch.manual_seed(0)
    model = build_model(arch, ModelConfig(vocab_size=VOCAB, **SIZES[size])).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.5 * parameter.shape[-1] ** -0.5 if parameter.dim() > 1 else 0.1))
    return model


def ours(size: str, arch: str, how: str) -> Engine:
    import torch

    from vibejam import generate_tokens
    from vibejam.decoding import choose_decoder

    model = our_model(arch, size)
    chosen = choose_decoder(model, TOKENS, how)

    def logits() -> np.ndarray:
        if chosen.value is None:
            return model(torch.tensor([PROBE]))[0][0, -1].detach().numpy()
        chosen.value.read(PROBE[:1])
        return [chosen.value.step(token) for token in PROBE[1:]][-1]

    return lambda count: list(generate_tokens(model, [0], count, seed=1, decoder=chosen)), logits


def gpt2_names(model: Any, transpose: bool) -> dict[str, Any]:
    """Our textbook's weights by GPT-2's names; `transpose` for OpenAI's and transformers' way to store matrices."""
    parts = {
        "norm_1": "ln_1", "attention.qkv": "attn.c_attn", "attention.out": "attn.c_proj", "norm_2": "ln_2",
        "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj", "token_embedding": "wte", "position_embedding": "wpe", "norm": "ln_f",
    }  # fmt: skip
    named = {}
    for name, tensor in model.state_dict().items():
        block, _, rest = name.removeprefix("blocks.").partition(".") if name.startswith("blocks.") else ("", "", name)
        part, _, kind = rest.rpartition(".")
        matrix = bool(block) and tensor.dim() == 2
        where = f"h.{block}." if block else ""
        named[f"transformer.{where}{parts[part]}.{kind}"] = tensor.T.contiguous() if matrix and transpose else tensor
    return named | {"lm_head.weight": model.token_embedding.weight.detach()}


def nanogpt(size: str, folder: str) -> Engine:
    import torch

    sys.path.insert(0, folder)
    theirs = importlib.import_module("model")
    shape = SIZES[size]
    model = theirs.GPT(theirs.GPTConfig(vocab_size=VOCAB, dropout=0.0, bias=True, **shape)).eval()
    model.load_state_dict(gpt2_names(our_model("gpt", size), transpose=False))
    start = torch.zeros(1, 1, dtype=torch.long)
    return lambda count: model.generate(start, count), lambda: model(torch.tensor([PROBE]))[0][0, -1].detach().numpy()


def transformers(size: str, _: str) -> Engine:
    import torch
    from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel

    shape = SIZES[size]
    config = GPT2Config(
        vocab_size=VOCAB, n_positions=shape["block_size"], n_embd=shape["n_embd"], n_layer=shape["n_layer"],
        n_head=shape["n_head"], bos_token_id=0, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    model = GPT2LMHeadModel(config).eval()
    model.load_state_dict(gpt2_names(our_model("gpt", size), transpose=True), strict=True)
    start = torch.zeros(1, 1, dtype=torch.long)

    def write(count: int) -> Any:
        settings = GenerationConfig(max_new_tokens=count, do_sample=True, use_cache=True, pad_token_id=0)
        return model.generate(start, attention_mask=torch.ones_like(start), generation_config=settings)

    return write, lambda: model(torch.tensor([PROBE])).logits[0, -1].detach().numpy()


def llama_cpp(size: str, kind: str) -> Engine:
    import llama_cpp as cpp

    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "model.gguf")
        write_gguf(path, our_model("gpt", size), SIZES[size], kind)
        model = cpp.Llama(str(path), n_ctx=SIZES[size]["block_size"], n_threads=1, n_threads_batch=1, verbose=False)
    random = np.random.default_rng(1)

    def logits() -> np.ndarray:
        return np.ctypeslib.as_array(cpp.llama_get_logits_ith(model.ctx, -1), shape=(VOCAB,))

    def write(count: int) -> None:
        model.reset()
        token = 0
        for _ in range(count):
            model.eval([token])
            weights = np.exp(logits() - logits().max()).cumsum()
            token = int(weights.searchsorted(random.random() * weights[-1]))

    def probe() -> np.ndarray:
        model.reset()
        model.eval(PROBE)
        return logits().copy()

    return write, probe


def write_gguf(path: Path, model: Any, shape: dict[str, int], kind: str) -> None:
    """Our textbook as a GPT-2 in llama.cpp's format; `kind` is Q8_0 or F32 and holds for the matrices."""
    import gguf

    writer = gguf.GGUFWriter(path, "gpt2")
    writer.add_context_length(shape["block_size"])
    writer.add_embedding_length(shape["n_embd"])
    writer.add_feed_forward_length(4 * shape["n_embd"])
    writer.add_block_count(shape["n_layer"])
    writer.add_head_count(shape["n_head"])
    writer.add_layer_norm_eps(1e-5)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(VOCAB)
    parts = {
        "norm_1": "attn_norm", "attention.qkv": "attn_qkv", "attention.out": "attn_output", "norm_2": "ffn_norm",
        "mlp.up": "ffn_up", "mlp.down": "ffn_down", "token_embedding": "token_embd",
        "position_embedding": "position_embd", "norm": "output_norm",
    }  # fmt: skip
    for name, tensor in model.state_dict().items():
        part, _, last = name.rpartition(".")
        block = f"blk.{part.split('.')[1]}." if part.startswith("blocks.") else ""
        their = f"{block}{parts[part.split('.', 2)[2] if block else part]}.{last}"
        quantised = kind != "F32" and tensor.dim() == 2 and part != "position_embedding"
        form = gguf.GGMLQuantizationType[kind if quantised else "F32"]
        writer.add_tensor(their, gguf.quants.quantize(tensor.numpy(), form), raw_dtype=form)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


PEERS: dict[str, Callable[[str, str], Engine]] = {"nanogpt": nanogpt, "llama.cpp": llama_cpp, "transformers": transformers}


# -- measuring ---------------------------------------------------------------------------------------------------------


def cpu_seconds(work: Callable[[], Any]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def multiplications(size: str) -> list[Callable[[int], None]]:
    """Nothing but as many float32 weights as the model has, times a vector, so many times: by numpy, and by our own loop."""
    from vibejam.kernels.products import Matrices, Vectors, multiply

    shape = SIZES[size]
    weights = sum(p.numel() for p in our_model("gpt", size).parameters()) - shape["block_size"] * shape["n_embd"]
    rows = weights // 1024
    random = np.random.default_rng(0)
    matrix, x, y = (random.random(s, dtype=np.float32) for s in ((rows, 1024), 1024, rows))
    ones = np.ones((1, rows), dtype=np.float32)
    matrices = Matrices(matrix.ravel(), np.zeros(1, dtype=np.int64), 1024, ones, ones)
    room = Vectors(np.zeros_like(x[None]), np.ones(1, dtype=np.float32))

    def by_numpy(count: int) -> None:
        for _ in range(count):
            np.dot(matrix, x, out=y)

    def by_us(count: int) -> None:
        for _ in range(count):
            multiply(matrices, 0, x[None], room, y[None], np.zeros(1, dtype=np.int64))

    return [by_numpy, by_us]


def worker(engine: str, argument: str, size: str, tokens: int, repeats: int) -> dict[str, Any]:
    """Measure one engine in this process."""
    write, logits = ours(size, *OURS[engine]) if engine in OURS else PEERS[engine](size, argument)
    write(tokens)
    rate = tokens / statistics.median(cpu_seconds(lambda: write(tokens)) for _ in range(repeats))
    found: dict[str, Any] = {"rate": rate, "logits": logits().tolist()}
    if engine == "float32":
        limits, length = multiplications(size), min(tokens, SIZES[size]["block_size"])  # in one context: nothing is read again
        works = [*(functools.partial(limit, length) for limit in limits), lambda: write(length)]
        times = [[cpu_seconds(work) for work in works] for _ in range(4 * repeats + 1)][1:]  # the first compiles
        by_numpy, by_us, writing = (statistics.median(column) for column in zip(*times, strict=True))
        found["share"] = min(by_numpy, by_us) / writing
    return found


def run(*arguments: Any, threads: int = 1) -> dict[str, Any]:
    """`worker` in a process of its own."""
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    command = [sys.executable, "-W", "ignore", "-m", "bench.generate", "--worker", json.dumps(arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(peer: str, argument: str, size: str, quick: bool) -> dict[str, Any]:
    tokens = TOKENS if peer == "nanogpt" else min(TOKENS, SIZES[size]["block_size"])
    engines = [*OURS, peer]
    rounds = []
    for number in range(1 if quick else 3):
        rounds.append({engine: run(engine, argument, size, tokens, 3) for engine in engines})
        rates = ", ".join(f"{engine} {rounds[-1][engine]['rate']:.0f}" for engine in engines)
        click.echo(f"round {number + 1}, tokens per CPU second: {rates}", err=True)

    def median(figure: Callable[[dict[str, Any]], float], digits: int = 2) -> float:
        return round(statistics.median(figure(r) for r in rounds), digits)

    def error(engine: str) -> float:
        expected, found = np.array(rounds[0]["torch"]["logits"]), np.array(rounds[0][engine]["logits"])
        return float(f"{np.abs(found - expected).max() / expected.std():.1e}")

    rates = {engine: median(lambda r, e=engine: r[e]["rate"], 0) for engine in engines}
    return {
        "bench": "generate", "peer": peer, "size": size, "tokens": tokens, "rounds": len(rounds), "precision": "int8",
        "tokens_per_s": rates["int8"], "peer_tokens_per_s": rates[peer], "ratio": median(lambda r: r["int8"]["rate"] / r[peer]["rate"]),
        "bandwidth_share": median(lambda r: r["float32"]["share"]),
        **{f"{e}_tokens_per_s": rates[e] for e in list(OURS)[1:]},
        **{f"{e}_ratio": median(lambda r, e=e: r[e]["rate"] / r[peer]["rate"]) for e in list(OURS)[1:]},
        "logits_error": error("int8"), "float32_logits_error": error("float32"), "peer_logits_error": error(peer),
    }  # fmt: skip


@click.command(help=__doc__.split("\n")[0])
@click.option("--peer", help="nanogpt:DIR, llama.cpp or transformers.")
@click.option("--size", type=click.Choice([*SIZES, BASE]), default="0.8M", show_default=True)
@click.option("--quick", is_flag=True, help="One round.")
@click.option("--worker", "job", hidden=True)
def main(peer: str | None, size: str, quick: bool, job: str | None) -> None:
    if job:
        engine, *rest = json.loads(job)
        click.echo(json.dumps(generate_llama.worker(*rest) if engine == BASE else worker(engine, *rest)))
        return
    if size == BASE:
        click.echo(json.dumps(generate_llama.measure(functools.partial(run, BASE), quick)))
        return
    name, _, argument = (peer or "").partition(":")
    if name not in PEERS:
        raise click.UsageError("--peer must be nanogpt:DIR, llama.cpp or transformers")
    if name == "nanogpt" and not Path(argument, "model.py").is_file():
        raise click.UsageError(f"no model.py in {argument or 'no folder'}: --peer nanogpt:DIR is a checkout of karpathy/nanoGPT")
    argument = str(Path(argument).absolute()) if name == "nanogpt" else argument or "Q8_0"
    click.echo(json.dumps(measure(name, argument, size, quick)))


if __name__ == "__main__":
    main()

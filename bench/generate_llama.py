"""Writing with a model of SmolLM2-135M's shape on a CPU: our ways beside transformers and llama.cpp, with the same weights.

    python -m bench.generate --size smollm2-135m [--quick]

Random weights: the speed does not depend on them. A process of its own per engine and number of threads, in turn; models are
loaded, compiled and warm, each text begins from one token and 32 are written, the likeliest each time. One text, and eight
together as `batch 8`. With one thread tokens per second of CPU time, with two per second of the clock, as both threads count;
our compiled decoders have one thread. llama.cpp by llama-cpp-python, from files in our own GGUF (Q4_0: made of it by llama.cpp).
The last line is JSON: for each engine that is installed, tokens_per_s by threads and batch (medians over rounds), and
logits_error (largest difference to our torch after a dozen tokens, over the standard deviation).
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

SHAPE = {"vocab_size": 49152, "block_size": 2048, "n_layer": 30, "n_head": 9, "n_embd": 576}
OPTIONS = {"n_kv_head": 3, "mlp_width": 1536, "head_size": 64, "tied": 1, "rope_base": 100_000.0}
TOKENS, BATCHES = 32, (1, 8)
PROBE = [5, 40, 9, 9, 61, 0, 33, 17, 17, 2, 50, 28]  # what everybody reads, to compare the logits that follow
INSTALLED_AS = {"transformers": "transformers", "llama.cpp": "llama_cpp"}
ENGINES = ("int8", "float32", "torch", "transformers", "llama.cpp:Q8_0", "llama.cpp:Q4_0")

Engine = tuple[Callable[[int, int], Any], Callable[[], np.ndarray]]  # write (batch, tokens); the logits after PROBE


def our_model(shape: dict[str, int]) -> Any:
    import torch

    from vibejam import ModelConfig, build_model

    torch.manual_seed(0)
    model = build_model("llama", ModelConfig(**shape, arch_options=OPTIONS)).eval()  # type: ignore[arg-type]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.5 * parameter.shape[-1] ** -0.5 if parameter.dim() > 1 else 0.1))
    return model


def ours(shape: dict[str, int], how: str) -> Engine:
    import torch

    from vibejam.choose import Choice

    model, likeliest = our_model(shape), Choice(temperature=0.0)
    decoder = None if how == "torch" else model.fast_decoder(how)

    @torch.no_grad()
    def in_torch(batch: int, tokens: int) -> None:
        ids, state = torch.zeros(batch, 1, dtype=torch.long), None
        for _ in range(tokens):
            logits, state = model(ids, state)
            ids = logits[:, -1:].argmax(-1)

    def compiled(batch: int, tokens: int) -> None:
        decoder.read([0])
        decoder.copy([0] * batch).write_all(likeliest, np.zeros((batch, tokens)))

    def probe() -> np.ndarray:
        if decoder is None:
            return model(torch.tensor([PROBE]))[0][0, -1].detach().numpy()
        decoder.read(PROBE[:1])
        return [decoder.step(token) for token in PROBE[1:]][-1]

    return in_torch if decoder is None else compiled, probe


def transformers(shape: dict[str, int], _: str) -> Engine:
    import torch
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

    from vibejam.pretrained.hf import their_name

    config = LlamaConfig(
        vocab_size=shape["vocab_size"], max_position_embeddings=shape["block_size"], num_hidden_layers=shape["n_layer"],
        hidden_size=shape["n_embd"], num_attention_heads=shape["n_head"], num_key_value_heads=OPTIONS["n_kv_head"],
        head_dim=OPTIONS["head_size"], intermediate_size=OPTIONS["mlp_width"], rms_norm_eps=1e-5, tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": OPTIONS["rope_base"]},
        bos_token_id=0, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    model = LlamaForCausalLM(config).eval()
    weights = {their_name("llama", name): tensor for name, tensor in our_model(shape).state_dict().items()}
    model.load_state_dict(weights | {"lm_head.weight": weights["model.embed_tokens.weight"]})

    def write(batch: int, tokens: int) -> None:
        start = torch.zeros(batch, 1, dtype=torch.long)
        settings = GenerationConfig(max_new_tokens=tokens, do_sample=False, use_cache=True, pad_token_id=0)
        model.generate(start, attention_mask=torch.ones_like(start), generation_config=settings)

    return write, lambda: model(torch.tensor([PROBE])).logits[0, -1].detach().numpy()


def llama_cpp(shape: dict[str, int], kind: str, threads: int = 1) -> Engine:
    import llama_cpp as cpp

    silent = cpp.llama_log_callback(lambda *_: None)
    cpp.llama_log_set(silent, None)
    settings, V = cpp.llama_context_default_params(), shape["vocab_size"]
    settings.n_ctx, settings.n_seq_max, settings.n_threads, settings.n_threads_batch = 512, max(BATCHES), threads, threads
    with tempfile.TemporaryDirectory() as name:
        write_gguf(Path(name, "model.gguf"), our_model(shape), shape, kind)
        model = cpp.llama_model_load_from_file(str(Path(name, "model.gguf")).encode(), cpp.llama_model_default_params())
    context = cpp.llama_init_from_model(model, settings)
    batch = cpp.llama_batch_init(max(BATCHES), 0, 1)

    def step(tokens: list[int], position: int) -> np.ndarray:
        """The next token of each text -> logits (texts, V)."""
        batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, position, 1, 1
            batch.seq_id[i][0] = i
        if cpp.llama_decode(context, batch) != 0:
            sys.exit("llama.cpp could not read a token")
        return np.stack([np.ctypeslib.as_array(cpp.llama_get_logits_ith(context, i), shape=(V,)) for i in range(len(tokens))])

    def write(texts: int, tokens: int) -> None:
        cpp.llama_memory_clear(cpp.llama_get_memory(context), True)
        last = [0] * texts
        for position in range(tokens):
            last = step(last, position).argmax(axis=1).tolist()

    def probe() -> np.ndarray:
        cpp.llama_memory_clear(cpp.llama_get_memory(context), True)
        return [step([token], position)[0] for position, token in enumerate(PROBE)][-1]

    probe.kept = silent  # type: ignore[attr-defined]  # C holds a pointer to it
    return write, probe


def write_gguf(path: Path, model: Any, shape: dict[str, int], kind: str) -> None:
    """Our Llama in llama.cpp's format, by our own writer; `kind` is F32 or Q8_0, or Q4_0, which llama.cpp makes of F32."""
    from vibejam.pretrained import gguf

    metadata = {
        "general.architecture": "llama", "llama.context_length": shape["block_size"], "llama.embedding_length": shape["n_embd"],
        "llama.feed_forward_length": OPTIONS["mlp_width"], "llama.block_count": shape["n_layer"],
        "llama.attention.head_count": shape["n_head"], "llama.attention.head_count_kv": OPTIONS["n_kv_head"],
        "llama.rope.dimension_count": OPTIONS["head_size"], "llama.rope.freq_base": OPTIONS["rope_base"],
        "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.vocab_size": shape["vocab_size"],
        "tokenizer.ggml.model": "no_vocab",
    }  # fmt: skip
    parts = {
        "attention_norm": "attn_norm", "attention.query": "attn_q", "attention.key": "attn_k", "attention.value": "attn_v",
        "attention.out": "attn_output", "mlp_norm": "ffn_norm", "mlp.gate": "ffn_gate", "mlp.up": "ffn_up",
        "mlp.down": "ffn_down", "embedding": "token_embd", "norm": "output_norm",
    }  # fmt: skip
    tensors = {}
    for name, tensor in model.state_dict().items():
        part, _, last = name.rpartition(".")
        block, kept = f"blk.{part.split('.')[1]}." if part.startswith("blocks.") else "", tensor
        part = part.split(".", 2)[2] if block else part
        if part in ("attention.query", "attention.key"):  # they turn neighbours, we number i and i + D/2
            kept = tensor.unflatten(0, (-1, 2, OPTIONS["head_size"] // 2)).transpose(1, 2).reshape(tensor.shape)
        tensors[f"{block}{parts[part]}.{last}"] = gguf.LazyTensor.of(kept.numpy())
    ours = "F32" if kind == "Q4_0" else kind
    kinds = {name: ours if len(tensor.shape) == 2 else "F32" for name, tensor in tensors.items()}
    gguf.write_gguf(path, metadata, tensors, kinds)
    if kind == "Q4_0":
        requantise(path)


def requantise(path: Path) -> None:
    """From F32 to Q4_0, all matrices."""
    import llama_cpp as cpp

    settings = cpp.llama_model_quantize_default_params()
    settings.ftype, settings.pure, settings.nthread = cpp.LLAMA_FTYPE_MOSTLY_Q4_0, True, 1
    small = path.with_suffix(".q4_0")
    if cpp.llama_model_quantize(str(path).encode(), str(small).encode(), settings) != 0:
        sys.exit("llama.cpp could not make Q4_0 of the model")
    small.replace(path)


# -- measuring ---------------------------------------------------------------------------------------------------------


def worker(name: str, shape: dict[str, int], threads: int, repeats: int) -> dict[str, Any]:
    """Measure one engine in this process."""
    import torch

    torch.set_num_threads(threads)
    engine, _, kind = name.partition(":")
    if engine == "llama.cpp":
        write, logits = llama_cpp(shape, kind, threads)
    else:
        write, logits = transformers(shape, kind) if engine == "transformers" else ours(shape, engine)
    clock = time.process_time if threads == 1 else time.perf_counter
    rates = {}
    for batch in BATCHES:
        write(batch, 2)
        seconds = []
        for _ in range(repeats):
            before = clock()
            write(batch, TOKENS)
            seconds.append(clock() - before)
        rates[batch] = batch * TOKENS / statistics.median(seconds)
    return {"rates": rates, "logits": logits().tolist()}


def measure(run: Callable[..., dict[str, Any]], quick: bool) -> dict[str, Any]:
    """`run` is `worker` in a process of its own, with so many threads."""
    shape = SHAPE | ({"n_layer": 2, "vocab_size": 512} if quick else {})
    engines = [e for e in ENGINES if importlib.util.find_spec(INSTALLED_AS.get(e.partition(":")[0], "numpy"))]
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for number in range(1 if quick else 3):
        for threads in (1, 2):
            for engine in engines if threads == 1 else [e for e in engines if e not in ("int8", "float32")]:
                each = run(engine, shape, threads, 1 if quick else 3, threads=threads)
                found.setdefault((engine, threads), []).append(each)
                rates = ", ".join(f"batch {batch}: {rate:.1f}" for batch, rate in each["rates"].items())
                click.echo(f"round {number + 1}, {engine}, threads {threads}: {rates}", err=True)
    expected = np.array(found["torch", 1][0]["logits"])

    def rate(engine: str, threads: int, batch: int) -> float:
        return round(statistics.median(each["rates"][str(batch)] for each in found[engine, threads]), 1)

    return {
        "bench": "generate", "size": "smollm2-135m", "quick": quick, "tokens": TOKENS,
        "tokens_per_s": {
            engine: {f"threads_{t}_batch_{b}": rate(engine, t, b) for t in (1, 2) for b in BATCHES if (engine, t) in found}
            for engine in engines
        },
        "logits_error": {
            engine: float(f"{np.abs(np.array(found[engine, 1][0]['logits']) - expected).max() / expected.std():.1e}")
            for engine in engines
        },
    }  # fmt: skip

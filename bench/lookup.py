"""Rewriting with prompt lookup (vibejam/lookup.py) against without: the same text, in how much less CPU time.

    vibejam pull smollm2-135m && python -m bench.lookup [--base smollm2-135m] [--quick]

An instruction-tuned base is asked, in its chat template, to correct drafts that have a few typing errors, which it mostly
copies; and, for comparison, to write freely about the same, where there is little to look up. Float32 and int8, the likeliest
token and at temperature 0.8, 96 tokens each, with and without in turn; CPU time (user + system) of the writing alone, the prompt
is read and everything is compiled. The texts must be the same, or the bench fails. The last line is JSON: for each way
tokens_per_s without, ratio (with over without, median over rounds of the sums over drafts), guessed (tokens that were read as
guesses, per token written) and right (the share of them that was written).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

import click
import numpy as np

DRAFTS = (
    "The meeting on Tuesday was moved to the small room on the third floor, becuase the large one is being painted. Please "
    "bring the figures for March and April with you, and tell Anna that she dont need to come before ten. If the train is "
    "late again, we will start without the two collegues from Leeds and send them our notes in the afternoon.",
    "My grandmother kept bees behind the old barn for fourty years. Every spring she opened the hives on the first warm day, "
    "counted the frames and wrote the number with chalk on the door. When I was nine she let me hold the smoker, and I was so "
    "prowd that I forgot to be afraid. The door is still their, and you can read the last of her numbers.",
    "To change the filter, switch the machine of and let it cool for twenty minutes. Turn the grey cover to the left, pull the "
    "filter out and rinse the holder under warm water. A new filter has to lie in water for an hour before it is used. Then "
    "put evrything back in the same order, and press both buttons together untill the light is green.",
)
COPY = "Correct the typing errors in this text. Change nothing else, and answer with the text only.\n\n{}"
FREE = "Write a short story in which something surprising happens. It begins after this text, and does not repeat it.\n\n{}"
TOKENS = 96


def write(decoder: Any, choice: Any, tokens: int, likely: list[int], ends: frozenset[int]) -> tuple[list[int], float]:
    """Up to the end of the turn, by a decoder that has read the prompt; and the CPU seconds that took."""
    random, text = np.random.default_rng(1), []
    before = time.process_time()
    while len(text) < tokens and ends.isdisjoint(text):
        text += decoder.write(choice, random.random(16), likely)
    return text, time.process_time() - before


def measure(base: Any, precision: str, tokens: int, rounds: int) -> dict[str, Any]:
    from vibejam.choose import Choice

    decoder, found = base.model.fast_decoder(precision), {}
    for request, template in (("copy", COPY), ("free", FREE)):
        for temperature in (0.0, 0.8):
            choice, ratios, rates, guesses, written, prompts = Choice(temperature=temperature), [], [], np.zeros(2), 0, []
            for draft in DRAFTS[: 3 if rounds > 1 else 1]:
                decoder.read(base.tokenizer.chat([{"role": "user", "content": template.format(draft)}]))
                prompts.append((decoder.copy(), base.tokenizer.encode(draft)))
            for _ in range(rounds):
                seconds, length = np.zeros(2), 0
                for read, draft in prompts:
                    plain, without = write(read.copy(), choice, tokens, [], base.tokenizer.end_ids)
                    guessing = read.copy()
                    same, with_lookup = write(guessing, choice, tokens, draft, base.tokenizer.end_ids)
                    if plain != same:
                        sys.exit(f"not the same text:\n{base.tokenizer.decode(plain)}\n{base.tokenizer.decode(same)}")
                    seconds += (without, with_lookup)
                    guesses += guessing.guesses
                    length += len(plain)
                ratios.append(seconds[0] / seconds[1])
                rates.append(length / seconds[0])
                written += length
            way = f"{request}, {precision}, temperature {temperature:g}"
            found[way] = {
                "tokens_per_s": round(float(statistics.median(rates)), 1), "ratio": round(float(statistics.median(ratios)), 2),
                "guessed": round(float(guesses[0] / written), 2), "right": round(float(guesses[1] / max(guesses[0], 1)), 2),
            }  # fmt: skip
            click.echo(f"{way}: {found[way]}", err=True)
    return found


@click.command(help=__doc__.split("\n")[0])
@click.option("--base", "ref", default="smollm2-135m", show_default=True, help="One that was tuned to chat in ChatML.")
@click.option("--quick", is_flag=True, help="One round, one draft, few tokens.")
def main(ref: str, quick: bool) -> None:
    import torch

    from vibejam.errors import VibejamError
    from vibejam.pretrained.bases import open_base

    torch.set_num_threads(1)
    try:
        base = open_base(ref)
    except VibejamError as error:
        sys.exit(f"{error.message}\n  {error.hint}")
    ways: dict[str, Any] = {}
    tokens, rounds = (24, 1) if quick else (TOKENS, 3)
    for precision in ("float32", "int8"):
        ways |= measure(base, precision, tokens, rounds)
    click.echo(json.dumps({"bench": "lookup", "base": ref, "quick": quick, "tokens": tokens, "ways": ways}))


if __name__ == "__main__":
    main()

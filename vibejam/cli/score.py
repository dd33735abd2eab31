"""vibejam score: how much a text sounds like a voice, and what in it does."""

from __future__ import annotations

import click

from vibejam.cli.common import Command, note, read_draft, report

_LITTLE = 40  # words, below which a score says little
_SHOWN = 6
_KNOWN = 0.3  # share of a text that was learnt, from which its score means nothing


@click.command(
    "score", cls=Command, examples=["vibejam score draft.md --voice me", "echo 'I went for a walk.' | vibejam score - --voice me"]
)
@click.argument("text", required=False, metavar="[TEXT | FILE | -]")
@click.option("--voice", help="The voice to compare with. [default: the only one there is]")
def command(text: str | None, voice: str | None) -> None:
    """Say how much a text sounds like a voice: 0 as other people write, 1 as the person writes.

    Both ends are measured on writing that the voice has not seen.
    """
    content = read_draft(text)
    from vibejam.voice import Voice

    opened = Voice.open(voice)
    scorer = opened.scorer()
    scale = opened.scale(scorer)
    found = scorer.evidence([content])[0]
    score, overshoot = scale.place(found.likeness), scale.is_overshoot(found.likeness, found.words)
    if opened.knows(content) > _KNOWN:
        note("the voice was learnt from this text, so that its score means nothing")
    if found.words < _LITTLE:
        note(f"{found.words} words are too few to say much")
    if overshoot:
        note("more like the person than the person: somebody tried too hard")
    favour = {kind: round(nats, 2) for kind, nats in found.kinds if nats > 0}
    against = {kind: round(nats, 2) for kind, nats in found.kinds if nats < 0}
    lines = [
        f"{score:.2f}  (0: as other people write; 1: as {opened.name} writes)",
        f"sounds like {opened.name}:   {'  '.join([*favour][:_SHOWN]) or '-'}",
        f"and does not: {' ' * len(opened.name)} {'  '.join([*against][:_SHOWN]) or '-'}",
    ]
    values = {
        "score": round(score, 4), "overshoot": overshoot, "likeness": round(found.likeness, 4), "words": found.words,
        "for": favour, "against": against, "scale": scale.to_dict(),
    }  # fmt: skip
    report("\n".join(lines), values)

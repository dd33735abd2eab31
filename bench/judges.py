"""How surely do the two judges of vibejam eval tell a person's unseen writing from other people's, and from an assistant's drafts?

    python -m bench.judges DATA [--quick]

DATA holds folders, each one person's writing, and may hold drafts/NAME-test.jsonl (draft, text, document). Of each person, the
judges learn 15 % of the documents and as many passages of all other folders and of the sample voices; AUC on other documents, at
50, 100 and 300 words (0.5 is a guess). Drafts: AUC of genuine text against draft and the share of pairs in which the genuine text
scores higher, by judges cross-fitted as in vibejam eval. The last line is JSON.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import click
import numpy as np

from vibejam import paths
from vibejam.holdout import JUDGE_SHARE, Holdout, Passages, read_items
from vibejam.ingest import Document, read_documents
from vibejam.style.judges import DeltaJudge, Judge, NGramJudge, auc, passages
from vibejam.style.panel import JUDGES, MOST, Panel

LENGTHS = (50, 100, 300)  # words
MOST_TESTED = 300  # of each side and length
KINDS: dict[str, type[NGramJudge] | type[DeltaJudge]] = {"ngrams": NGramJudge, "delta": DeltaJudge}


def documents_in(folder: Path) -> dict[str, str]:
    return {f"{folder.name}/{item.source}": item.text for item in read_documents([folder]) if isinstance(item, Document)}


def pieces(texts: list[str], length: int, rng: random.Random) -> list[str]:
    """Up to MOST_TESTED pieces of so many words; none where no text is as long."""
    found = []
    for text in texts:
        words = text.split()
        found += [" ".join(words[i : i + length]) for i in range(0, len(words) - length + 1, length)]
    return rng.sample(found, min(MOST_TESTED, len(found)))


def cut(texts: list[str], most: int, rng: random.Random) -> list[str]:
    found = [passage for text in texts for passage in passages(text)]
    return rng.sample(found, min(most, len(found)))


def people_apart(own: dict[str, str], others: dict[str, list[str]], rng: random.Random) -> dict[str, dict[str, float | None]]:
    """AUC by judge and length. Half of the others' documents teach, half test."""
    names = sorted(own)
    rng.shuffle(names)
    learnt = names[: max(2, round(JUDGE_SHARE * len(names)))]
    teaching = cut([own[name] for name in learnt], MOST, rng)
    share = max(1, len(teaching) // len(others))
    strangers = [passage for texts in others.values() for passage in cut(texts[::2], share, rng)]
    result: dict[str, dict[str, float | None]] = {}
    for kind, make in KINDS.items():
        judge: Judge = make()
        judge.fit(teaching, strangers)
        result[kind] = {}
        for length in LENGTHS:
            mine = pieces([own[name] for name in names if name not in learnt], length, rng)
            theirs = pieces([text for texts in others.values() for text in texts[1::2]], length, rng)
            scores = [[judge.score(text) for text in side] for side in (mine, theirs)]
            result[kind][str(length)] = round(auc(*scores), 3) if mine else None
    return result


def drafts_apart(own: dict[str, str], path: Path, others: list[str]) -> dict[str, dict[str, float]]:
    """Genuine texts against drafts of the same content."""
    items = read_items(path)
    tested, holdout = Passages(items), Holdout([path])
    kept = [text for name, text in own.items() if not tested.held_in(name, text) and holdout.side(name, text) == "judge"]
    drafts: dict[str, list[str]] = {}
    for item in items:
        drafts.setdefault(item.document, []).append(item.draft)
    panel = Panel(kept, others, drafts)
    result = {}
    for judge in panel.names:
        draft, genuine = (
            np.array([panel.score(judge, text, item.document) for item, text in zip(items, side, strict=True)])
            for side in ([i.draft for i in items], [i.text for i in items])
        )
        means = {"draft": round(float(draft.mean()), 4), "genuine": round(float(genuine.mean()), 4)}
        paired = float((genuine > draft).mean())
        result[judge] = {"auc": round(auc(genuine.tolist(), draft.tolist()), 3), "paired": round(paired, 3), **means}
    return result


@click.command(help=__doc__.split("\n")[0])
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--quick", is_flag=True, help="The two smallest folders, no drafts.")
def main(data: Path, quick: bool) -> None:
    folders = [f for f in sorted(data.iterdir()) if f.is_dir() and f.name not in ("drafts", "messy", "parallel")]
    if quick:
        folders = sorted(folders, key=lambda f: sum(p.stat().st_size for p in f.rglob("*") if p.is_file()))[:2]
    written = {folder.name: documents_in(folder) for folder in folders}
    samples = {f.name: list(documents_in(f).values()) for f in sorted(paths.sample_voices().iterdir()) if f.is_dir()}
    people, drafts = {}, {}
    for name, own in written.items():
        others = {other: list(texts.values()) for other, texts in written.items()} | samples
        del others[name]
        people[name] = people_apart(own, others, random.Random(0))
        click.echo(f"{name}: {json.dumps(people[name])}", err=True)
        for path in [] if quick else sorted((data / "drafts").glob("*-test.jsonl")):
            if any(item.document.startswith(f"{name}/") for item in read_items(path)):
                drafts[path.stem] = drafts_apart(own, path, [text for texts in samples.values() for text in texts])
                click.echo(f"{path.stem}: {json.dumps(drafts[path.stem])}", err=True)
    click.echo(json.dumps({"bench": "judges", "lengths": LENGTHS, "judges": JUDGES, "people": people, "drafts": drafts}))


if __name__ == "__main__":
    main()

"""The guard of facts against rewrites that change one and rewrites that change none.

    python -m bench.guard [--faithfulness FILE] [--pairs FILE]...

The test set is tests/text/facts: flips (one fact altered, lost or added) and true paraphrases, in parts. The guard was developed on
all of them but `blind`, whose writer has not seen it and which nothing may be mended by. For each kind: recall (flips refused) and false refusals (paraphrases
refused); what is missed and what is refused wrongly is printed. FILE of --faithfulness has rows of draft, candidate, faithful and
errors: recall per kind of error. FILE of --pairs has rows of draft and text, honest on the whole: how many are refused and why.
The last line is JSON.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from vibejam.text.facts import check

SET = Path(__file__).parent.parent / "tests" / "text" / "facts"


def rows(path: Path) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def parts() -> list[str]:
    """Every part of the test set, by the names of its files: PART-flips.jsonl and PART-paraphrases.jsonl."""
    return sorted(path.name.removesuffix("-flips.jsonl") for path in SET.glob("*-flips.jsonl"))


def measure(part: str) -> dict[str, Any]:
    """One part of the test set: refused of flips and of paraphrases, in all and per kind."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {"flips": [0, 0], "paraphrases": [0, 0]})
    for name in ("flips", "paraphrases"):
        for row in rows(SET / f"{part}-{name}.jsonl"):
            findings = check(row["draft"], row["rewrite"], row.get("keep", ()), row.get("language", ""))
            for kind in (row["kind"], "all"):
                counts[kind][name][0] += bool(findings)
                counts[kind][name][1] += 1
            if bool(findings) != (name == "flips"):
                why = "; ".join(finding.message for finding in findings) or "missed"
                click.echo(f"  {part} {name[:-1]} ({row['kind']}): {row['draft']} => {row['rewrite']} [{why}]")
    for kind, count in counts.items():
        (caught, flips), (refused, paraphrases) = count["flips"], count["paraphrases"]
        click.echo(f"{part:8} {kind:12} caught {caught:3} of {flips:3} flips, refused {refused:3} of {paraphrases:3} paraphrases")
    (caught, flips), (refused, paraphrases) = counts["all"]["flips"], counts["all"]["paraphrases"]
    return {
        "flips": flips,
        "recall": round(caught / flips, 4),
        "paraphrases": paraphrases,
        "refused": round(refused / paraphrases, 4),
    }


def faithfulness(path: Path) -> dict[str, Any]:
    """Share refused of the candidates with each kind of error, and of the faithful ones."""
    refused: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows(path):
        labels = ["faithful"] if row["faithful"] else ["unfaithful", *row["errors"]]
        total.update(labels)
        if check(row["draft"], row["candidate"]):
            refused.update(labels)
    return {label: {"rows": total[label], "refused": round(refused[label] / total[label], 4)} for label in sorted(total)}


def pairs(path: Path) -> dict[str, Any]:
    """Share refused of honest pairs, and in how many a kind of finding occurs."""
    found = [{finding.kind for finding in check(row["draft"], row["text"])} for row in rows(path)]
    kinds: Iterable[str] = (kind for kinds in found for kind in kinds)
    return {
        "rows": len(found),
        "refused": round(sum(map(bool, found)) / len(found), 4),
        "kinds": dict(Counter(kinds).most_common()),
    }


@click.command(help=__doc__.split("\n")[0])
@click.option("--faithfulness", "labelled", type=click.Path(exists=True, path_type=Path), help="Candidates with labels.")
@click.option("--pairs", "honest", type=click.Path(exists=True, path_type=Path), multiple=True, help="Honest drafts of texts.")
def main(labelled: Path | None, honest: tuple[Path, ...]) -> None:
    result: dict[str, Any] = {"bench": "guard"} | {part: measure(part) for part in parts()}
    if labelled:
        result["faithfulness"] = faithfulness(labelled)
    if honest:
        result["pairs"] = {path.stem: pairs(path) for path in honest}
    click.echo(json.dumps(result))


if __name__ == "__main__":
    main()

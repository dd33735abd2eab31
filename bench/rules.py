"""Learnt rules on drafts: what they change, how far the habits move towards the person's, and whether anything is lost.

    python -m bench.rules [--voice twain-letters ...] [--data ../shared/data] [--show N]

For each voice rules are learnt from its folder, documents named in test drafts left out, and applied to the voice's own test drafts
(twain, balter) and to the 80 native drafts. Printed: edits per 100 words by rule; for each habit that moved, the share of its first
form before, after, and in the person's writing; facts lost and traps changed by comparing strings (quotes,
contractions and spellings made alike). `--show` prints that many edited drafts. The last line is JSON: per voice and draft file words, edits per 100 words,
second-pass edits, facts lost, traps changed, habits moved towards and away from the person's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import click

from vibejam.style.background import Background
from vibejam.style.fingerprint import Fingerprint
from vibejam.style.habits import habits
from vibejam.style.lexicon import SPELLINGS
from vibejam.style.rules import Edit, Rules, apply, learn_rules

DRAFTS = {"twain-letters": "twain-test.jsonl", "benbalter-blog": "balter-test.jsonl"}
VOICES = (*DRAFTS, "chesterton-essays", "austen-letters", "panza-marcus-email")
SPELT = {form: row[0] for choice in SPELLINGS for row in choice.rows for form in row}
LEAST_CHANCES = 5  # in the drafts, of a habit whose movement is told


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def learnt(data: Path, voice: str, background: Background) -> Rules:
    """The rules of a voice from all documents but those of test drafts."""
    held_out = {row["document"] for name in DRAFTS.values() for row in rows(data / "drafts" / name)}
    paths = (path for path in sorted((data / voice).iterdir()) if f"{voice}/{path.name}" not in held_out)
    return learn_rules((path.read_text(encoding="utf-8") for path in paths), background)


def alike(text: str) -> str:
    """For comparing strings: one kind of quote, contractions written out, one kind of space, lower case."""
    text = text.replace("’", "'").replace("“", '"').replace("”", '"').lower()
    for short, long in {"can't": "cannot", "won't": "will not", "shan't": "shall not", "n't": " not", "'re": " are", "'ve": " have",
                        "'ll": " will", "'d": " would", "i'm": "i am", "it's": "it is", "that's": "that is", "there's": "there is"}.items():  # fmt: skip
        text = text.replace(short, long)
    text = re.sub(r"[\w-]+", lambda word: SPELT.get(word[0], word[0]), text)
    return re.sub(r"\s+", " ", text)


def missing(kept: list[str], before: str, after: str) -> list[str]:
    return [said for said in kept if alike(said) in alike(before) and alike(said) not in alike(after)]


def moved(person: Fingerprint, before: Fingerprint, after: Fingerprint) -> list[tuple[str, int, float, float, float]]:
    """(habit, chances, share of its first form before, after, the person's) of habits that moved."""
    found = []
    for name, habit in habits().items():
        counts = [fingerprint.share(name, habit.forms[0]) for fingerprint in (before, after, person)]
        if (
            counts[0][1] >= LEAST_CHANCES
            and counts[1][1]
            and counts[2][1] >= LEAST_CHANCES
            and before.habits[name] != after.habits[name]
        ):
            first, second, own = (count / total for count, total in counts)
            if first == second:
                continue
            found.append((name, counts[0][1], first, second, own))
    return found


def measure(rules: Rules, drafts: list[dict[str, Any]], show: int) -> dict[str, Any]:
    """Apply the rules to all drafts; print what happened and return the figures."""
    edits: list[list[Edit]] = [rules.edits(row["draft"]) for row in drafts]
    texts = [apply(row["draft"], found) for row, found in zip(drafts, edits, strict=True)]
    before, after = Fingerprint.of((row["draft"] for row in drafts), 1), Fingerprint.of(texts, 1)
    per_rule = Counter(edit.rule for found in edits for edit in found)
    for rule, count in per_rule.most_common():
        print(f"  {100 * count / before.words:6.2f} per 100 words  {rule}")
    movement = moved(rules.person, before, after)
    print(f"  {'habit (share of its first form)':<44}{'chances':>8}{'before':>8}{'after':>8}{'person':>8}")
    for name, chances, first, second, own in movement:
        print(f"  {name[:43]:<44}{chances:>8}{first:>8.2f}{second:>8.2f}{own:>8.2f}")
    lost = {
        kind: [
            (row["id"], said)
            for row, text in zip(drafts, texts, strict=True)
            for said in missing(row.get(kind, []), row["draft"], text)
        ]
        for kind in ("facts", "traps")
    }
    for kind, found in lost.items():
        for place, said in found:
            print(f"  {kind}: {place}: {said!r}")
    for row, _text, found in list(zip(drafts, texts, edits, strict=True))[:show]:
        print(f"\n  {row['id']}\n{marked(row['draft'], found)}")
    return {
        "words": before.words, "edits": sum(map(len, edits)), "edits_per_100_words": round(100 * sum(map(len, edits)) / before.words, 2),
        "second_pass_edits": sum(len(rules.edits(text)) for text in texts), "drafts_changed": sum(map(bool, edits)), "drafts": len(drafts),
        "facts_lost": len(lost["facts"]), "traps_changed": len(lost["traps"]),
        "habits_towards": sum(abs(second - own) < abs(first - own) for _, _, first, second, own in movement),
        "habits_away": sum(abs(second - own) > abs(first - own) for _, _, first, second, own in movement),
    }  # fmt: skip


def marked(text: str, edits: list[Edit]) -> str:
    """The text with its edits as [old|new]."""
    for edit in reversed(edits):
        text = f"{text[: edit.start]}[{edit.old}|{edit.new}]{text[edit.end :]}"
    return text


@click.command()
@click.option("--voice", "voices", multiple=True, default=VOICES, show_default=True, help="Folders of the shared data.")
@click.option("--data", type=click.Path(path_type=Path, exists=True), default=Path("../shared/data"), show_default=True)
@click.option("--background", "background_path", type=click.Path(path_type=Path), help="Other counts than the package's.")
@click.option("--show", default=0, show_default=True, help="Drafts to print with their edits.")
def main(voices: tuple[str, ...], data: Path, background_path: Path | None, show: int) -> None:
    background = Background.load(background_path)
    result: dict[str, Any] = {}
    for voice in voices:
        rules = learnt(data, voice, background)
        for name in filter(None, (DRAFTS.get(voice), "native.jsonl")):
            print(f"\n{voice}, {name}")
            result[f"{voice} {name}"] = measure(rules, rows(data / "drafts" / name), show)
    print(json.dumps(result))


if __name__ == "__main__":
    main()

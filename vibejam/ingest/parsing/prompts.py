"""What a person typed to an assistant, without what was pasted: code, traces of errors, logs, quoted text, documents.

Tests: tests/ingest/parsing/test_prompts.py.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_TRIPLE = re.compile(r'"""[^"]{40,}?"""|\'\'\'[^\']{40,}?\'\'\'')
_QUOTED = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_TAG = re.compile(r"\s*<(/?)([A-Za-z][\w-]{0,40})>\s*")
_CODE_LINE = re.compile(
    r"""
      .*[;{}\]] | \s*[)\]}]+[;,]? | \s*(?://|/\*|\*/|\#!|\#include|<!--|<[/?!]?\w[^>]*>).* |
      \s*(?:def|class|import|from\s\S+\simport|return|elif|else:|try:|except|const|let|var|function|public|private|
         package|using|SELECT|INSERT|UPDATE|FROM|WHERE|JOIN)\b.* |
      \s*[\w.\[\]]+\s?(?:=|:=|\+=|=>)\s?\S.* | \s*"[^"]+"\s?:.* | \s*@\w+(?:\(.*)? | \s*[\w.]+\(.*\)\s?:? |
      \s+at\s[\w.$<>]+[\s(].* | \s*File\s".*",\sline\s\d+.* | Traceback\s\(most\srecent.* | \s*[\w.]+(?:Error|Exception)\b:?.* |
      \s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d.* | \s*\[?\d\d:\d\d:\d\d[\].,\s].* | \s*(?:\$|>>>)\s\w.* |
      \s*(?:npm|pip|git|cargo|ERROR|WARN|WARNING|INFO|DEBUG)\b[\s:\]].*
    """,
    re.VERBOSE,
)
_FEWEST_CODE_LINES = 3  # one line that looks like code can be prose ("return to sender")
_TELLING = 300  # characters by which a line is told
_PASTED = 1000  # characters after an announcement: nobody types so much in one go and calls it "this"
_ANNOUNCED = re.compile(
    r"[^\n]{0,300}\b(?:this|these|following|below|attached|article|text|passage|transcript|document|paper|e-?mail|log|output|"
    r"summari[sz]e|tl;?dr)\b[^\n]{0,200}:[ \t]*\n",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|mine|our|I(?:'ve| have)? (?:wrote|written|drafted|made))\b", re.IGNORECASE)


def typed(text: str) -> tuple[str, Counter[str]]:
    """`Why does this fail?\\n```...```\\nThanks` -> ("Why does this fail?\\n\\nThanks", {"code": ...})."""
    removed: Counter[str] = Counter()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, removed["code"] = _without_fenced(text)
    for pattern, kind in ((_QUOTED, "quotes"), (_TRIPLE, "pasted")):
        before, text = text, pattern.sub("\n", text)
        removed[kind] += len(before) - len(text)
    text, removed["code lines"] = _without_code_lines(text)
    text, removed["tagged"] = _without_tagged(text)
    if (match := _ANNOUNCED.match(text)) and len(text) - match.end() >= _PASTED and not _OWN.search(match.group()):
        removed["pasted"] += len(text) - match.end()
        text = match.group()
    removed["code"] += removed.pop("code lines")
    removed["pasted"] += removed.pop("tagged")
    return re.sub(r"\n{3,}", "\n\n", text).strip(), +removed


def _without_fenced(text: str) -> tuple[str, int]:
    """From a line of ``` or ~~~ to the next; without a next, to the end."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = match.group(1) if (match := _FENCE.match(line[:_TELLING])) else ""
        if fence:
            fence = "" if mark.startswith(fence) and line.strip() == mark else fence
        elif mark:
            fence = mark
            kept.append("")
        else:
            kept.append(line)
    shorter = "\n".join(kept)
    return shorter, len(text) - len(shorter)


def _without_tagged(text: str) -> tuple[str, int]:
    """`<document>` on a line, up to `</document>` on another, goes."""
    lines = text.split("\n")
    tags = [(number, match) for number, line in enumerate(lines) if (match := _TAG.fullmatch(line[:_TELLING]))]
    ends: defaultdict[str, list[int]] = defaultdict(list)
    for number, match in tags:
        if match.group(1):
            ends[match.group(2)].append(number)
    kept: list[str] = []
    at = 0
    for number, match in tags:
        later = ends[match.group(2)]
        if number >= at and not match.group(1) and (i := bisect(later, number)) < len(later):
            kept.extend([*lines[at:number], ""])
            at = later[i] + 1
    shorter = "\n".join(kept + lines[at:])
    return shorter, len(text) - len(shorter)


def _without_code_lines(text: str) -> tuple[str, int]:
    """Runs of lines that look like code, a log or a trace go; blank and indented lines inside do not end them."""
    kept: list[str] = []
    run: list[str] = []
    for line in [*text.split("\n"), None]:
        if line is not None and (_is_code(line) or (run and (not line.strip() or line.startswith(("    ", "\t"))))):
            run.append(line)
            continue
        code = len(run) if sum(map(bool, map(str.strip, run))) >= _FEWEST_CODE_LINES else 0
        while code and not run[code - 1].strip():
            code -= 1
        kept.extend([""] * bool(code) + run[code:])
        run.clear()
        if line is not None:
            kept.append(line)
    shorter = "\n".join(kept)
    return shorter, len(text) - len(shorter)


def _is_code(line: str) -> bool:
    return bool(_CODE_LINE.fullmatch(line[:_TELLING].rstrip()))

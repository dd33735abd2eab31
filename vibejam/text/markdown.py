"""Markdown to the prose in it: what a writer typed for readers stays, with its headings, lists and emphasis; code, markup,
quotations of others and tables go. Jekyll's, Hugo's, Obsidian's, Astro's and Docusaurus' additions are known.

What Markdown is: spec.commonmark.org; the additions: help.obsidian.md (Obsidian Flavored Markdown), shopify.github.io/liquid,
gohugo.io (Shortcodes), mdxjs.com. Every step is one pass over the text. Tests: tests/text/test_markdown.py.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

# What is removed with all that is inside, and under which name; other tags go and what is inside stays.
_WITH_CONTENT = {
    **dict.fromkeys(("pre", "highlight", "codeblock", "mermaid", "script", "style", "katex", "math", "prism"), "code"),
    **dict.fromkeys(("blockquote", "quote", "pullquote", "tweet"), "quotes"),
    **dict.fromkeys(("svg", "figure", "picture", "video", "audio", "gallery"), "images"),
    **dict.fromkeys(("iframe", "object", "form", "button", "select", "nav", "noscript", "template", "textarea"), "markup"),
    "table": "tables", "comment": "comments",
}  # fmt: skip
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}+\}){0,500}+\}"
_GAP = r"(?:[ \t]++(?:\n[ \t]*+)?|\n[ \t]*+)"
_TAG = re.compile(
    rf"""<(?P<end>/)?(?P<name>[A-Za-z][\w.-]*+(?::[\w-]++)?)
           (?:{_GAP}(?:[\w:@.-]++(?:\s?=\s?(?:"[^"]{{0,2000}}+"|'[^']{{0,2000}}+'|{_BRACES}|[^\s"'=<>`{{}}]++))?+|{_BRACES})){{0,100}}+
           (?:{_GAP})?+(?P<empty>/)?>
      |\{{%-?\s*+(?P<lend>end)?(?P<lname>\w++)[^{{}}%]{{0,2000}}+%\}}
      |\{{\{{[<%]-?\s*+(?P<send>/)?\s*+(?P<sname>[\w/.-]++)[^{{}}]{{0,2000}}?[>%]\}}\}}""",
    re.VERBOSE,
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BETWEEN = tuple(  # what is between these marks is no prose
    (re.compile(opening), closing, kind)
    for opening, closing, kind in (
        ("<!--", "-->", "comments"), (r"\{/\*", "*/}", "comments"), (r"(?<![\w%])%%", "%%", "comments"), ("<%", "%>", "markup"),
        (r"\\\[[ \t]*\n", "\\]", "math"), (r"<!\[CDATA\[", "]]>", "markup"),
    )
)  # fmt: skip
_MATH = re.compile(
    r"\$\$(?=[^$]{0,3000}[\\^_={}+<>|])(?:[^$\n]|\n(?![ \t]*\n)|\$(?!\$)){1,3000}+\$\$"
)  # not the "$$" of "so much $$"
_LIQUID = re.compile(r" ?(?:\{\{[^{}]{0,1000}\}\}|\{%[^{}]{0,1000}%\})")

_FENCE = re.compile(r"^((?:[ \t]|>[ \t]?)*+)(?:(?:[-*+]|\d+[.)])[ \t]+)*+(`{3,}|~{3,})([^`~]*)$")
_ESM = re.compile(  # MDX
    r"""import\s+(?:[\w*{][^;'"]*\sfrom\s+)?["']|import\s*\{[^}]*$
       |export\s+(?:const|let|var)\s+\w+\s*=|export\s+(?:default\s+)?(?:async\s+)?function\b|export\s+(?:default\s+)?[{(]""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+)?>")
_CALLOUT = re.compile(r"^\s*>\s*\[!([\w-]+)[^\]]*\][+-]?[ \t]*(.*)$")
_BROKEN_OFF = re.compile(r"[^\s>.!?…:\"'”’)*_][\"'”’)*_]*\s*$")
_RULED = re.compile(r"^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_ITEM = re.compile(r"^(\s*(?:[-*+]|\d{1,9}[.)])\s+)\S")
_NEW_BLOCK = re.compile(r"^\s*(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|`{3}|~{3}|(?:[-*_]\s*){3,}$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_URLS = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+)?(?:<?(?:https?://|www\.)\S++\s*+)+$")
_TAGS = re.compile(r"^\s*(?:[Tt]ags?:+\s*)?(?:#[^\W\d_][\w/-]*+[,;]?\s*+)++$")
_FIELD = re.compile(r"^\s*(?:[-*+]\s+)?[^\W\d_][\w ()-]{0,40}::(?:\s|$)")  # Obsidian's Dataview: "rating:: 7"
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*\S", re.MULTILINE)
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,80}\]:[ \t]*")
_CONTAINER = re.compile(r"^\s*:{3,}\s*(?:\{[^}]*\}|[\w-]*+(?:\[(.*)\])?(?:\{[^}]*\})?)\s*(.*)$")  # Docusaurus, Pandoc
_LEAF = re.compile(r"^\s*::[a-z][\w-]*(?:\[[^\]\n]*\])?(?:\{[^}\n]*\})?\s*$")
_EMPTY_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])(?:[ \t]+\[[ xX]\])?[ \t]*(?:\n|\Z)", re.MULTILINE)

_SPAN = re.compile(r"(?<![`\\])(`++)((?:[^`\n]|\n(?![ \t]*\n)|(?!\1(?!`))`++){1,2000}?)\1(?!`)")
_TARGET = r"""\(\s{0,9}(?:<[^<>\n]{0,2000}>|(?:[^()\s]|\([^()\s]{0,500}\)){0,2000}+)
              (?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)"""
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*\n)|\[[^\[\]\n]{0,300}\]){0,1000}+"
_BRACKETS = r"\[(?!\^)[^\[\]\n]{0,200}\]"
_ATTRIBUTE = r"(?:\{[^{}\n]{0,200}\})?"
_IMAGE = re.compile(rf"!\[{_INSIDE}\](?:{_TARGET}|{_BRACKETS}){_ATTRIBUTE}|!\[\[[^\[\]\n]{{0,500}}\]\]", re.VERBOSE)
_LINK = re.compile(rf"(?<![\\!])\[(?!\[)({_INSIDE})\](?:{_TARGET}|{_BRACKETS}){_ATTRIBUTE}", re.VERBOSE)
_WIKI = re.compile(r"(?<!!)\[\[([^\[\]|\n]{0,500})(?:\|([^\[\]\n]{0,500}))?\]\]")
_SHORTCUT = re.compile(r"(?<![\\!\]])\[([^\[\]\n]{1,200})\](?![\[(:])")
_INLINE_NOTE = re.compile(r" ?\^\[([^\[\]\n]{1,2000})\]")
_NOTE_MARK = re.compile(r" ?\[\^[^\]\s]{1,80}\]")
_DIRECTIVE = re.compile(r"(?<![\w:]):[a-z][\w-]*\[([^\[\]\n]{0,1000})\](?:\{[^{}\n]{0,200}\})?")
_ATTRIBUTES = re.compile(r" ?\{:[^{}\n]*\}|(?<=\S)[ \t]*\{[#.][\w#. =\"'-]*\}[ \t]*$", re.MULTILINE)  # of kramdown
_AUTOLINK = re.compile(r"<((?:https?://|mailto:|www\.)[^<>\s]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,200})>")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]{3,40}[ \t]*$", re.MULTILINE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPED = re.compile(r"\\([\[\]<>{}$!|#.&\"'~+-])|\\$", re.MULTILINE)


def prose(text: str) -> tuple[str, dict[str, int]]:
    """The text without what is no prose of its writer, and how many characters of what went: {"code": 120, "quotes": 80}."""
    removed: Counter[str] = Counter()
    text = text.translate({0: None, 0x200B: None, 0xFEFF: None})
    text, spans = _set_aside("\n".join(_without_fences(text.split("\n"), removed)))
    for opening, closing, kind in _BETWEEN:
        text = _without_between(text, opening, closing, kind, removed)
    text = _MATH.sub(_nothing("math", removed), text)
    text = _without_tags(_BREAK.sub("\n", text), removed)
    labels = {match.group(1).casefold() for match in _DEFINITION.finditer(text)}
    text = _inline("\n".join(_blocks(text.split("\n"), removed)), labels, removed)
    text = re.sub("\x00(\\d+)\x00", lambda match: spans[int(match.group(1))], _EMPTY_ITEM.sub("", text))
    return re.sub(r"\n[ \t]*(?:\n[ \t]*){2,}", "\n\n", text).strip(), dict(removed)


def _set_aside(text: str) -> tuple[str, list[str]]:
    """Code in a sentence is part of it, and nothing in it is markup: it waits until the rest is done."""
    spans: list[str] = []

    def aside(match: re.Match[str]) -> str:
        spans.append(match.group(0))
        return f"\x00{len(spans) - 1}\x00"

    return _SPAN.sub(aside, text), spans


def _without_fences(lines: list[str], removed: Counter[str]) -> Iterator[str]:
    """Fenced code, whatever its language, Obsidian's queries too; one that is not closed goes on to the end."""
    fence = before = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence and not (">" in before and ">" not in line):  # a quotation ends what is fenced in it
            removed["code"] += len(line) + 1
            if match and match.group(2).startswith(fence) and not match.group(3).strip():
                fence = ""
        elif match:
            before, fence = match.group(1), match.group(2)
            removed["code"] += len(line) + 1
            yield ""  # what stood before it and after it are two paragraphs
        else:
            fence = ""
            yield line


def _without_between(text: str, opening: re.Pattern[str], closing: str, kind: str, removed: Counter[str]) -> str:
    """An opening mark that is never closed is text."""
    kept, at = [], 0
    while (start := opening.search(text, at)) and (end := text.find(closing, start.end())) >= 0:
        kept.append(text[at : start.start()])
        at = end + len(closing)
        removed[kind] += at - start.start()
    return "".join(kept) + text[at:]


def _without_tags(text: str, removed: Counter[str]) -> str:
    """Without tags of HTML, JSX, Liquid and Hugo; those of `_WITH_CONTENT` take along what is inside."""
    tags = list(_TAG.finditer(text))
    ends = _pairs(tags)
    kept, at = [], 0
    for number, tag in enumerate(tags):
        if tag.start() < at:
            continue
        kept.append(text[at : tag.start()])
        at = tags[ends[number]].end() if number in ends else tag.end()
        removed[_WITH_CONTENT[_name(tag)] if number in ends else "markup"] += at - tag.start()
    return _LIQUID.sub(_nothing("markup", removed), "".join(kept) + text[at:])


def _pairs(tags: list[re.Match[str]]) -> dict[int, int]:
    """Where each opening tag of `_WITH_CONTENT` is closed, by their numbers."""
    ends: dict[int, int] = {}
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for number, tag in enumerate(tags):
        name = _name(tag)
        if name not in _WITH_CONTENT or tag["empty"]:
            continue
        if not (tag["end"] or tag["lend"] or tag["send"]):
            waiting[name].append(number)
        elif waiting[name]:
            ends[waiting[name].pop()] = number
    return ends


def _name(tag: re.Match[str]) -> str:
    return (tag["name"] or tag["lname"] or tag["sname"]).lower()


def _blocks(lines: list[str], removed: Counter[str]) -> Iterator[str]:
    """The lines that are prose, their marks of block structure taken off where they are not for readers."""
    content = 0  # where the text of the list item begins that the line may belong to
    blank = True  # above the line
    number = 0
    while number < len(lines):
        line, end = lines[number], number + 1
        below = lines[end] if end < len(lines) else ""
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        gone = ""
        if blank and line.strip() and indent >= content + 4 and not _NOTE.match(line):
            removed["code"] += len(line) + 1
            number = end  # above the next line is, as far as code is concerned, still that blank one
            continue
        if callout := _CALLOUT.match(line):
            end = _quotation_end(lines, number)
            gone = "quotes" if callout.group(1).lower() in ("quote", "cite") else ""
            if not gone:  # the writer's own, in a box: read what is inside
                yield from ("", callout.group(2))
                lines[number + 1 : end] = [re.sub(r"^\s*>[ ]?", "", inside) for inside in lines[number + 1 : end]]
                end = number + 1
        elif _QUOTED.match(line):
            end, gone = _quotation_end(lines, number), "quotes"
        elif blank and _ESM.match(line):
            end, gone = next((n for n in range(end, len(lines)) if not lines[n].strip()), len(lines)), "code"
        elif "|" in line and "|" in below and _RULED.match(below):
            end, gone = next((n for n in range(end, len(lines)) if "|" not in lines[n]), len(lines)), "tables"
        elif blank and line.strip() and _UNDERLINE.fullmatch(below) and not _NEW_BLOCK.match(line):
            yield f"{'#' if '=' in below else '##'} {line.strip()}"
            end += 1
        elif not (gone := _kind_of_markup(line)):
            container = _CONTAINER.match(line)
            yield container.group(1) or container.group(2) if container else _NOTE.sub("", line)
        if gone:
            removed[gone] += sum(len(dropped) + 1 for dropped in lines[number:end])
            yield from [""] * (end > number + 1)
        if _NOTE.match(line):
            content = 4
        elif item := _ITEM.match(line):
            content = len(item.group(1).expandtabs(4))
        elif line.strip() and blank:
            content = min(content, indent)
        blank = not line.strip() or end != number + 1
        number = end


def _kind_of_markup(line: str) -> str:
    if _URLS.match(line) or _DEFINITION.match(line):
        return "links"
    return "markup" if _TAGS.match(line) or _FIELD.match(line) or _LEAF.match(line) else ""


def _quotation_end(lines: list[str], start: int) -> int:
    """After the lines that are marked, and those that go on where a marked line broke off in a sentence."""
    end = start + 1
    while end < len(lines) and lines[end].strip():
        goes_on = _BROKEN_OFF.search(lines[end - 1]) and not _NEW_BLOCK.match(lines[end]) and not _CALLOUT.match(lines[start])
        if not goes_on and not _QUOTED.match(lines[end]):
            break
        end += 1
    return end


def _nothing(kind: str, removed: Counter[str]) -> Callable[[re.Match[str]], str]:
    """For re.sub: the match goes, and is counted."""

    def nothing(match: re.Match[str]) -> str:
        removed[kind] += len(match.group(0))
        return ""

    return nothing


def _inline(text: str, labels: set[str], removed: Counter[str]) -> str:
    """Links to their text; images, marks of notes and what programs number blocks by to nothing."""

    def linked(match: re.Match[str]) -> str:
        removed["links"] += len(match.group(0)) - len(match.group(1))
        return match.group(1)

    text = _IMAGE.sub(_nothing("images", removed), text)
    text = _LINK.sub(linked, text)
    text = _BLOCK_ID.sub("", text)
    text = _WIKI.sub(_wiki_text, text)
    text = _SHORTCUT.sub(lambda match: match.group(1 if match.group(1).casefold() in labels else 0), text)
    text = _INLINE_NOTE.sub(r" (\1)", text)
    text = _NOTE_MARK.sub("", text)
    text = _DIRECTIVE.sub(r"\1", text)
    text = _ATTRIBUTES.sub(_nothing("markup", removed), text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _ESCAPED.sub(r"\1", text)
    return _ENTITY.sub(lambda match: html.unescape(match.group(0)), text)


def _wiki_text(match: re.Match[str]) -> str:
    """What is shown of `[[Note#Heading|shown]]`."""
    target, shown = match.groups()
    note, _, heading = target.partition("#")
    if shown is not None:
        return shown.strip()
    return note.strip() or ("" if heading.strip().startswith("^") else heading.strip())

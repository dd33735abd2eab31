"""What every command that reads writing shares: its flags, and the question who "me" is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from vibejam.cli.common import note

if TYPE_CHECKING:
    from vibejam.corpus import Ask
    from vibejam.ingest.owner import Names

_MOST_ASKED = 9


def reading_options(function: Any) -> Any:
    """--me, --redact and --language."""
    options: list[Callable[[Any], Any]] = [
        click.option("--me", multiple=True, help="A name or address of yours in chats and mail; more than one may be given. [default: guessed where it is obvious]"),
        click.option("--redact", is_flag=True, help="Put placeholders for addresses, numbers, accounts and keys."),
        click.option("--language", multiple=True, metavar="CODE", help="Leave out what is clearly in another language, e.g. en. [default: all]"),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def ask_owner() -> Ask | None:
    """A way to ask who the owner is, where there is somebody to ask."""
    return _ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask(people: list[tuple[Names, int]]) -> Names:
    note("several people write here; what others wrote is not learnt:")
    for number, (names, messages) in enumerate(people[:_MOST_ASKED], 1):
        note(f"  {number}  {', '.join(names)} ({messages:,} messages)")
    answer = click.prompt("which of them are you? (numbers, or Enter for none)", default="", show_default=False, err=True)
    chosen = [
        people[int(word) - 1][0] for word in answer.replace(",", " ").split() if word.isdecimal() and 0 < int(word) <= len(people)
    ]
    return tuple(name for names in chosen for name in names)

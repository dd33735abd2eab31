"""Errors for people: what happened, the value seen, what is allowed, and the next command.

Every error a user can cause is one of these classes; its `exit_code` is what the command line returns.
Anything else that escapes is a bug in vibejam. Tests: tests/test_errors.py.
"""

from __future__ import annotations


class VibejamError(Exception):
    """What went wrong, in words for the person at the keyboard.

    `hint` is the next thing to do, most often a command that can be copied.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class ConfigError(VibejamError, ValueError):
    """A setting or a flag that cannot be."""

    exit_code = 2


class MissingError(VibejamError):
    """A file, a voice, an extra, or room on the disk that is not there."""

    exit_code = 3


class ProviderError(VibejamError):
    """A big LLM that does not answer, or not as it should: unreachable, overloaded, refusing, incomprehensible."""

    exit_code = 4


class DataError(VibejamError, ValueError):
    """Input that is there but cannot be used: too short, truncated, foreign, from the future."""

    exit_code = 5


class ContextFull(ValueError):
    """More tokens than a model of finite context can attend to. The generation loop avoids it; a caller may meet it."""


class TrainingInterrupted(VibejamError):
    """Ctrl-C (or SIGTERM) stopped a run after its state was saved. `hint` says how to go on.

    Not a KeyboardInterrupt: whoever catches errors of a run should meet this one too, and nothing was lost.
    """

    exit_code = 130


# What a damaged file of the right kind raises where it is used: wrong types, missing entries, impossible numbers.
DAMAGED = (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError, RuntimeError)

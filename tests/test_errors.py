"""vibejam/errors.py: what a person reads, and what a script gets."""

from __future__ import annotations

import pytest

from vibejam.errors import ConfigError, DataError, MissingError, TrainingInterrupted, VibejamError


def test_the_next_step_stands_on_a_line_of_its_own() -> None:
    assert str(VibejamError("no voice", "make one: vibejam learn")) == "no voice\nmake one: vibejam learn"


def test_without_a_hint_only_the_message_is_shown() -> None:
    assert str(VibejamError("no voice")) == "no voice"


def test_every_kind_of_failure_has_its_own_exit_code() -> None:
    kinds = (VibejamError, ConfigError, MissingError, DataError, TrainingInterrupted)
    assert [kind.exit_code for kind in kinds] == [1, 2, 3, 5, 130]


@pytest.mark.parametrize("kind", [ConfigError, MissingError, DataError])
def test_one_handler_catches_every_error_a_user_can_cause(kind: type[VibejamError]) -> None:
    with pytest.raises(VibejamError):
        raise kind("x")


@pytest.mark.parametrize("kind", [ConfigError, DataError])
def test_bad_values_are_value_errors_for_callers_from_python(kind: type[VibejamError]) -> None:
    assert issubclass(kind, ValueError)


def test_an_interruption_is_an_error_that_ends_with_the_code_of_ctrl_c() -> None:
    error = TrainingInterrupted("stopped at step 7", "go on with --resume")
    assert error.exit_code == 130
    assert (error.message, error.hint) == ("stopped at step 7", "go on with --resume")

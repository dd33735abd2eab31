"""What all commands share: how they report, how they fail, where their settings come from, and the flags of the configs.

Nothing here imports torch, so `vibejam --help` stays quick. Tests: tests/cli/.
"""

from __future__ import annotations

import difflib
import io
import json
import os
import re
import signal
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from vibejam import paths
from vibejam.config import NO_LIMIT, PRESETS, DataConfig, ModelConfig, TrainConfig, override
from vibejam.distributed import in_company, is_first_process, speaks_for_all
from vibejam.errors import ConfigError, DataError, MissingError, VibejamError

_INTERRUPTED = 130
CLOSED_PIPE = 128 + 13  # what a shell reports for a program that SIGPIPE ended


_JSON = "vibejam.json"  # where a click context remembers --json


def _remember_json(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    context.meta[_JSON] = wanted


class FilePath(click.Path):
    """A path; an empty one (an unset shell variable) would otherwise mean the current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path", param, ctx)
        return super().convert(value, param, ctx)


PATH = FilePath()


class _QuietPipe(click.Command):
    """A reader that leaves early (`vibejam ... | head`) is no error; click would report exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError as error:
            # Python would complain again when it flushes stdout at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(CLOSED_PIPE) from error


class Command(_QuietPipe):
    """A command whose help starts with an example that works; the tests run every example."""

    def __init__(self, *args: Any, examples: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.params += [
            click.Option(
                ["--json"],
                is_flag=True,
                expose_value=False,
                callback=_remember_json,
                help="One JSON object on stdout, errors too.",
            ),
            click.Option(["--debug"], is_flag=True, expose_value=False, help="Show the traceback of an error."),
        ]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)


class Group(_QuietPipe, click.Group):
    """The same for `vibejam` itself, whose settings come from the configuration files, and for a command with commands of its own."""

    def __init__(self, *args: Any, examples: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order a newcomer meets them, not by alphabet

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.commands, n=1)
            raise click.UsageError(f"no command {name!r}" + (f"; did you mean {near[0]}?" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.parent is None:
            ctx.default_map = configured_defaults(self)
        return super().invoke(ctx)


def _write_examples(examples: list[str], formatter: click.HelpFormatter) -> None:
    with formatter.section("Example" if len(examples) == 1 else "Examples"):
        formatter.write("".join(f"  {example}\n" for example in examples))
    formatter.write_paragraph()


# -- running a command, and failing ----------------------------------------------------------------------------------


def run(command: click.Command, argv: list[str]) -> int:
    """Run a command and return its exit code: 0 ok, 1 a check failed or a bug, 2 usage, 3 missing, 4 provider,
    5 bad data, 130 stopped.

    No error reaches the user as a traceback unless `--debug` asks for it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console without UTF-8 is no reason to stop
    try:
        return command.main(argv, standalone_mode=False) or 0  # what a command returns is its exit code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "vibejam"
        return _fail(argv, error, error.format_message(), f"see: {where} --help", error.exit_code)
    except VibejamError as error:
        return _fail(argv, error, error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, click.Abort) as error:
        return _fail(argv, error, "stopped", None, _INTERRUPTED)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        return _fail(argv, error, f"{named}{error.strerror or error}", None, MissingError.exit_code)
    except Exception as error:
        if isinstance(error, MemoryError) or re.search(r"allocate memory|out of memory|Storage size calculation", str(error)):
            hint = "use a smaller model, batch or context"
            return _fail(argv, error, "not enough memory for this", hint, MissingError.exit_code)
        message = f"a bug in vibejam: {type(error).__name__}: {error}"
        return _fail(argv, error, message, "run it again with --debug, and report what it prints", 1)


def _fail(argv: list[str], error: BaseException, message: str, hint: str | None, exit_code: int) -> int:
    if in_company():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # torchrun's, for those that still run; this one has its exit code
        if not speaks_for_all():
            return exit_code
    if "--debug" in argv:
        import traceback

        traceback.print_exception(error)
    if "--json" in argv:
        report = {"message": message, "hint": hint, "type": type(error).__name__, "exit_code": exit_code}
        click.echo(json.dumps({"error": report}, ensure_ascii=False))
    else:
        label = "" if exit_code == _INTERRUPTED else click.style("error:", fg="red") + " "
        click.echo(label + message, err=True, color=_colour(sys.stderr))
        if hint:
            click.echo(f"  {hint}", err=True)
    return exit_code


# -- reporting -------------------------------------------------------------------------------------------------------


def _colour(stream: Any) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def note(message: str) -> None:
    """Say something beside the result: progress, a notice, a warning."""
    if is_first_process():
        click.echo(click.style(message, dim=True), err=True, color=_colour(sys.stderr))


def wants_json() -> bool:
    return bool(click.get_current_context().meta.get(_JSON))


def report(text: str, values: dict[str, Any]) -> None:
    """The result of a command, on stdout: `text` for a person, or `values` under --json."""
    if is_first_process():
        click.echo(json.dumps(values, ensure_ascii=False) if wants_json() else text, color=_colour(sys.stdout))


# -- settings --------------------------------------------------------------------------------------------------------


def configured_defaults(group: click.Group) -> dict[str, Any]:
    """Defaults of the options from the user's config.toml, then the project's vibejam.toml: one table per command.

    `[train]` and `n-layer = 4` in either is what `vibejam train` takes where no flag and no VIBEJAM_TRAIN_N_LAYER says
    otherwise; of `vibejam pairs check` the table is `[pairs.check]`. Raises ConfigError for what no command knows.
    """
    defaults: dict[str, Any] = {}
    for path in (paths.home() / "config.toml", Path("vibejam.toml")):
        if not path.is_file():
            continue
        try:
            tables = tomllib.loads(path.read_text("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: {error}", "mend the file, or move it away") from error
        _configure(defaults, group, tables, f"{path}: ", "")
    return defaults


def _configure(defaults: dict[str, Any], command: click.Command, table: dict[str, Any], where: str, name: str) -> None:
    """Put the settings of a table into the defaults of a command, and those of its tables into those of its commands."""
    if isinstance(command, click.Group):
        for key, inner in table.items():
            _known(key, list(command.commands), f"{where}no command")
            full = f"{name}.{key}".removeprefix(".")
            if not isinstance(inner, dict):
                raise ConfigError(f"{where}{full} must be a table", f"write [{full}] above its settings")
            _configure(defaults.setdefault(key, {}), command.commands[key], inner, where, full)
        return
    options = {p.name or "": p for p in command.params if isinstance(p, click.Option)}
    for key, value in table.items():
        option = key.replace("-", "_")
        _known(option, list(options), f"{where}{name} has no setting")
        defaults[option] = _configured_value(options[option], value, f"{where}[{name}] {key}")


def _configured_value(option: click.Option, value: Any, where: str) -> Any:
    """A value from a configuration file, checked as the flag's would be."""
    if option.multiple:  # one value or a list of them
        values = value if isinstance(value, list) else [value]
        return tuple(_configured_one(option, item, where) for item in values)
    return _configured_one(option, value, where)


def _configured_one(option: click.Option, value: Any, where: str) -> Any:
    try:
        if isinstance(value, bool) is not option.is_flag or not isinstance(value, str | int | float):
            raise click.BadParameter(f"{value!r} is not of the right type")
        return option.type.convert(value if option.is_flag else str(value), option, None)
    except click.BadParameter as error:
        raise ConfigError(f"{where}: {error.message}", "mend the file, or move it away") from error


def _known(name: str, known: list[str], complaint: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise ConfigError(f"{complaint} {name!r}", f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")


Decorator = Callable[[Any], Any]


def config_options(config: type, *names: str, default: str | None = None) -> Decorator:
    """A flag for each named field of a config; its help is the field's own meaning. Not given: None, which means the
    field's default, or what `default` says in words."""
    kinds = {"int": int, "float": float, "str": str}

    def decorate(function: Any) -> Any:
        by_name = {f.name: f for f in fields(config)}
        for name in reversed(names):
            f = by_name[name]
            flag = "--" + name.replace("_", "-")
            if f.type == "bool":
                function = click.option(flag, name, is_flag=True, default=None, help=_sentence(f.metadata["meaning"]))(function)
                continue
            text = f"{_sentence(f.metadata['meaning'])} [default: {default or f.default}]"
            function = click.option(flag, name, type=kinds[str(f.type)], default=None, help=text)(function)
        return function

    return decorate


def _sentence(meaning: str) -> str:
    return meaning[0].upper() + meaning[1:] + "."


SEED = click.IntRange(0, 2**32 - 1)


def sampling_options(function: Any) -> Any:
    """The flags of everything that writes text."""
    for decorator in (
        click.option("--seed", type=SEED, help="Makes the text repeatable. [default: a new one, reported]"),
        click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="Choose among the likeliest tokens that together reach this probability."),
        click.option("--top-k", type=click.IntRange(min=1), help="Choose among so many of the likeliest tokens."),
        click.option("--temperature", type=click.FloatRange(min=0), default=0.8, show_default=True, help="0: always the likeliest; higher: bolder."),
    ):  # fmt: skip
        function = decorator(function)
    return function


def fresh_seed() -> int:
    """A seed for somebody who gave none."""
    import secrets

    return secrets.randbelow(2**31)


def preset_option(function: Any) -> Any:
    meanings = "; ".join(f"{p.name}, {p.meaning}" for p in PRESETS.values())
    return click.option("--preset", type=click.Choice(list(PRESETS)), default=None, help=f"A model and its training. {meanings}.")(function)  # fmt: skip


def profile_option(function: Any) -> Any:
    text = "Also write where the time goes: CKPT.profile.txt to read, CKPT.trace.json for ui.perfetto.dev."
    return click.option("--profile", is_flag=True, help=text)(function)


TRAINING_FIELDS = ("max_iters", "batch_size", "learning_rate", "seed", "device", "shard")
DATA_FIELDS = ("tokenizer", "vocab_size")
MODEL_FIELDS = ("n_layer", "n_head", "n_embd", "block_size", "dropout")


Settings = tuple[ModelConfig, TrainConfig, DataConfig]


def saved_settings(ckpt_path: Path) -> Settings | None:
    """The settings of the run that `--resume` would go on with, where one is saved."""
    from vibejam.checkpoint import resume_path

    if not resume_path(ckpt_path).exists():
        return None
    from vibejam.resume import saved_configs

    model, train, data = saved_configs(ckpt_path)
    return override(model, vocab_size=0), train, data  # the corpus is compared as a whole, with a better message


def is_flag(name: str) -> bool:
    """Whether the setting was given on the command line, not configured or left out."""
    return click.get_current_context().get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE


def with_flags(model: ModelConfig, train: TrainConfig, data: DataConfig, resume: bool, flags: dict[str, Any]) -> Settings:
    """The settings with those that were given put in."""
    if flags.get("minutes") and train.minutes == 0:  # what was limited by steps is limited by time instead
        train = override(train, max_iters=NO_LIMIT)
    model_fields = {f.name for f in fields(ModelConfig)} - {*DATA_FIELDS}  # its vocab_size is the tokenizer's
    train_fields = {f.name for f in fields(TrainConfig)}
    model = override(model, **{k: v for k, v in flags.items() if k in model_fields})
    train = override(train, **{k: v for k, v in flags.items() if k in train_fields}, resume=resume)
    data = override(data, **{k: v for k, v in flags.items() if k in DATA_FIELDS})
    return model, train, data


def read_draft(given: str | None) -> str:
    """A draft given as text, as a file, or on stdin (`-`, or nothing at all when something is piped in)."""
    if given is None and sys.stdin.isatty():
        raise click.UsageError("nothing to rewrite: give a text, a file, or - for stdin")
    from vibejam.text.decode import decode

    if given is None or given == "-":
        text = decode(sys.stdin.buffer.read())[0]
    elif "\n" not in given and len(given) < 1024 and os.path.exists(given):
        text = decode(Path(given).read_bytes())[0]
    elif not re.search(r"\s", given) and (os.sep in given or given.endswith((".txt", ".md"))):
        raise MissingError(f"{given} is not there", "name a file that is, or give a text of more than one word")
    else:
        text = given
    if not text.strip():
        raise DataError("the draft is empty", "give a text, a file, or - for stdin")
    return text

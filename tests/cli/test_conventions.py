"""Every command of the command line keeps the house's conventions. A new command is walked without editing this file:
its own example is what is run, in a sandbox that holds what examples speak of."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from vibejam.cli import cli
from vibejam.cli.common import CLOSED_PIPE, Command


def _walked(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command by its whole name: "train", "pairs check"."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= _walked(command, f"{before}{name} ") if isinstance(command, click.Group) else {f"{before}{name}": command}
    return found


COMMANDS = _walked(cli)
EXAMPLES = [(name, example) for name, command in COMMANDS.items() for example in getattr(command, "examples", [])]
INPUTS = {"~/writing", "corpus.txt"}  # what an example reads by path
SHORT = {"minutes": "0.01", "max_iters": "6", "max_new_tokens": "20", "n_embd": "16", "n_layer": "1"}
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, voices: Path, corpus: Path, trained: Path) -> Path:
    """A home with ~/writing, a corpus, a checkpoint, a draft, a base that was pulled, and the voice `me`."""
    home = tmp_path_factory.mktemp("sandbox")
    (home / "writing").mkdir()
    for file in sorted((voices / "letters").glob("*.md"))[:12]:
        shutil.copy(file, home / "writing")
    shutil.copy(corpus, home / "corpus.txt")
    shutil.copy(trained, home / "model.pt")
    (home / "draft.md").write_text("Today I went for a walk.\n", encoding="utf-8")
    drafts = [{"draft": f"I went for walk number {i} today, and it was long."} for i in range(5)]
    (home / "drafts.jsonl").write_text("".join(json.dumps(draft) + "\n" for draft in drafts), encoding="utf-8")
    pairs = [
        {"draft": f"I went for walk number {i} today, and it was long.", "text": f"Today's walk, my number {i}, was a long one."}
        for i in range(5)
    ]
    (home / "pairs.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
    base = home / "vibejam" / "bases" / "smollm2-135m"
    base.mkdir(parents=True)
    about = {"source": base.name, "name": base.name, "origin": "a test", "licence": "apache-2.0", "size": 0}
    (base / "base.json").write_text(json.dumps(about | {"format": 1}), encoding="utf-8")
    made = vibejam(home, "learn ~/writing --voice me")
    assert made.returncode == 0, made.stderr
    return home


def vibejam(home: Path, arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `vibejam ARGUMENTS` as a user would, without a terminal and with small budgets."""
    tokens = [token.replace("~", str(home), 1) if token.startswith("~") else token for token in shlex.split(arguments)]
    return subprocess.run(
        [sys.executable, "-m", "vibejam", *tokens],
        cwd=home, env=_environment(home, **environment), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", timeout=300,
    )  # fmt: skip


def _environment(home: Path, **more: str) -> dict[str, str]:
    budgets = {
        f"VIBEJAM_{name.replace(' ', '_')}_{option}".upper(): value
        for name, command in COMMANDS.items()
        for option, value in SHORT.items()
        if any(p.name == option for p in command.params) and not (name == "train" and option == "minutes")
    }
    clean = {k: v for k, v in os.environ.items() if not k.startswith("VIBEJAM_") and k != "NO_COLOR"}
    return clean | budgets | {"HOME": str(home), "VIBEJAM_HOME": str(home / "vibejam"), **more}


def own_part(example: str) -> tuple[str, bool]:
    """The vibejam part of an example, and whether something is piped into it."""
    before, bar, after = example.rpartition(" | ")
    return (after if bar else example).removeprefix("vibejam "), bool(before)


def run_example(home: Path, example: str, more: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    arguments, piped = own_part(example)
    if not piped:
        return vibejam(home, f"{arguments} {more}", **environment)
    feed = example.rpartition(" | ")[0]
    line = f"{feed} | {shlex.quote(sys.executable)} -m vibejam {arguments} {more}"
    return subprocess.run(
        line, shell=True, cwd=home, env=_environment(home, **environment), capture_output=True, text=True, timeout=300
    )


def test_there_are_commands_to_walk() -> None:
    assert {"demo", "learn", "prepare", "train", "sample", "rewrite", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_is_and_shows_an_example_first(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    assert command.examples and all("vibejam " in e for e in command.examples)
    text = command.get_help(click.Context(command, info_name=f"vibejam {name}"))
    assert text.startswith("Example") and text.index(command.examples[0]) < text.index("Usage:")
    assert command.help and "--json" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help and parameter.help.endswith((".", "]")), f"{name} {parameter.opts}"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_works_and_keeps_data_and_notices_apart(sandbox: Path, name: str, example: str) -> None:
    done = run_example(sandbox, example)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "the result goes to stdout"
    for stream in (done.stdout, done.stderr):
        assert "Traceback" not in stream
        assert ESCAPE not in stream, "no colour without a terminal"
        assert "\r" not in stream, "no live progress without a terminal"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_json_is_one_object(sandbox: Path, name: str, example: str) -> None:
    done = run_example(sandbox, example, "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_wrong_flag_is_a_usage_error(name: str, as_json: bool, capfd: pytest.CaptureFixture[str]) -> None:
    from vibejam.cli.common import run

    code = run(cli, [*name.split(), "--no-such-flag", *(["--json"] if as_json else [])])
    out, err = capfd.readouterr()
    assert code == 2
    if as_json:
        error = json.loads(out)["error"]
        assert set(error) == {"message", "hint", "type", "exit_code"} and error["exit_code"] == 2
    else:
        assert out == "" and err.startswith("error: ") and f"{name} --help" in err


@pytest.mark.parametrize(("name", "example"), [(n, e) for n, e in EXAMPLES if INPUTS & set(shlex.split(e))])
def test_missing_input_is_named_with_the_next_thing_to_do(
    name: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from vibejam.cli.common import run

    monkeypatch.chdir(tmp_path)
    tokens = ["not-there" if t in INPUTS else t for t in shlex.split(own_part(example)[0])]
    if "-o" in tokens:
        tokens[tokens.index("-o") + 1] = "out"
    assert run(cli, tokens) == 3
    out, err = capfd.readouterr()
    lines = err.strip().splitlines()
    assert out == "" and "not-there" in err and "Traceback" not in err
    assert len(lines) >= 2 and lines[-1].startswith("  "), "a hint follows the error"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_pipe_closed_early_is_no_error_to_shout_about(sandbox: Path, name: str, example: str) -> None:
    arguments, piped = own_part(example)
    if piped:
        arguments = arguments.replace(" -", " 'I went for a walk.'", 1)
    tokens = [t.replace("~", str(sandbox), 1) if t.startswith("~") else t for t in shlex.split(arguments)]
    process = subprocess.Popen(
        [sys.executable, "-m", "vibejam", *tokens],
        cwd=sandbox, env=_environment(sandbox), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stderr
    process.stdout.close()  # the reader leaves before anything was written
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=300) == CLOSED_PIPE
    assert "Traceback" not in err and "Exception" not in err and "BrokenPipe" not in err


def test_alone_it_says_what_it_is_and_what_to_try(sandbox: Path) -> None:
    done = vibejam(sandbox, "")
    assert done.returncode == 0
    assert done.stdout.startswith("Examples:") and done.stdout.count("  vibejam ") >= 3


def test_version_names_python_torch_and_device(sandbox: Path) -> None:
    assert re.fullmatch(
        r"vibejam \d+\.\d+\.\d+, Python 3\.\d+\.\d+\S*, torch \S+, device (cpu|cuda|mps)\n", vibejam(sandbox, "--version").stdout
    )


def test_help_and_import_load_no_torch() -> None:
    code = (
        "import sys, vibejam\n"
        "from vibejam.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        f"for name in {[*COMMANDS]}: cli.main([*name.split(), '--help'], standalone_mode=False)\n"
        "heavy = {'torch', 'numpy', 'rich', 'safetensors', 'ftfy', 'charset_normalizer'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_mistyped_command_is_recognised(capfd: pytest.CaptureFixture[str]) -> None:
    from vibejam.cli.common import run

    assert run(cli, ["trian"]) == 2
    assert "did you mean train" in capfd.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal needs POSIX")
@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_gets_colour_unless_it_says_no(sandbox: Path, no_color: bool) -> None:
    import pty

    controller, terminal = pty.openpty()
    environment = _environment(sandbox, TERM="xterm") | ({"NO_COLOR": "1"} if no_color else {})
    command = [sys.executable, "-m", "vibejam", "train", "not-there", "-o", "out.pt"]
    done = subprocess.run(command, cwd=sandbox, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, timeout=300)
    os.close(terminal)
    shown = os.read(controller, 65536).decode()
    os.close(controller)
    assert done.returncode == 3 and "not-there" in shown
    assert bool(re.search(r"\x1b\[[0-9;]+m", shown)) is not no_color


def test_debug_shows_the_traceback(sandbox: Path) -> None:
    done = vibejam(sandbox, "train not-there -o out.pt --debug")
    assert done.returncode == 3 and "Traceback" in done.stderr


def test_settings_come_from_files_then_environment_then_flags(sandbox: Path) -> None:
    """defaults < user config < project vibejam.toml < VIBEJAM_* < flag."""
    project = sandbox / "project"
    project.mkdir(exist_ok=True)
    (sandbox / "vibejam").mkdir(exist_ok=True)
    user = sandbox / "vibejam" / "config.toml"

    def length(flags: str = "", **environment: str) -> int:
        clean = {k: v for k, v in _environment(sandbox).items() if k != "VIBEJAM_SAMPLE_MAX_NEW_TOKENS"}
        done = subprocess.run(
            [sys.executable, "-m", "vibejam", "sample", "--ckpt-path", str(sandbox / "model.pt"), *shlex.split(f"--seed 1 --json {flags}")],
            cwd=project, env=clean | environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        assert result["decoder"].startswith("torch (")  # with the reason: so short a text is not worth compiling
        return len(result["text"])

    try:
        user.write_text("[sample]\nmax-new-tokens = 5\n")
        assert length() == 5
        (project / "vibejam.toml").write_text("[sample]\nmax_new_tokens = 6\n")
        assert length() == 6
        assert length(VIBEJAM_SAMPLE_MAX_NEW_TOKENS="7") == 7
        assert length("--max-new-tokens 8", VIBEJAM_SAMPLE_MAX_NEW_TOKENS="7") == 8
        (project / "vibejam.toml").write_text("[sample]\nmax_new_token = 6\n")
        done = subprocess.run(
            [sys.executable, "-m", "vibejam", "sample"], cwd=project, env=_environment(sandbox), capture_output=True, text=True
        )
        assert done.returncode == 2 and "did you mean max_new_tokens" in done.stderr
    finally:
        user.unlink(missing_ok=True)

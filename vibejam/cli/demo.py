"""vibejam demo: the whole path on an invented person's writing, in about a minute."""

from __future__ import annotations

import click

from vibejam.cli.common import Command, note, report
from vibejam.cli.progress import TrainingView
from vibejam.cli.summaries import corpus_summary, counted
from vibejam.errors import ConfigError

_VOICE = "demo"
_WRITER = "letters"  # which of the sample voices
_PROMPT = "My dear Win,"
_DRAFT = "I do not think that we should wait. However, it is raining, and perhaps they will not come until Friday."
_SEED = 7


@click.command("demo", cls=Command, examples=["vibejam demo"])
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), default=0.75, show_default=True, help="Time for training."
)
def command(minutes: float) -> None:
    """Learn the voice of an invented letter writer and show what was learnt: about a minute, offline, on a CPU."""
    note(f"learning the voice of an invented letter writer, about {minutes:g} minutes; nothing leaves this machine")
    with TrainingView() as view:
        from vibejam import paths
        from vibejam.learn import learn_voice
        from vibejam.pretrained.bases import OURS, open_base
        from vibejam.sample import generate_text
        from vibejam.voice import Voice

        if any(voice.name == _VOICE and not voice.is_sample for voice in Voice.all()):
            raise ConfigError(f"you have a voice of your own called {_VOICE}", "VIBEJAM_HOME=another/folder vibejam demo")
        result = learn_voice([paths.sample_voices() / _WRITER], _VOICE, minutes, sample=True, base=OURS, on_event=view)
    checkpoint = result.voice.load()
    untaught = open_base(OURS).model
    before, after = (
        generate_text(model, checkpoint.tokenizer, _PROMPT, max_new_tokens=length, temperature=0.7, seed=_SEED)
        for model, length in ((untaught, 60), (checkpoint.model, 150))
    )
    from vibejam.engine import StyleEngine

    rewrite = StyleEngine(result.voice).rewrite(_DRAFT, _SEED)
    why = "\n".join(f"  {edit.reason}" for outcome in rewrite.passages for edit in outcome.edits) or "\n".join(rewrite.notes)
    training = result.training
    text = f"""\
{_heading("What was read")}
{corpus_summary(result.corpus)}

{_heading(f"The prompt {_PROMPT!r}, as the base in the package goes on from it")}
{before}

{_heading(f"The same prompt after {training.best_step} steps of learning ({training.seconds:.0f} s)")}
{after}

{_heading("A draft in her manner, by edits learnt from her writing; its facts stay")}
draft:   {_DRAFT}
rewrite: {rewrite.text}
{why}

{_heading("What is where")}
voice:  {result.voice.path} ({counted(training.parameters, "parameter")}; delete the folder and it is gone)
curve:  {training.curve_path} (open it in a browser; validation loss {training.bits_per_byte:.2f} bits per byte)

{_heading("The same with your own writing")}
vibejam learn ~/writing --voice me
vibejam sample --voice me --prompt 'Today I feel'
vibejam rewrite draft.md --voice me"""
    values = {
        "voice": _VOICE, "path": str(result.voice.path), "prompt": _PROMPT, "before": before, "after": after,
        "draft": _DRAFT, "rewrite": rewrite.text, "notes": rewrite.notes, "training": training.to_dict(),
    }  # fmt: skip
    report(text, values)


def _heading(words: str) -> str:
    return click.style(f"== {words}", bold=True)

"""The command line's own words in Swedish: its help, and one sentence with a next step for what was mistyped.

Typer has no catalogue for the first and speaks English in both; only what it prints is changed, never what it does.
"""

import re
import sys
from difflib import get_close_matches
from typing import Any, NoReturn

from typer import Typer, TyperException
from typer.core import TyperCommand, TyperGroup

HELP_WORDS = (
    (r"^Usage: ", "Så här: "),
    (r"^Options:$", "Val:"),
    (r"^Arguments:$", "Argument:"),
    (r"^Commands:$", "Kommandon:"),
    (r"\[OPTIONS\]", "[VAL]"),
    (r"\bCOMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"Show this message and exit\.", "Visa den här texten."),
    (r"\[required\]", "[måste anges]"),
    (r"\[default: ", "[annars: "),
)

KINDS = {
    "int": "heltal",
    "int range": "heltal",
    "str": "text",
    "path": "fil",
    "list[Path]": "filer",
    "list[str]": "text",
}
"""What Typer calls the kinds of values, and what a person does."""


def in_swedish(text: str) -> str:
    """Return a help text with the frame's words in Swedish."""
    for english, swedish in HELP_WORDS:
        text = re.sub(english, swedish, text, flags=re.MULTILINE)
    return re.sub(r"<([A-Za-z\[\] ]+)>(?P<space> *)", _kind_in_place, text)


def _kind_in_place(found: re.Match[str]) -> str:
    """Return a kind of value in Swedish, as wide as it was, so that the columns stand."""
    swedish = KINDS.get(found[1])
    if swedish is None:
        return found[0]
    return f"<{swedish}>" + (" " * max(1, len(found[0]) - len(swedish) - 2) if found["space"] else "")


class Command(TyperCommand):
    """A command whose help is Swedish throughout."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return in_swedish(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Swedish throughout."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return in_swedish(super().get_help(ctx))


def speak_swedish(app: Typer) -> None:
    """Let every command of `app` give its help in Swedish."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        group.cls = Group
        if group.typer_instance is not None:
            speak_swedish(group.typer_instance)


def mistyped(error: Any) -> str:
    """Return one sentence on what was wrong in the command as it was typed, and how to see what it takes.

    Where nothing was typed but a group's name, that is its help.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    context = error.ctx
    command = context.command_path if context else "arshjul"
    return f"{_what(error, command)} Kör {command} --help."


def stop_at_mistyped(error: TyperException) -> NoReturn:
    """End the program with what was mistyped, on standard error."""
    print(mistyped(error), file=sys.stderr)
    sys.exit(error.exit_code)


def _what(error: Any, command: str) -> str:
    kind, said = type(error).__name__, error.format_message()
    found = re.search(r"'([^']+)'|(?<= )\(([^)]+)\)", said)
    named = (found[1] or found[2]) if found else ""
    param: Any = getattr(error, "param", None)
    place = [param.metavar] if getattr(param, "metavar", None) else getattr(param, "opts", None) or [named]
    if kind == "NoSuchOption":
        return f"{command} har inget val {error.option_name}.{_perhaps(error.option_name, error.possibilities or ())}"
    if said.startswith("No such command"):
        return f"{command} har inget kommando {named}.{_perhaps(named, error.ctx.command.commands)}"
    if kind == "MissingParameter":
        return f"{command} behöver också {place[0]}."
    if kind == "BadOptionUsage":
        return f"{error.option_name} ska {'inte ha' if 'does not' in said else 'ha'} ett värde."
    if kind == "BadParameter" and "is not readable" in said:
        return f"{_path_in(said)}: filen går inte att läsa (rättigheter saknas)."
    if kind == "BadParameter":
        return f"Värdet för {place[0]} går inte att använda{_kind(param)}."
    return f"{command} tar inte emot {named}." if named else f"{command} behöver ett kommando till."


def _path_in(said: str) -> str:
    found = re.search(r"path '(.+)' is not readable", said, re.IGNORECASE)
    return found[1] if found else "Filen"


def _kind(param: Any) -> str:
    """Return how the value should be, where the parameter knows: its kind, and its bounds."""
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if kind not in (int, int | None):
        return ""
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    if least is not None and most is not None:
        return f": det ska vara ett heltal mellan {least} och {most}"
    return ": det ska vara ett heltal" + (f" från {least}" if least is not None else "")


def _perhaps(typed: str, known: Any) -> str:
    near = get_close_matches(typed, list(known), 1)
    return f" Menade du {near[0]}?" if near else ""

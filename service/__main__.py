"""`arshjul`, and `python -m service`: every command, each in the module of its subject.

The modules import what they need inside the command, so that reading one phrase starts neither web, database nor
Celery.
"""

import sys

import typer

from service.commands import backup, coordinator, directory, ledger, mail, plan, read, rehearse, run, upkeep
from service.commands.ending import ended
from service.commands.swedish import speak_swedish

app = typer.Typer(
    name="arshjul",
    help="Årshjul följer upp kommunens åtgärdsplan: läser arbetsboken, påminner, samlar svar och sammanställer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(plan.app, name="plan")
app.add_typer(directory.app, name="directory")
app.add_typer(coordinator.app, name="coordinator")
app.add_typer(read.app, name="read")
app.add_typer(ledger.app, name="ledger")
app.add_typer(mail.app, name="mail")
for commands in (run, rehearse, upkeep, backup):
    app.registered_commands.extend(commands.app.registered_commands)


def main() -> None:
    """Run the command line. Output is UTF-8 whatever the terminal says, since the answers are Swedish."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    speak_swedish(app)
    sys.exit(ended(lambda: app(prog_name="arshjul", standalone_mode=False)))


if __name__ == "__main__":
    main()

"""Options that commands of several subjects take."""

from typing import Annotated

import typer

Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Organisationens namn, om det finns flera.")
]

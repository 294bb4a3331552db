"""`make bench`: every measurement, each a ratio of two things timed in one run, to the screen and to var/bench.json."""

import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import tests.bench

OUT = Path("var/bench.json")


def main(names: list[str]) -> None:
    """Run the measurements named, or all of them."""
    found = [module.name for module in iter_modules(tests.bench.__path__) if not module.name.startswith("_")]
    figures: dict[str, dict[str, float]] = {}
    for name in names or found:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures[name] = import_module(f"tests.bench.{name}").measure()
        for what, ratio in figures[name].items():
            print(f"{name:<12} {what:<50} {ratio:10.2f}", flush=True)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

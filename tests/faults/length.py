"""How long the campaign is: short in `make test`, long in `make faults`.

`ARSHJUL_FAULTS` is the number of runs on each database, and its presence asks for the long form of everything;
`ARSHJUL_FAULTS_SEED` is the first seed, to repeat a run.
"""

import os

LONG = "ARSHJUL_FAULTS" in os.environ
RUNS = int(os.environ.get("ARSHJUL_FAULTS", "3"))
FIRST_SEED = int(os.environ.get("ARSHJUL_FAULTS_SEED", "1"))
SEEDS = range(FIRST_SEED, FIRST_SEED + RUNS)

"""The year of a plan as pure functions over frozen values: no clock, no I/O, no settings."""

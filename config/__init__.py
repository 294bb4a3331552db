"""Settings, defaults and vocabulary data. Imports nothing of ours."""

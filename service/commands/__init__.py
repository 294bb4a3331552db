"""The command line, one module a subject; the only place that sees both web and tasks."""

"""Use cases, one verb-noun module each: load, ask the domain, store."""

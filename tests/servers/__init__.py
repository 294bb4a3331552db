"""Real servers for the tests, started privately on free ports and stopped with the test."""

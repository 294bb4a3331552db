"""Measurements: each compares two things in one run and gives a ratio."""

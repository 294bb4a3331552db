"""The specification: mirrors service/, and the product told as journeys."""

"""The commands."""

def main() -> None:
    """Run."""

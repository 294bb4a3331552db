"""Long lists in pieces: which piece is asked for, and how many there are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece `number` (from 1) of a list of `total` lines, `size` lines a piece."""

    number: int
    size: int
    total: int

    @classmethod
    def of(cls, wanted: int, size: int, total: int) -> "Piece":
        """Return the piece that is wanted, or the nearest there is."""
        last = max(1, -(-total // size))
        return cls(min(max(1, wanted), last), size, total)

    @property
    def pieces(self) -> int:
        """How many pieces the list has."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many lines stand before this piece."""
        return (self.number - 1) * self.size

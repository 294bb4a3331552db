"""Everything that touches the outside, one module each; adapters do not know one another."""

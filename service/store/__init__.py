"""Tables, the unit of work and the migrations."""

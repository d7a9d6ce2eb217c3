"""One branch congress: planned, pilot, lessons learned, held, officers elected, reported."""

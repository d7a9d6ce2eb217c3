"""The passes of a verification: over the entries, the tables, the notes."""

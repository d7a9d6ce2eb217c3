"""One module a command: its options, its call, its output."""

"""Names and particulars of people, beside the log and never in it: docs/log-format.md, people."""

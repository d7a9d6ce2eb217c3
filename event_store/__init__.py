"""The log: an append-only record of entries that an outsider can prove complete and unaltered."""

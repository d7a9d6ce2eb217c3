"""What every lifecycle shares: definitions, guards, deciding, advancing, replaying."""

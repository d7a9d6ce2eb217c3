"""What makes the log provable to outsiders: checkpoints, witnesses, bundles, verification."""

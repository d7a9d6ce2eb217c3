"""What is shown of a season, as folds of its log; see `workflows.projections.season`."""

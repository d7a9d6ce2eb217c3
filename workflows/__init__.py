"""The lifecycles of a season: what may happen, in which order, under which rules."""

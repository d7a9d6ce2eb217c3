"""The commands of `congress person`, and names in what other commands print."""

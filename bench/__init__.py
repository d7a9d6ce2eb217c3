"""Speed, measured against floors of the same run: `python -m bench`."""

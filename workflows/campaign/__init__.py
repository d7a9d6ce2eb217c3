"""The season itself: opened, branches registered, pilots, lessons, deadline, closed."""

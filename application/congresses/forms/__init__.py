"""Forms: the members of a command as people write and name them."""

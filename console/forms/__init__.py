"""Forms: options, questions and lists made from the schema of what a command carries."""

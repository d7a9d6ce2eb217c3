"""The rooms behind `cli.py`: what each command does, how it is shown, in which words."""

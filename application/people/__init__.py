"""Persons: the names behind references, and names beside the references in answers."""

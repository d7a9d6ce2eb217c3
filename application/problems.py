"""Why a question has no answer, or an action no effect: one kind of error for every interface."""

from event_store.words import Problem

__all__ = ["Problem"]

"""The report model and everything done to it without a window: no Qt, no globals, no network."""

__version__ = "0.1.0"

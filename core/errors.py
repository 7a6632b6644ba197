"""The one family of expected errors: a Chinese sentence for the clerk plus the facts behind it."""

from __future__ import annotations


class UserError(Exception):
    """Something the person can act on.

    `str(error)` is one clear Chinese sentence that says what to do; it is shown as it is.
    """


class UnreadableFileError(UserError):
    """A source file cannot be read: damaged, encrypted, too large, hostile or of an unknown kind."""


class TemplateError(UserError):
    """A form definition is wrong; the sentence names the file and the key."""


class EditError(UserError):
    """An edit speaks of a cell, section or field that the report does not have, or gives it an impossible value."""


class WriteError(UserError):
    """A file could not be written; the old file, if any, is untouched."""

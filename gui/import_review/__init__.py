"""The import review: what was read stands against its source before anything is accepted."""

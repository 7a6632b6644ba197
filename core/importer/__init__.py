"""Reading drafts: any supported file -> SourceDocument -> ImportResult."""

CHILD_FLAG = "--read-in-child"  # the program's own argument by which child.py starts it; here, so that asking costs nothing

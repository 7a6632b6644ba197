"""One module a format: file -> SourceDocument, in one pass, then closed. Loaded when first needed."""

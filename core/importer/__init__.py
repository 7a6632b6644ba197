"""Reading drafts: any supported file -> SourceDocument -> ImportResult."""

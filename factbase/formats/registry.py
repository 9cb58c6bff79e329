"""The formats in which claims go out and come in: word → where it is, and what it is."""

EXPORTERS: dict[str, tuple[str, str]] = {
    "jsonl": ("factbase.formats.jsonl:EXPORT", "A bundle: all there is, for another desk or a backup."),
    "csv": ("factbase.formats.csv:EXPORT", "A spreadsheet file, one row a claim or an attribution."),
    "xlsx": (
        "factbase.formats.xlsx:EXPORT",
        "A workbook for Excel or LibreOffice, with its columns explained.",
    ),
    "webannotation": ("factbase.formats.webannotation.writing:EXPORT", "W3C Web Annotations, one a claim."),
    "claimreview": ("factbase.formats.claimreview.reviews:EXPORT", "ClaimReviews, of claims with a verdict."),
    "html": ("factbase.formats.html.writing:EXPORT", "A report as one page, to read, print and hand on."),
    "markdown": ("factbase.formats.markdown:EXPORT", "The same report for a repository or a chat."),
    "docx": ("factbase.formats.docx.copies:EXPORT", "A checking copy for Word, with a comment a claim."),
}

IMPORTERS: dict[str, tuple[str, str]] = {
    "jsonl": ("factbase.formats.jsonl:IMPORT", "A bundle of factbase."),
    "csv": ("factbase.formats.csv:IMPORT", "An exported spreadsheet file that a reviewer edited."),
    "xlsx": ("factbase.formats.xlsx:IMPORT", "An exported workbook that a reviewer edited."),
    "docx": ("factbase.formats.docx.copies:IMPORT", "A checking copy that reviewers commented on."),
    "webannotation": ("factbase.formats.webannotation.taking:IMPORT", "W3C Web Annotations."),
    "claimreview": (
        "factbase.formats.claimreview.reviews:IMPORT",
        "Fact checks as schema.org has them.",
    ),
    "factcheck-api": ("factbase.formats.factcheck_api:IMPORT", "Answers of the Google Fact Check Tools."),
}

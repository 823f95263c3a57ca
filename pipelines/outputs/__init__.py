"""What leaves the tool: workbooks, factsheets, templates and open data."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "downloads",
    "factsheet.blocks",
    "factsheet.content",
    "factsheet.pdf",
    "factsheet.progress",
    "factsheet.review",
    "factsheet.svg",
    "libreoffice",
    "mailing",
    "maker",
    "open_data.files",
    "open_data.served",
    "open_data.tables",
    "open_data.write",
    "plain_text",
    "table_docs",
    "template.annotate",
    "template.schools",
    "template.write",
    "workbook.national",
    "workbook.screen_table",
    "workbook.territory",
)

"""What leaves the tool: workbooks, factsheets, templates and open data."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "factsheet.blocks",
    "factsheet.content",
    "factsheet.pdf",
    "factsheet.progress",
    "factsheet.review",
    "factsheet.school",
    "factsheet.svg",
    "libreoffice",
    "mailing",
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
    "workbook.schools",
    "workbook.screen_table",
    "workbook.territory",
)

"""What leaves the tool: workbooks, factsheets, templates and open data."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "factsheet.review",
    "factsheet.school",
    "factsheet.school_words",
    "factsheet.write",
    "libreoffice",
    "open_data.write",
    "template.annotate",
    "template.write",
    "workbook.national",
    "workbook.schools",
    "workbook.screen_table",
    "workbook.territory",
)

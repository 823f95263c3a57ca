"""From bytes to cells with their addresses: what a file says, word for word, before anything is believed."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "cache",
    "limits",
    "official.definition",
    "official.lines",
    "parsed",
    "reader",
    "report_format",
    "rows",
    "school_tables",
    "text.delimited",
    "text.encoding",
    "text.shifted",
    "unpack",
)

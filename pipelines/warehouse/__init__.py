"""From rows to figures: the build, its publication, the builder, disclosure control, and the schools."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "accepted_definitions",
    "build",
    "build_on_copy",
    "builds",
    "definitions",
    "disclosure",
    "doubts",
    "incremental",
    "mart_columns",
    "mart_tables",
    "publication",
    "reference",
    "schools.views",
    "worker",
)

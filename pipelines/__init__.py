"""The movement: from a committee's workbook to the warehouse, and from the warehouse to a workbook."""

import os

# Whatever is written is its owner's alone (0600, folders 0700), whoever starts the program and however: the command
# line, the pages, the builder, and the processes that they start, all pass here first. The engine, the writers of
# Parquet and of workbooks have no other way to be told.
os.umask(0o077)

"""Changes one operator, join, filter or order of the SQL at a time, and asks whether a test sees it."""

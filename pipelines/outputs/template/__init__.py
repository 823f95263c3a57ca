"""The workbook a committee fills: its own indicators alone, in words, lists, live checks, last year's values."""

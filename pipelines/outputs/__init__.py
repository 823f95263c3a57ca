"""What leaves the tool: workbooks, factsheets, templates and open data."""

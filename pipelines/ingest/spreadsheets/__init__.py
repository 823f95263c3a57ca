"""Spreadsheets (Excel, OpenDocument) read from their XML: each cell as the person who made it sees it."""

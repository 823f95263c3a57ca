"""The movement: from a committee's workbook to the warehouse, and from the warehouse to a workbook."""

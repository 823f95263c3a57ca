"""What is said of where things stand: the one composer of pages, workbooks, factsheets and slides."""

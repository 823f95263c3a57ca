"""What leaves the tool: the national summary and a territory's file, workbooks whose cells are the marts' figures."""

"""HTML built safely: markup, tables, pages of words, style sheets."""

"""What everyone may have: the public tables without names and without small counts of pupils, described and signed."""

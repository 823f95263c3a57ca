"""The calculation written a second time, in plain fractions, from the rules alone, to compare the warehouse with."""

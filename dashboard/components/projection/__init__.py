"""The pages of a meeting on a screen: one section at a time, from the slides of the presentation."""

"""From rows to figures: the build, its publication, the builder, disclosure control, and the schools."""

"""Schools as pages show them: one, or a list."""

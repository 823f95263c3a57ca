"""A territory as pages show it: objectives, standing, changes, what to discuss."""

"""Who one is: the gate around the dashboard, signing in and out, and the identity of the run of a page."""

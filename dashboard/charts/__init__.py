"""Every picture of the dashboard: the map, trajectories, how territories are spread, and their words."""

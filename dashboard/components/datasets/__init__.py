"""What one may take away: open data, the tables of the build and their dictionary, notebooks, the door for programs."""

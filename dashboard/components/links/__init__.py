"""Where things are: addresses, territories' pages, files to take away."""

"""Small functions that turn rows of the marts into safe HTML."""

"""What the page « Comparer » is made of, but its pictures."""

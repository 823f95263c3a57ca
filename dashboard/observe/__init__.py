"""What an administrator watches: is it alive, is it ready, how much it works, and what went wrong."""

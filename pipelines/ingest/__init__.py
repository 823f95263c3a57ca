"""From bytes to cells with their addresses: what a file says, word for word, before anything is believed."""

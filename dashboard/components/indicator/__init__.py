"""One indicator as pages show it: figures, chain, method, outlook, status."""

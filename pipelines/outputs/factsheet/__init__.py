"""The page for tomorrow's committee: what it says of a territory or an objective, and its three renderings."""

"""What committees sent and how they meet: collection, quality, governance, calendar."""

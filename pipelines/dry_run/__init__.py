"""What would happen if these files were received: they are told apart, counted apart, and what they change is shown."""

"""The door for programs, `/api/v1/`: read-only, the tables that pages show, within the rights of who asks."""

"""What the project rests on: hashes, inventory and licences of its dependencies, secrets, the homologation file."""

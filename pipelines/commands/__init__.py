"""What each command of `pilotage` does, one module a command; heavy libraries are imported only when it runs."""

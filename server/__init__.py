"""The door: settings, who is asking, routes, and the command line."""

"""What holds the apps together: settings, addresses, who may see what, and how the server starts."""

"""The commands of the command line, one a module: arguments, help and exit code. What they do is in the modules around."""

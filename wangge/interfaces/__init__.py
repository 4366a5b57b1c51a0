"""Where people, machines and time come in: each interface parses, loads, calls one act and renders."""

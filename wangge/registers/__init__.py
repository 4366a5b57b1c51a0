"""The archives: buildings, people, organisations (人·房·单位)."""

"""Time is a visitor too: asks whose moment has passed."""

"""What waits for me: the start page of the desk."""

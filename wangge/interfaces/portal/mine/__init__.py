"""What is held of oneself: ask to see, correct or delete it, or who looked; and read the answer."""

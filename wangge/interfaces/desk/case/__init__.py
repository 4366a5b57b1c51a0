"""The page of one case: what happened, and what to do now."""

"""The sign-in page, and what people settle for themselves."""

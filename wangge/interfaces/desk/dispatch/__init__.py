"""The dispatch console: what waits for dispatch, with the suggested handlers."""

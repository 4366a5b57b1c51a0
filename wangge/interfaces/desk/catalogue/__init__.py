"""The catalogue at the desk: classes and their conditions, routes, first desks, limits of stages, sheets."""

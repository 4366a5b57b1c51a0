"""How many live, stand and work where: figures that follow every change of the archives at once."""

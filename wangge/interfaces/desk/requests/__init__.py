"""Requests of people about their own data: taken in, decided, answered; and their consents."""

"""The shop that `make demo` plays: its people, what they do, how they answer mail, and the world's noise."""

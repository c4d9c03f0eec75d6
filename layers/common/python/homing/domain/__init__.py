"""What Homing knows about marketing mail: pure rules, without clock, I/O or randomness."""

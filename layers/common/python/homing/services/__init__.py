"""What Homing does: use cases over ports that the adapters fill."""

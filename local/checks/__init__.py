"""What `homing validate` finds in workflows that can be read, but would not do what their owner means."""

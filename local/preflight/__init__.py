"""Before a deployment: what it would delete, replace or run into, told in words."""

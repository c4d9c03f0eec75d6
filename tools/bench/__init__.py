"""What Homing costs in time: `make bench` measures it and writes docs/benchmarks.md."""

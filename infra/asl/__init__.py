"""From a workflow to its state machine, as text; needs no CDK, so that the laptop compiles the same."""

"""The real deployment on a laptop: MiniStack in AWS's place, the CDK command line, and something to try."""

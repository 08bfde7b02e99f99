"""The process in a Job's pod: plan in, checkpoints out."""

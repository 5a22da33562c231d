"""What this app prints beside the single reports: the files of a print job, and the figures of the cycle."""

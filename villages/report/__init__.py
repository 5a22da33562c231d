"""This app's sections of the analysis report."""

"""Indicators: what is measured, how it is charted, and what the chart says."""

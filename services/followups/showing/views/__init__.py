"""The doors to what indicators show: pages for people, the chart for programs."""

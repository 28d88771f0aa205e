"""Maps of value streams: the steps of a process with their times, as it is done, was done and shall be done."""

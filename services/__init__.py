"""The services of leanstream, each a slice with its own database, and the kernel they stand on."""

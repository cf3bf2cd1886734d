"""The contract of the service, and the requests written by it."""

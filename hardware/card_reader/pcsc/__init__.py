"""The driver for every reader behind pcscd; the only package that imports pyscard."""

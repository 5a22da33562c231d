"""The project: its settings, and the layer that all apps share."""

import sys
from importlib import import_module

if "numpy" not in sys.modules:
    # openpyxl loads numpy wherever it is installed, as it is here to cut typefaces: ten megabytes of every process.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import_module("openpyxl")
    del sys.modules["numpy"]

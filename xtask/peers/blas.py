"""Which kernel the BLAS under NumPy and SciPy runs: it decides what a comparison is worth."""

import sys

import numpy as np


def say_which():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        say = f"{blas['name']} {blas['version']}; install threadpoolctl to see its kernel"
    else:
        libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
        say = "; ".join(sorted({
            f"{library['internal_api']} {library['version']}, "
            f"kernel {library.get('architecture', 'unknown')}, threads {library['num_threads']}"
            for library in libraries
        }))
    print(f"BLAS of the Python peers: {say or 'none found'}", file=sys.stderr)

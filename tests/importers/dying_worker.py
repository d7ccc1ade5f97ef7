"""A child process that behaves as badly as a reader can."""

import os
import resource
import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
    match sys.argv[1]:
        case "abort":
            os.abort()
        case "forever":
            while True:
                pass
        case "memory":
            resource.setrlimit(resource.RLIMIT_AS, (200_000_000, 200_000_000))
            _ = bytearray(10**9)
        case _:
            print("{nonsense")

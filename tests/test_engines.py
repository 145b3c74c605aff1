"""What is set of SQLite for a whole process."""

import subprocess
import sys

from tests.conftest import ROOT

PROGRAM = """
import _sqlite3, ctypes, sqlite3
from db.engines import count_no_memory
done = COUNTED or count_no_memory()
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE rows AS SELECT 1 AS one")
used = ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used()
print(done, used > 0, connection.execute("SELECT one FROM rows").fetchone())
"""


def run(counted: bool) -> str:
    program = PROGRAM.replace("COUNTED", str(counted))
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_sqlite_counts_no_memory_where_it_is_told_so() -> None:
    assert run(counted=True) == "True True (1,)\n"
    assert run(counted=False) == "True False (1,)\n"

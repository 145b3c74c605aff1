"""The README's booking section, pasted into a shell."""

import re
import subprocess
from pathlib import Path

from sqlalchemy import URL

from tests.conftest import ROOT, start


def test_the_booking_section_works_as_pasted(demo_to_change: URL, tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## Book a meeting")[2]
    (script,) = re.findall(r"```sh\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    server = start(demo_to_change, tmp_path / "server.log")
    try:
        pasted = script.replace("http://127.0.0.1:8000", server.url).replace("/tmp/", f"{tmp_path}/")
        done = subprocess.run(["bash", "-c", pasted], capture_output=True, text=True, check=True, timeout=60)
    finally:
        server.stop()
    made, slots, booked, cancelled = done.stdout.splitlines()
    assert '"errors":null' in made
    assert '"seatsLeft":1' in slots
    assert '"status":"CONFIRMED"' in booked
    assert '{"kind":"BOOKED","actor":"ATTENDEE"},{"kind":"CANCELLED","actor":"ATTENDEE"}' in cancelled

"""What Schemathesis is to write where the schema has scalars of our own (`tests/test_fuzz.py` loads it there)."""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

lengths = st.builds("PT{}H{}M{}S".format, st.integers(0, 30), st.integers(0, 90), st.integers(0, 90))
schemathesis.graphql.scalar("Duration", (lengths | st.text()).map(nodes.String))
schemathesis.graphql.scalar("NotHere", st.booleans().map(nodes.Boolean) | st.text().map(nodes.String))

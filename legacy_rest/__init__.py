"""The old REST APIs as tables and one translator: old call in, GraphQL document out, answer turned back.

Imports nothing of ours; `execute`, `validate` and the viewer are handed in. Nothing else imports this package
but `server/`.
"""

"""The fast path: a validated query becomes one SQL statement that returns the answer as JSON text.

It reads the same declarations as the dataloaders and knows no field by name. Whatever it does not know raises
`Unsupported`, and the operation goes to the ordinary executor; so does everything that ends in an error, as the
ordinary executor is the one that words them.
"""

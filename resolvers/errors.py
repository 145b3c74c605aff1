"""The errors a client may see, each with its code. Whatever else is raised is masked at the door."""

from enum import StrEnum

from graphql import GraphQLError


class Code(StrEnum):
    """`extensions.code` of a GraphQL error."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class BadInput(GraphQLError):
    """An argument that is well formed and still cannot be used; the message names it."""

    def __init__(self, argument: str, problem: str) -> None:
        super().__init__(
            f"{argument}: {problem}",
            extensions={"code": Code.BAD_USER_INPUT.value, "argument": argument},
        )

"""Workspaces, which offer meetings together, and who belongs to them."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Folded, Id, Instant, owner
from db.booking_enums import WorkspaceRole


class Workspace(Base):
    """A company, a club, or one person. `uuid` is the scheduling API's companyId."""

    __tablename__ = "workspaces"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(Folded, unique=True)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class WorkspaceMember(Base):
    """A member's place in a workspace."""

    __tablename__ = "workspace_members"
    __table_args__ = (Index(None, "workspace_id", "member_id", unique=True), Index(None, "member_id"), AUTOINCREMENT)

    id: Mapped[Id]
    workspace_id: Mapped[int] = mapped_column(owner("workspaces.id"))
    member_id: Mapped[MEMBER]
    role: Mapped[str] = mapped_column(default=WorkspaceRole.MEMBER)
    created_at: Mapped[Instant]

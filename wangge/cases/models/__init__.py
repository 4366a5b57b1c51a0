"""What is true of cases."""

from wangge.cases.models.assignment import Appeal, Assignment, Part
from wangge.cases.models.attachment import Attachment, AttachmentKind
from wangge.cases.models.case import Case, DeskLevel, Source
from wangge.cases.models.catalogue import *  # noqa: F403
from wangge.cases.models.entry import Entry, Seal
from wangge.cases.models.words import Receipt, Reporter, Words

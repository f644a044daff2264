"""The registers beside the stories: what each is called, what is typed, what the list shows.

One row here gives a register its list, its form, its pages and its files; models and the rules of
their columns stand in models/merit_books.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.models import (
    BookRow,
    Cooperative,
    Initiative,
    NurturedModel,
    OcopProduct,
    PublicityEvent,
    ValueChain,
)


@dataclass(frozen=True)
class Book:
    """A register. `fields` are typed in this order; `columns` are listed after name and owner;
    `name_label` is what the name is called here; `year` names the column a year is read from."""

    slug: str
    model: type[BookRow]
    title: str
    noun: str
    lead: str
    name_label: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    year: str = ""

    def label(self, name: str) -> str:
        """The Vietnamese name of a column."""
        if name == "name":
            return self.name_label
        words = str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # plain columns
        return words[:1].upper() + words[1:]


BOOKS = (
    Book(
        "mo-hinh", NurturedModel, "Mô hình đang bồi dưỡng", "mô hình",
        "Danh sách hằng năm: mô hình nào, ở đâu, ai giúp đỡ.",
        "Tên mô hình",
        ("year", "place", "content", "helpers", "result"),
        ("year", "place", "helpers", "result"),
        year="year",
    ),
    Book(
        "sang-kien", Initiative, "Sáng kiến được công nhận", "sáng kiến",
        "Mỗi sáng kiến dùng một lần khi đề nghị khen thưởng.",
        "Tên sáng kiến",
        ("author", "level", "decision_number", "decision_date", "effect"),
        ("author", "level", "decision_number", "decision_date", "used_for"),
        year="decision_date",
    ),
    Book(
        "tuyen-truyen", PublicityEvent, "Hoạt động tuyên truyền", "hoạt động",
        "Buổi họp, hội nghị, phát thanh; cả bằng tiếng Ba Na.",
        "Nội dung tuyên truyền",
        ("on", "form", "place", "sessions", "listeners", "broadcasts", "language"),
        ("on", "form", "sessions", "listeners", "broadcasts", "language"),
        year="on",
    ),
    Book(
        "ocop", OcopProduct, "Sản phẩm OCOP", "sản phẩm",
        "Hạng sao, quyết định và ngày hết giá trị; hết giá trị thì không tính nữa.",
        "Tên sản phẩm",
        ("producer", "stars", "decision_number", "decision_date", "expires"),
        ("producer", "stars", "decision_number", "expires"),
        year="decision_date",
    ),
    Book(
        "hop-tac-xa", Cooperative, "Hợp tác xã", "hợp tác xã",
        "Ngành nghề, số thành viên, xếp loại hoạt động.",
        "Tên hợp tác xã",
        ("founded", "members", "field", "working"),
        ("field", "members", "founded", "working"),
    ),
    Book(
        "chuoi-lien-ket", ValueChain, "Chuỗi liên kết, tiêu thụ nông sản", "chuỗi",
        "Nông sản nào, ai bao tiêu, bao nhiêu hộ, hợp đồng đến khi nào.",
        "Nông sản, sản phẩm",
        ("buyer", "households", "area", "contract", "since", "until"),
        ("buyer", "households", "area", "since", "until"),
        year="since",
    ),
)  # fmt: skip
BY_SLUG = {book.slug: book for book in BOOKS}

"""The screen of the import review: queue at the left, source in the middle, form at the right, the way on below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.values import State
from gui.files import ReviewRequest
from gui.import_review.card import QuestionCard
from gui.import_review.fill import cell_key, fill_form, fill_source, line_key, section_of
from gui.import_review.place_view import PlaceView
from gui.import_review.question_list import QuestionList
from gui.import_review.questions import Kind
from gui.import_review.review import Answer, Review, shown_value
from gui.theme import Theme

_FILE_KINDS = {"docx": "Word 文档", "xlsx": "Excel 工作簿", "html": "网页", "text": "文本文件", "json": "数据文件"}
_PREFACE = "标题下的说明"
_SIDE = 340


class ReviewPage(QWidget):
    """Everything that was read, before it is accepted."""

    left = Signal()
    opening = Signal(object, object)  # Report, ImportRecord
    starting = Signal(object)  # Report: last year's

    def __init__(self, request: ReviewRequest, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request, self._theme = request, theme
        self.review = Review(request.imported, self)
        self._where = _links(self.review)
        self._forms = {where: key for key, where in reversed(self._where.items()) if where}
        self.queue = QuestionList(self.review, theme)
        self.card = QuestionCard(_places(self.review))
        self.source = PlaceView(theme, "源文件内容")
        self.form = PlaceView(theme, "识别为年报的内容")
        self.form.setAcceptDrops(True)
        self._make_foot()
        self._lay_out()
        self._is_source_shown = False
        self._fill_form()
        self._connect()
        self._show_progress()
        self.setFocusProxy(self.queue)
        self.queue.go_on()
        if self.queue.current() < 0:
            self.card.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Now the pages have their size: the first question can be scrolled to."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._show_current)

    # -- making --------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._side())
        splitter.addWidget(_titled("源文件", self.source))
        splitter.addWidget(_titled("识别为年报", self.form))
        splitter.setSizes([_SIDE, 460, 560])
        splitter.setStretchFactor(1, 4)
        splitter.setStretchFactor(2, 5)
        column.addWidget(splitter, 1)
        column.addWidget(self._foot)

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("role", "panel")
        record, template = self.review.record, self.review.report.form.template
        name = QLabel(self._request.path.name)
        name.setProperty("role", "subtitle")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        values = self.review.report.values.values()
        read = sum(value.state is not State.UNREAD for value in values)
        kind = _FILE_KINDS.get(record.kind, record.kind)
        facts = QLabel(f"{kind}　·　{template.name}表样（{template.issued_as}）　·　读到 {read}/{len(values)} 格")
        facts.setProperty("role", "secondary")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addWidget(name)
        row.addWidget(facts)
        row.addStretch()
        return head

    def _side(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(_SIDE - 60)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.progress.setAccessibleName("核对进度")
        self.counter = QLabel(wordWrap=True)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 12, 8, 8)
        column.setSpacing(8)
        for widget in (self.counter, self.progress, self.card):
            column.addWidget(widget)
        column.addWidget(self.queue, 1)
        return side

    def _make_foot(self) -> None:
        self._foot = QFrame()
        self._foot.setProperty("role", "panel")
        self.back, self.all = QPushButton("返回"), QPushButton("全部认可")
        self.open, self.start = QPushButton("打开编辑"), QPushButton("作为去年的报告开始新一年")
        main = self.start if self._request.next_year else self.open
        for button in (self.back, self.all, self.open, self.start):
            button.setProperty("role", "primary" if button is main else "plain")
            button.setAutoDefault(False)
        self.hint = QLabel()
        self.hint.setProperty("role", "secondary")
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.all)
        row.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.start if main is self.open else self.open)
        row.addWidget(main)

    def _connect(self) -> None:
        self.queue.chosen.connect(self._show_question)
        self.queue.accepted.connect(self.accept)
        self.queue.emptied.connect(self.empty)
        self.queue.typed.connect(self.card.type_into)
        self.card.accepted.connect(self.accept)
        self.card.emptied.connect(self.empty)
        self.card.split.connect(self._split)
        self.card.placed.connect(self._place)
        self.card.editor.left.connect(self._leave_editor)
        self.form.text_dropped.connect(lambda number, key: self._place_at(number, section_of(key)))
        for here, there in ((self.source, self.form), (self.form, self.source)):
            here.pointed.connect(lambda key, other=there: other.point(self._across(key)))
            here.clicked.connect(self._on_clicked)
        self.review.answered.connect(lambda _: self._show_progress())
        self.review.cells_changed.connect(self._show_cells)
        self.review.texts_changed.connect(self._fill_form)
        self.review.questions_changed.connect(self._show_progress)
        self.back.clicked.connect(self.left)
        self.all.clicked.connect(self._accept_all)
        self.open.clicked.connect(lambda: self.opening.emit(*self.review.result()))
        self.start.clicked.connect(lambda: self.starting.emit(self.review.result()[0]))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._undo)
        QShortcut(QKeySequence(Qt.Key.Key_F8), self, self.queue.go_on)
        self._theme.changed.connect(self._refill)

    def _refill(self) -> None:
        self._fill_source()
        self._fill_form()

    def _fill_source(self) -> None:
        """Apart from the form's page, so that neither holds the window up for long."""
        self._is_source_shown = True
        if self._request.imported.source is not None:
            fill_source(self.source, self._request.imported.source, self._theme)

    def _fill_form(self) -> None:
        position = self.form.verticalScrollBar().value()
        fill_form(self.form, self.review.report, self._theme)
        self.form.verticalScrollBar().setValue(position)
        self._show_marks()

    # -- answering -----------------------------------------------------------

    def accept(self) -> None:
        """Agree with what is shown, as it stands in the editor."""
        number = self.queue.current()
        if number < 0:
            return
        if self.review.questions[number].kind is Kind.CELL:
            reason = self.review.put(number, self.card.editor.text())
            self.card.refuse(reason)
            if reason:
                self.card.editor.setFocus()
                return
        elif self.review.questions[number].kind is Kind.TEXT:
            self.card.open_menu()
            return
        else:
            self.review.acknowledge(number)
        self._go_on()

    def empty(self) -> None:
        """Leave it blank, or out."""
        if self.queue.current() >= 0:
            self.review.empty(self.queue.current())
            self._go_on()

    def _place(self, section: str) -> None:
        self._place_at(self.queue.current(), section)

    def _place_at(self, number: int, section: str) -> None:
        if section and number >= 0:
            self.review.place(number, section)
            self.form.go(line_key(section, self.review.report.texts[section].count("\n")))
            self._go_on()

    def _split(self) -> None:
        number = self.queue.current()
        if number >= 0:
            first = self.review.questions[number].cells[0]
            self.review.split(number)
            found = (index for index, question in enumerate(self.review.questions) if question.cells == (first,))
            self.queue.choose(next(found, -1))
            self.queue.setFocus()

    def _accept_all(self) -> None:
        self.review.accept_all()
        self._go_on()

    def _undo(self) -> None:
        number = self.review.undo()
        if number is not None:
            self.queue.choose(number)
            self._show_question(number)

    def _go_on(self) -> None:
        self.queue.setFocus()
        self.queue.go_on()
        if not self.review.left:
            (self.start if self._request.next_year else self.open).setFocus()

    def _leave_editor(self, step: int) -> None:
        self.card.editor.setText(self.review.offered(self.queue.current()))
        self.card.refuse("")
        self.queue.setFocus()
        if step:
            self.queue.setCurrentRow(self.queue.currentRow() + step)

    # -- showing -------------------------------------------------------------

    def _show_current(self) -> None:
        if not self._is_source_shown:
            self._fill_source()
        if self.queue.current() >= 0:
            self._show_question(self.queue.current())

    def _show_question(self, number: int) -> None:
        question = self.review.questions[number]
        self.review.see(number)
        name = dict(_places(self.review, every=True)).get(question.section, "")
        self.card.show()
        self.card.show_question(question, self.review.offered(number), name)
        self.source.go(question.where)
        if question.cells:
            self.form.go(cell_key(question.cells[0]))
        self._show_progress()

    def _show_cells(self, cells: tuple[str, ...]) -> None:
        for cell in cells:
            self.form.set_text(cell_key(cell), shown_value(self.review.report.values[cell]))
        self._show_marks()

    def _show_marks(self) -> None:
        marks: dict[str, str] = {}
        for number, question in enumerate(self.review.questions):
            if question.is_unsure:
                color = "guessed" if self.review.answer(number) is Answer.OPEN else "ok"
                marks |= {cell_key(cell): color for cell in question.cells}
        self.form.set_marks(marks)
        self.source.set_marks({self._where[key]: color for key, color in marks.items() if self._where.get(key)})

    def _show_progress(self) -> None:
        review = self.review
        self.progress.setRange(0, max(review.total, 1))
        self.progress.setValue(review.total - review.left if review.total else 1)
        self.counter.setText(
            f"还有 {review.left} 处待核对，共 {review.total} 处"
            if review.left
            else "都核对完了"
            if review.total
            else "全部读准，没有要核对的地方"
        )
        self.all.setEnabled(bool(review.left) and not review.unseen)
        self.all.setToolTip(f"还有 {review.unseen} 处没有看过，看过之后才能全部认可" if review.unseen else "")
        self.hint.setText(f"没有核对的 {review.left} 处，打开后仍会标出" if review.left else "")

    def _across(self, key: str) -> str:
        """The key on the other side, "" for none."""
        return self._where.get(key) or self._forms.get(key, "")

    def _on_clicked(self, key: str) -> None:
        """Outline the pair; an unsure cell becomes the current question."""
        other = self._across(key)
        in_form, in_source = (key, other) if key in self._where else (other, key)
        cell = in_form.partition(":")[2]
        for number, question in enumerate(self.review.questions):
            if cell in question.cells and question.is_unsure:
                self.queue.choose(number)
                return
        self.form.go(in_form)
        self.source.go(in_source)


def _links(review: Review) -> dict[str, str]:
    """Key of the form -> place in the source."""
    record = review.record
    links = {cell_key(cell): origin.where for cell, origin in record.cells.items()}
    for section, places in record.places.items():
        links |= {line_key(section, number): where for number, where in enumerate(places)}
    for name, (_, where) in record.read.items():
        kind, _, section = name.partition(".")
        links[line_key(section, -1) if kind == "heading" else f"meta:{name}"] = where
    return links


def _places(review: Review, every: bool = False) -> list[tuple[str, str]]:
    """Sections by id and name: those that hold text, or every one."""
    sections = review.report.form.template.sections
    return [(section.id, section.heading or _PREFACE) for section in sections if every or section.table is None]


def _titled(title: str, view: QWidget) -> QWidget:
    box = QFrame()
    box.setProperty("role", "card")
    label = QLabel(title)
    label.setProperty("role", "subtitle")
    label.setContentsMargins(12, 8, 12, 0)
    column = QVBoxLayout(box)
    column.setContentsMargins(4, 4, 4, 4)
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(view, 1)
    return box

"""The tabs of a workbook: found by their names, parsed while somebody works in them, put back when changed."""

from functools import cached_property, partial

from service.adapters.xlsx.cells import SheetCells
from service.adapters.xlsx.package import Package
from service.adapters.xlsx.parts import linked, parse, serialize, sheet_parts, workbook_part
from service.adapters.xlsx.styles import Styles
from service.adapters.xlsx.texts import shared_strings

_FORMULA_MARKS = (b"<f>", b"<f ", b":f>", b":f ")


class OpenTabs:
    """A workbook's tabs. A parsed tab takes twenty times its file, so whoever is done with one closes it."""

    def __init__(self, package: Package) -> None:
        """Find the tabs. Raises UnreadablePartError when the package is no workbook."""
        self.package = package
        self.workbook = workbook_part(package)
        self.parts = sheet_parts(package, self.workbook)
        self.touched: set[str] = set()
        self._open: dict[str, SheetCells] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def open(self, name: str) -> SheetCells:
        """Return the cells of one tab; whoever changes them adds the name to `touched`."""
        if name not in self._open:
            part = self.parts[name]
            root = parse(self.package.read(part), part)
            self._open[name] = SheetCells(root, lambda: self._strings, self.styles)
        return self._open[name]

    def close(self, name: str) -> None:
        """Put a tab back into the package if it was changed, and forget its cells."""
        sheet = self._open.pop(name, None)
        if sheet is not None and name in self.touched:
            part = self.parts[name]
            self.package.write(part, serialize(sheet.root, self.package.read(part)))

    def close_all(self) -> None:
        """Put every changed tab back."""
        for name in list(self._open):
            self.close(name)

    def may_calculate(self, name: str) -> bool:
        """Say whether a tab may have formulas. Only its bytes are looked at: most tabs have none."""
        self.close(name)
        content = self.package.read(self.parts[name])
        return any(mark in content for mark in _FORMULA_MARKS)

    @cached_property
    def styles(self) -> Styles:
        """The workbook's cell formats."""
        part = linked(self.package, self.workbook, "styles")
        return Styles(parse(self.package.read(part), part) if part and part in self.package else None)

    @cached_property
    def _strings(self) -> list[str]:
        part = linked(self.package, self.workbook, "sharedStrings")
        if part is None or part not in self.package:
            return []
        return shared_strings(self.package.read(part), partial(parse, name=part))

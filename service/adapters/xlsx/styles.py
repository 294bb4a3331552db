"""What is needed to know of the workbook's styles. They are read, never changed."""

from lxml import etree

from service.adapters.xlsx.parts import namespace


class Styles:
    """The cell formats of styles.xml (ECMA-376 part 1, 18.8.10), by their number."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats: list[etree._Element] = []
        self._ns = ""
        if root is not None:
            self._ns = namespace(root)
            self._formats = list(root.iterfind(f"{self._ns}cellXfs/{self._ns}xf"))

    def wraps(self, style: int) -> bool:
        """Say whether long texts are wrapped in a cell of this style."""
        alignment = self._formats[style].find(f"{self._ns}alignment") if self._known(style) else None
        return alignment is not None and alignment.get("wrapText") in ("1", "true")

    def general(self, style: int) -> bool:
        """Say whether a number is shown as it is (number format General)."""
        return self._known(style) and self._formats[style].get("numFmtId", "0") == "0"

    def _known(self, style: int) -> bool:
        return 0 <= style < len(self._formats)

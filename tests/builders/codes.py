"""QR codes on papers, read back module by module."""

from __future__ import annotations

import pypdfium2
import segno

_SCALE = 6


def code_stands(pdf: bytes, address: str, left: float, bottom: float, side: float) -> bool:
    """Whether the first page shows the code of this address in this square (points from the lower left corner)."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=_SCALE, grayscale=True).to_pil()
    expected = [list(line) for line in segno.make(address, error="m", micro=False, boost_error=False, mask=4).matrix]
    module, top = side / len(expected), page.get_height() - bottom - side
    return all(
        (image.getpixel((int((left + (column + 0.5) * module) * _SCALE), int((top + (line + 0.5) * module) * _SCALE))) < 128)
        == bool(dark)
        for line, modules in enumerate(expected) for column, dark in enumerate(modules)
    )  # fmt: skip

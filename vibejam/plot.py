"""One small plotting function: lines on axes, as an SVG that any browser shows. No library, no colours that print badly.

Tests: tests/test_plot.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

_COLOURS = ("#1f6feb", "#d9480f", "#2b8a3e", "#862e9c", "#495057")
_LARGEST = 1e100
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 20, 44, 48  # margins, pixels


def line_plot(series: Mapping[str, Points], title: str, x_label: str, y_label: str, width: int = 720, height: int = 400) -> str:
    """An SVG with one line per named series of (x, y); points that are not finite (or as good as) are left out."""
    finite = {name: [p for p in points if all(abs(value) < _LARGEST for value in p)] for name, points in series.items()}
    every = [point for points in finite.values() for point in points] or [(0.0, 0.0)]
    x_ticks = ticks(min(x for x, _ in every), max(x for x, _ in every))
    y_ticks = ticks(min(y for _, y in every), max(y for _, y in every))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (x - x_ticks[0]) / (x_ticks[-1] - x_ticks[0])
        up = (y - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
        return _LEFT + across * (width - _LEFT - _RIGHT), height - _BOTTOM - up * (height - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#343a40">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600">{escape(title)}</text>',
        f'<text x="{(_LEFT + width - _RIGHT) / 2:.0f}" y="{height - 10}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text transform="translate(16 {(_TOP + height - _BOTTOM) / 2:.0f}) rotate(-90)"'
        f' text-anchor="middle">{escape(y_label)}</text>',
    ]
    for x in x_ticks:
        px, base = at(x, y_ticks[0])
        parts.append(f'<text x="{px:.1f}" y="{base + 18:.1f}" text-anchor="middle">{_number(x)}</text>')
    for y in y_ticks:
        px, py = at(x_ticks[0], y)
        parts.append(f'<line x1="{px}" x2="{width - _RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="#dee2e6"/>')
        parts.append(f'<text x="{px - 8}" y="{py + 4:.1f}" text-anchor="end">{_number(y)}</text>')
    for i, (name, points) in enumerate(finite.items()):
        colour = _COLOURS[i % len(_COLOURS)]
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in (at(*point) for point in points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(points) == 1:  # a line of one point would not be seen
            px, py = at(*points[0])
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>')
        legend = width - _RIGHT - 110 * (len(finite) - i)
        parts.append(f'<line x1="{legend}" x2="{legend + 22}" y1="20" y2="20" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{legend + 28}" y="24">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers that enclose [low, high]: `ticks(0.3, 4.7)` -> [0, 1, 2, 3, 4, 5]."""
    least = max(1e-9, abs(low) * 1e-9, abs(high) * 1e-9)  # a narrower span would drown in rounding
    if high - low < least:
        middle, around = (low + high) / 2, 0.5 if abs(low) < 1e6 else abs(low) * 1e-6
        low, high = middle - around, middle + around
    rough = (high - low) / (about - 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def _number(value: float) -> str:
    return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.6g}"

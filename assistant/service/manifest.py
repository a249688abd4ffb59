"""The web app manifest, with which a browser offers to install the page."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse

PATH = "/manifest.json"
_COLOURS = {"theme_color": "#174a8c", "background_color": "#f3f6fa"}  # style.css's head and page
_ICON_SIZES = (192, 512)  # px; what Chromium asks for


def add_manifest(app: FastAPI, name: str) -> None:
    """Serve the manifest of the page `name`; Gradio's own names addresses above a sub-path."""
    # Addresses are relative to the manifest's, so they hold below any sub-path.
    content = {
        "name": name,
        "short_name": name,
        "lang": "zh-CN",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        **_COLOURS,
        "icons": [
            {"src": f"./pwa_icon/{size}", "sizes": f"{size}x{size}", "type": "image/png"}
            for size in _ICON_SIZES
        ],
    }

    @app.get(PATH)
    def manifest() -> JSONResponse:
        return JSONResponse(content, media_type="application/manifest+json")

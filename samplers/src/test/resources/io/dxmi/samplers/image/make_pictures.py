"""Makes the pictures of PictureKindsTest: python3 make_pictures.py   (needs numpy and Pillow with WebP; made with Pillow 12)"""
import pathlib

import numpy as np
from PIL import Image

out = pathlib.Path(__file__).parent
y, x = np.mgrid[:8, :12]
colours = np.stack([20 * x + 10, 30 * y + 10, 128 + 8 * (x - y)], -1).astype(np.uint8)
upright = Image.fromarray(colours)
upright.save(out / "upright.png")
upright.save(out / "lossless.webp", lossless=True)
upright.save(out / "lossy.webp", quality=95)
upright.save(out / "lzw.tif", compression="tiff_lzw")
upright.save(out / "deflate.tif", compression="tiff_adobe_deflate")
upright.convert("L").save(out / "grey.tif")
upright.convert("CMYK").save(out / "cmyk.tif")
Image.fromarray(colours.astype(np.float32)[:, :, 0] / 255).save(out / "float.tif")
alpha = np.where(x < 6, 255, np.where(x < 9, 128, 0)).astype(np.uint8)
covered = Image.fromarray(np.concatenate([colours, alpha[:, :, None]], -1))
for kind in ("png", "webp"):
    covered.save(out / f"transparent.{kind}", **({"lossless": True, "exact": True} if kind == "webp" else {}))
for kind in ("png", "tif"):
    Image.fromarray(((colours[:, :, 0].astype(np.uint16) << 4) + 15).astype(np.uint16)).save(out / f"twelve-bits.{kind}")
turns = {  # how the camera stores what is seen upright
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}
for orientation, turn in turns.items():
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = upright.transpose(turn)
    kinds = {"png": {}, "webp": {"lossless": True}, "tif": {}, "jpg": {"quality": 95, "subsampling": 0}}
    for kind, options in kinds.items():
        if kind == "png" or orientation in (6, 3):
            stored.save(out / f"turned-{orientation}.{kind}", exif=exif, **options)

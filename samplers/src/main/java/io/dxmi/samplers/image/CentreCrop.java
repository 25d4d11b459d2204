package io.dxmi.samplers.image;

/**
 * A square cut from the middle, as the diffusion models on ImageNet and LSUN were trained with (Dhariwal and Nichol 2021):
 * halved with the box filter while the shorter side is at least twice the size, resized with the bicubic filter until the
 * shorter side fits, and cropped.
 */
public record CentreCrop(int size) implements ImageTransform {

    public CentreCrop {
        if (size < 1) throw new IllegalArgumentException("expected a size of at least 1, got " + size);
    }

    @Override
    public Image of(Image image) {
        Image current = image;
        while (Math.min(current.height(), current.width()) >= 2 * size) {
            current = new Resize(current.height() / 2, current.width() / 2, Filter.BOX).of(current);
        }
        double scale = (double) size / Math.min(current.height(), current.width());
        int height = (int) Math.rint(current.height() * scale); // halves to even, as Python rounds
        int width = (int) Math.rint(current.width() * scale);
        current = new Resize(height, width, Filter.BICUBIC).of(current);
        return current.crop((height - size) / 2, (width - size) / 2, size, size);
    }

    @Override
    public String description() {
        return "centre-crop " + size + " (box halves, bicubic; Pillow, 8 bits)";
    }
}

package io.dxmi.samplers.image;

/** Makes a picture of the size and kind that is wanted. */
public interface ImageTransform {

    Image of(Image image);

    /** What a report calls it. */
    String description();

    /** Leaves pictures as they are. */
    static ImageTransform none() {
        return new ImageTransform() {
            @Override
            public Image of(Image image) {
                return image;
            }

            @Override
            public String description() {
                return "none";
            }
        };
    }
}

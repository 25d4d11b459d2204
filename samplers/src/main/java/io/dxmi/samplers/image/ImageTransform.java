package io.dxmi.samplers.image;

import java.io.Serializable;

/** Makes a picture of the size and kind that is wanted. Those of a user can be sent to other processes. */
public interface ImageTransform extends Serializable {

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

package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.List;

/** The pictures of a source after a transform. Closing it leaves the source open: whoever opened that closes it. */
public record PreparedImages(ImageSource source, ImageTransform transform) implements ImageSource {

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public String name(int i) {
        return source.name(i);
    }

    @Override
    public Image load(int i) {
        Image image = source.load(i);
        try {
            return transform.of(image);
        } catch (UserError e) {
            throw new UserError(name(i) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean readsInOrder() {
        return source.readsInOrder();
    }

    @Override
    public boolean decodes() {
        return source.decodes();
    }

    @Override
    public int[] labels() {
        return source.labels();
    }

    @Override
    public List<String> classes() {
        return source.classes();
    }
}

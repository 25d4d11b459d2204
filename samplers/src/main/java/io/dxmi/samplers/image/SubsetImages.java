package io.dxmi.samplers.image;

import java.util.Arrays;
import java.util.List;

/** Some of the pictures of a source, in the order of their numbers there. Closing it closes the source. */
public final class SubsetImages implements ImageSource {

    private final ImageSource all;
    private final int[] rows;

    /** @param rows numbers of the pictures in {@code all}; at least one; not copied */
    public SubsetImages(ImageSource all, int[] rows) {
        this.all = all;
        this.rows = rows;
    }

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public int count() {
        return rows.length;
    }

    @Override
    public String name(int i) {
        return all.name(rows[i]);
    }

    @Override
    public Image load(int i) {
        return all.load(rows[i]);
    }

    @Override
    public PictureFile look(int i) {
        return all.look(rows[i]);
    }

    @Override
    public boolean readsInOrder() {
        return all.readsInOrder();
    }

    @Override
    public boolean decodes() {
        return all.decodes();
    }

    @Override
    public int[] labels() {
        int[] labels = all.labels();
        return labels.length == 0
                ? labels
                : Arrays.stream(rows).map(row -> labels[row]).toArray();
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public List<String> unread() {
        return all.unread();
    }

    @Override
    public void close() {
        all.close();
    }
}
